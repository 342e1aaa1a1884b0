package journal

import (
	"errors"
	"fmt"
)

// dbState is the condition of the database when a change began. It is read each time, because a host runs for months
// and the database may have been changed since it was opened.
type dbState struct {
	schema, known int // of the tables, and the newest that this program knows
	kept          durability
}

// durability holds the settings of a server that decide whether a confirmed commit survives a power cut. The zero
// value is for a file, whose connections set their own.
type durability struct {
	standby               bool
	fsync, pages, commits string // fsync, full_page_writes, synchronous_commit
}

// durabilityQuery reads them in this order.
const durabilityQuery = `pg_is_in_recovery(), current_setting('fsync'), current_setting('full_page_writes'),
	current_setting('synchronous_commit')`

// check refuses a server that does not keep what it has confirmed.
func (s durability) check() error {
	refuse := func(name, value string) error {
		return &Error{Reason: ReasonSettings, Err: fmt.Errorf("%s is %s, want on", name, value)}
	}
	switch {
	case s == durability{}:
		return nil
	case s.standby:
		return &Error{Reason: ReasonReadOnly, Err: errors.New("the server is a standby")}
	case s.fsync != "on":
		return refuse("fsync", s.fsync)
	case s.pages != "on":
		return refuse("full_page_writes", s.pages)
	case s.commits == "off" || s.commits == "local":
		return refuse("synchronous_commit", s.commits)
	}
	return nil
}

// current refuses tables that a newer program has changed.
func (s dbState) current() error {
	if s.schema > s.known {
		return newer(s.schema, s.known)
	}
	return nil
}

// Buying refuses the change unless the database is as it has to be for a purchase: its tables are no newer than this
// program, and what it confirms is on disk. Every change that a purchase request follows calls it.
func (t *Tx) Buying() error { return errors.Join(t.dbState.current(), t.dbState.kept.check()) }
