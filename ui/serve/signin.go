package serve

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// signIn decides who may connect, and opens their channels.
type signIn struct {
	access  *Access
	files   *accessFiles
	limiter *acceptLimiter
	limits  Limits
	metrics *metrics
	log     *slog.Logger
	now     func() time.Time
}

// config is how a connection signs in.
func (s *signIn) config(ctx ssh.Context) *gossh.ServerConfig {
	signIn := func(user string, key gossh.PublicKey) {
		if r, ok := ctx.Value(roomKey{}).(*connState); ok {
			s.limiter.signIn(r, user, key)
		}
	}
	c := modern()
	c.VerifiedPublicKeyCallback = func(m gossh.ConnMetadata, key gossh.PublicKey, p *gossh.Permissions,
		_ string,
	) (*gossh.Permissions, error) {
		signIn(m.User(), key)
		return p, nil
	}
	c.NoClientAuthCallback = func(m gossh.ConnMetadata) (*gossh.Permissions, error) {
		signIn(m.User(), nil)
		return nil, nil //nolint:nilnil // it has no permissions, and is let in
	}
	return c
}

// allow is asked about every key that a client offers.
func (s *signIn) allow(ctx ssh.Context, key ssh.PublicKey) bool {
	s.files.look()
	err := s.access.Allow(ctx.User(), key, ctx.RemoteAddr(), s.now())
	if err != nil {
		s.log.Debug("key not accepted", "user", ctx.User(), "from", ctx.RemoteAddr().String(), "key", fingerprint(key),
			"why", err)
	}
	return err == nil
}

func (s *signIn) failed(c net.Conn, err error) {
	s.metrics.refuse("handshake")
	s.log.Info("connection failed", "from", c.RemoteAddr().String(), "error", err)
}

// channel opens a session on a connection. It differs from the library's in what a client may ask for, in the number of
// sessions, and in a context that ends with the channel and not only with the connection.
func (s *signIn) channel(srv *ssh.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	r, ok := ctx.Value(roomKey{}).(*connState)
	if !ok {
		_ = ch.Reject(gossh.ResourceShortage, "no room") // the client may be gone
		return
	}
	if !r.enter(s.limits.PerLine) {
		s.metrics.refuse("line")
		_ = ch.Reject(gossh.ResourceShortage, "too many sessions on this connection") // the client may be gone
		return
	}
	defer func() {
		r.leave(s.limits.Idle)
		s.log.Debug("channel closed", "from", conn.RemoteAddr().String())
	}()
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(errGone)
	refused := func() { s.metrics.refuse("request") }
	own := &channelContext{ctx, inner, make(chan struct{})}
	ssh.DefaultSessionHandler(srv, conn, &opening{ch, own, cancel, refused}, own)
}

// keyOf is the fingerprint of the key itself, also of a certificate's: whoever has it can use each of its certificates.
// "" without a key.
func keyOf(key gossh.PublicKey) string {
	if c, ok := key.(*gossh.Certificate); ok {
		key = c.Key
	}
	if key == nil {
		return ""
	}
	return gossh.FingerprintSHA256(key)
}

func fingerprint(key gossh.PublicKey) string {
	if key == nil {
		return ""
	}
	if c, ok := key.(*gossh.Certificate); ok {
		return fmt.Sprintf("%s id %q serial %d by %s", gossh.FingerprintSHA256(c.Key), c.KeyId, c.Serial,
			gossh.FingerprintSHA256(c.SignatureKey))
	}
	return gossh.FingerprintSHA256(key)
}
