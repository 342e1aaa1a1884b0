package journal

import (
	"context"
	"time"
)

// Host is this program among those that share a journal on a server.
type Host struct {
	store  *Store
	engine *postgresEngine // nil: the journal is a file
}

// Host returns this program as a host of the journal.
func (s *Store) Host() Host {
	e, _ := s.engine.(*postgresEngine)
	return Host{s, e}
}

// ID distinguishes this program from all others that share the journal; "" when it is a file.
func (h Host) ID() string {
	if h.engine == nil {
		return ""
	}
	return h.engine.id
}

// Clock is the clock by which all programs that share the journal compare deadlines; nil when it is the one that the
// store was opened with.
func (h Host) Clock() func() time.Time {
	if h.engine == nil {
		return nil
	}
	return h.store.now
}

// Lease returns the lease with the name, without taking it. It is nil on a journal that is a file, which has no
// leases.
func (h Host) Lease(name string) *Lease {
	if h.engine == nil || h.store.write == nil {
		return nil
	}
	return &Lease{e: h.engine, name: name}
}

// Heartbeat is the interval of a host's heartbeat; 0 when the journal is a file.
func (h Host) Heartbeat() time.Duration {
	if h.engine == nil {
		return 0
	}
	return h.engine.heartbeat.every()
}

// Timeline is the server's history: it changes when another server takes its place, or the tables are restored from a
// dump, which may lack what was confirmed last. It is "" when the journal is a file.
func (h Host) Timeline() string {
	if h.engine == nil {
		return ""
	}
	if t := h.engine.feed.timeline.Load(); t != nil {
		return *t
	}
	return ""
}

// Server describes the server of a journal for a person.
type Server struct {
	Name     string // database and host
	Version  string
	Standbys int   // that follow it
	Safe     bool  // with standbys: one of them has what was confirmed
	Hosts    int   // programs that are alive on the journal
	Refused  error // why the server cannot be used for buying; nil when it can
}

// Server describes the server; false when the journal is a file.
func (h Host) Server(ctx context.Context) (Server, bool, error) {
	if h.engine == nil {
		return Server{}, false, nil
	}
	s := h.store
	v := Server{Name: s.path}
	var is durability
	err := s.read.QueryRowContext(ctx, `select current_setting('server_version'),
		(select count(*) from pg_stat_replication), current_setting('synchronous_standby_names') <> '',
		(select count(*) from leases where name like 'host/%' and until > `+serverMillis+`), `+durabilityQuery).
		Scan(&v.Version, &v.Standbys, &v.Safe, &v.Hosts, &is.standby, &is.fsync, &is.pages, &is.commits)
	v.Refused = explain(s.path, is.check())
	return v, true, explain(s.path, err)
}
