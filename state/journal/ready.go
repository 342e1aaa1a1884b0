package journal

import (
	"time"
)

// Unready returns the machines of all accounts that run, came up after the time, and whose login port has not answered
// yet.
func (s Instances) Unready(after time.Time) ([]Instance, error) {
	return query(s.reader, scanInstance, `select `+instanceColumns+` from instances i
		where i.status = 'RUNNING' and i.ready_at = 0 and i.running_at > ?1 order by i.running_at, i.account, i.id`,
		millis(after))
}

// SetReady records that the login port of a machine has answered. The first time counts.
func (t InstanceWriter) SetReady(i Instance) error {
	_, err := t.exec(`update instances set ready_at = ?4
		where product = ?1 and account = ?2 and id = ?3 and ready_at = 0`, i.Key.Product, i.Key.Account, i.ID, millis(t.now))
	return err
}
