package serve

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/state/journal"
)

// Reload reads the files of keys and people again. It ends the sessions and connections of those who are no longer
// allowed in, and the sessions of those who may do less than before: what they have opened may be what they may not.
// A file with a fault changes nothing.
func (s *Server) Reload() error {
	rights := s.opt.Access.Reload()
	err := errors.Join(rights, s.certify())
	outcome := map[string]string{"outcome": "taken"}
	if err != nil {
		outcome["outcome"] = "refused"
	}
	// What could not be written is in the log; the files are in force in any case.
	_ = s.record(context.Background(), journal.Entry{What: "reload", Detail: outcome})
	if err != nil {
		s.log.Error("reload failed, the old files stay in force", "error", err)
	}
	if rights == nil { // those are in force, also beside a bad certificate
		s.log.Info("reloaded")
		s.warn()
		s.each(s.review)
		s.door.cut(s.allowed)
	}
	return err
}
