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
	all, err := steps()
	if err != nil {
		return err
	}
	var at int
	if err := s.read.QueryRowContext(ctx, "pragma user_version").Scan(&at); err != nil {
		return explain(s.path, err)
	}
	if at > len(all) {
		return &Error{Reason: ReasonNewer, Path: s.path, Err: fmt.Errorf("schema %d, this program knows %d", at, len(all))}
	}
	return nil
}
