package sim

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits of the server.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 10 * time.Minute // faults let requests hang
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10 // bytes
	grace         = 5 * time.Second
)

// Serve answers on l until ctx is done, then lets the requests end that it has. It closes l. The cloud stays open.
func (c *Cloud) Serve(ctx context.Context, l net.Listener) error {
	return run(ctx, c.Handler(), nil, func(s *http.Server) error { return s.Serve(l) })
}

// ServeTLS is Serve over TLS, with HTTP/1.1 and HTTP/2.
func (c *Cloud) ServeTLS(ctx context.Context, l net.Listener, cert tls.Certificate) error {
	settings := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	return run(ctx, c.Handler(), settings, func(s *http.Server) error { return s.ServeTLS(l, "", "") })
}

// run lets serve answer with the handler until ctx is done.
func run(ctx context.Context, handler http.Handler, settings *tls.Config, serve func(*http.Server) error) error {
	server := &http.Server{
		TLSConfig:         settings,
		Handler:           handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // ends requests that hang
		// dropped requests are not worth a line
		ErrorLog: log.New(io.Discard, "", 0),
	}
	var idle idleConns
	server.ConnState = idle.change
	ended := make(chan error, 1)
	go func() { ended <- serve(server) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	idle.close()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := server.Shutdown(last)
	if err != nil {
		err = server.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// idleConns are the connections on which no request has come yet. The server would wait for them for seconds, and
// clients open such in reserve.
type idleConns struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

func (s *idleConns) change(c net.Conn, to http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to != http.StateNew {
		delete(s.conns, c)
		return
	}
	if s.conns == nil {
		s.conns = map[net.Conn]struct{}{}
	}
	s.conns[c] = struct{}{}
}

func (s *idleConns) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close() // no request came on it
	}
}
