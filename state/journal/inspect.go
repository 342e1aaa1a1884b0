package journal

import (
	"context"
	"fmt"
)

// CheckDir says whether dir is a place for a journal: [ReasonNetwork] when it is on a network file system.
func CheckDir(dir string) error {
	shared, name, err := networked(dir)
	if err != nil {
		return explain(dir, err)
	}
	if shared {
		return &Error{Reason: ReasonNetwork, Path: dir, Err: fmt.Errorf("it is %s", name)}
	}
	return nil
}

// CheckVersion says whether a newer program wrote the journal: [ReasonNewer].
func (s *Store) CheckVersion(ctx context.Context) error {
	all, err := steps("") // there are as many for every engine
	if err != nil {
		return err
	}
	var at int
	err = s.View(ctx, func(v *Snapshot) error {
		return v.tx.tx.QueryRowContext(ctx, "select cast(value as integer) from meta where key = 'schema'").Scan(&at)
	})
	if err == nil && at > len(all) {
		err = newer(at, len(all))
	}
	return explain(s.path, err)
}
