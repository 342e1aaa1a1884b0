package serve

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/journal"
)

// accessFiles are the files of keys and people, and the host certificate, as they are now.
type accessFiles struct {
	access   *Access
	audit    *auditLog
	sessions *sessions
	limiter  *acceptLimiter
	metrics  *metrics
	ssh      *ssh.Server
	key      gossh.Signer
	cert     string // the file of the host certificate; "" without one
	log      *slog.Logger
	now      func() time.Time
}

// Reload reads the files of keys and people again. It ends the sessions and connections of those who are no longer
// allowed in, and the sessions of those who may do less than before: what they have opened may be what they may not.
// A file with a fault changes nothing.
func (s *Server) Reload() error { return s.files.reload() }

// reload is [Server.Reload].
func (s *accessFiles) reload() error {
	rights := s.access.Reload()
	err := errors.Join(rights, s.certify())
	outcome := map[string]string{"outcome": "taken"}
	if err != nil {
		outcome["outcome"] = "refused"
	}
	// What could not be written is in the log; the files are in force in any case.
	_ = s.audit.record(context.Background(), journal.Entry{What: "reload", Detail: outcome})
	if err != nil {
		s.log.Error("reload failed, the old files stay in force", "error", err)
	}
	if rights == nil { // those are in force, also beside a bad certificate
		s.log.Info("reloaded")
		s.warn()
		s.sessions.each(s.sessions.review)
		s.limiter.cut(s.sessions.allowed)
	}
	return err
}

// look reads the files again if they have changed: something depends on them now.
func (s *accessFiles) look() { s.lookAt(0) }

func (s *accessFiles) lookAt(still time.Duration) {
	if s.access.Changed(still) {
		_ = s.reload() // it is in the log and in the audit
	}
}

// looksAfter is how often the files are looked at after a change, [settled] after one another: at the first look a file
// may still have been too young.
const looksAfter = 2

// run looks at the files when they have changed, until ctx ends.
func (s *accessFiles) run(ctx context.Context) {
	names := s.access.files.names()
	w := watchFiles(names[:])
	defer w.close()
	due := time.NewTimer(settled) // they may have changed since they were read
	defer due.Stop()
	for next := looksAfter; ; {
		select {
		case <-w.changes():
			if next == 0 { // otherwise a look is due anyway
				due.Reset(settled)
			}
			next = looksAfter
		case <-due.C:
			s.lookAt(settled)
			next = max(next-1, 0)
			switch {
			case next > 0:
				due.Reset(settled)
			case w != nil && w.complete():
				due.Reset(lookAnyway)
			default:
				due.Reset(lookEvery)
			}
			if w != nil && !w.complete() {
				w.renew()
			}
		case <-ctx.Done():
			return
		}
	}
}

// warn says in the log which keys several names have: who has one may be two people, and four eyes are two.
func (s *accessFiles) warn() {
	for _, k := range s.access.Shared() {
		s.log.Warn("one key stands under several names: they cannot approve each other's orders",
			"key", k.Key, "users", k.Names)
	}
}

// certify shows clients the certificate as it is in its file now. After an error they are shown the one from before.
func (s *accessFiles) certify() error {
	if s.cert == "" {
		return nil
	}
	signer, until, err := ReadHostCert(s.cert, s.key, s.now())
	if err != nil {
		return err
	}
	s.ssh.AddHostKey(signer) // in the place of the one before
	s.metrics.certified(until)
	s.log.Info("host certificate", "file", s.cert, "until", until)
	return nil
}
