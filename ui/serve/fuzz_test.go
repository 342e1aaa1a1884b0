package serve_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/ui/serve"
)

// memory is a listener whose connections are made in memory: a fuzzer opens more than a machine has ports.
type memory struct {
	net.Listener // its address alone
	made         chan net.Conn
	closed       chan struct{}
	close        func()
}

// behindMemory has a server listen to one, also.
func behindMemory(made chan net.Conn) func(net.Listener) net.Listener {
	closed := make(chan struct{})
	return func(l net.Listener) net.Listener {
		return memory{l, made, closed, sync.OnceFunc(func() { close(closed) })}
	}
}

// Accept returns the next connection that was made.
func (m memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.made:
		return c, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept.
func (m memory) Close() error {
	m.close()
	return m.Listener.Close()
}

// distant is a connection from somewhere.
type distant struct{ net.Conn }

// RemoteAddr is an address for documentation.
func (distant) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 4711} }

// reach connects to a server that listens to m.
func reach(m chan net.Conn) net.Conn {
	here, there := net.Pipe()
	m <- distant{there}
	return here
}

// boundless are limits that a fuzzer does not meet.
func boundless() serve.Limits {
	return serve.Limits{Connections: 1 << 20, PerAddress: 1 << 20, Rate: 1e9, PerUser: 1 << 20, PerLine: 1 << 20}
}

// FuzzBeforeSignIn sends a server anything in the place of a greeting, and after one. Nobody gets in, the server closes
// the connection or answers it, and continues.
func FuzzBeforeSignIn(f *testing.F) {
	const greeting = "SSH-2.0-x\r\n"
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"), false)
	f.Add([]byte("SSH-1.99-\x00\r\n"), false)
	f.Add([]byte("PROXY TCP4 192.0.2.1 127.0.0.1 4711 22\r\nSSH-2.0-x\r\n"), false)
	f.Add(bytes.Repeat([]byte("x"), 300), false)
	f.Add([]byte("\x00\x00\x00\x0c\x0a\x14\x00\x00"), true)                         // a short list of algorithms
	f.Add([]byte("\xff\xff\xff\xff\x00"), true)                                     // a packet of four gigabytes
	f.Add([]byte("\x00\x00\x00\x0c\x0a\x01\x00\x00\x00\x02\x00\x00\x00\x00"), true) // a farewell
	f.Add(append([]byte("\x00\x00\x01\x04\x06\x14"), make([]byte, 254)...), true)
	made := make(chan net.Conn)
	var in atomic.Bool
	enter := func(context.Context, *serve.Session) int {
		in.Store(true)
		return 0
	}
	startWith(f, setup{quiet: true, limits: boundless(), behind: behindMemory(made), run: enter})
	f.Fuzz(func(t *testing.T, sent []byte, greeted bool) {
		c := reach(made)
		defer func() { _ = c.Close() }()
		said := make(chan []byte, 1)
		go func() {
			b, _ := io.ReadAll(c) // until the connection ends
			said <- b
		}()
		if greeted {
			_, _ = io.WriteString(c, greeting)
		}
		_, _ = c.Write(sent) // the server may have closed it
		_ = c.Close()
		if b := <-said; len(b) > 0 && !bytes.HasPrefix(b, []byte("SSH-2.0-metalwright")) {
			t.Errorf("the server said %q, want its greeting", b)
		}
		if in.Load() {
			t.Fatal("someone is in")
		}
	})
}

// FuzzOfferedKey offers keys and certificates as they come over the wire. Nobody is let in but alice with her key, or
// with the certificate that was signed for it.
func FuzzOfferedKey(f *testing.F) {
	key, ca := newKey(f), newKey(f)
	cert := &gossh.Certificate{
		Key: newKey(f).PublicKey(), CertType: gossh.UserCert, KeyId: "alice", ValidPrincipals: []string{"alice"},
		ValidBefore: gossh.CertTimeInfinity,
	}
	if err := cert.SignCert(rand.Reader, ca); err != nil {
		f.Fatal(err)
	}
	dir := f.TempDir()
	access, err := serve.OpenAccess(serve.Files{
		Keys: write(f, filepath.Join(dir, "k"), line(key, "alice")), CAs: write(f, filepath.Join(dir, "c"), line(ca, "ca")),
	})
	if err != nil {
		f.Fatal(err)
	}
	own, signed := key.PublicKey().Marshal(), cert.Marshal()
	for _, blob := range [][]byte{own, signed, newKey(f).PublicKey().Marshal(), nil, []byte("\x00\x00\x00\x07ssh-rsa")} {
		f.Add("alice", blob)
		f.Add("bob", blob)
	}
	f.Fuzz(func(t *testing.T, user string, blob []byte) {
		offered, err := gossh.ParsePublicKey(blob)
		if err != nil || access.Allow(user, offered, from("192.0.2.1"), noon()) != nil {
			return
		}
		if is := offered.Marshal(); user != "alice" || !bytes.Equal(is, own) && !bytes.Equal(is, signed) {
			t.Errorf("Allow(%q, %x) = nil, want it refused", user, is)
		}
	})
}

// asked is what a fuzzer asks of a session: a kind of request, and what is in it.
type asked struct {
	name    string
	payload []byte
}

// requests reads them: a byte that says which, two with the length, and the rest.
func requests(text []byte) []asked {
	kinds := []string{
		"env", "pty-req", "window-change", "exec", "shell", "subsystem", "signal", "auth-agent-req@openssh.com", "x11-req",
	}
	var all []asked
	for len(text) >= 3 && len(all) < 40 {
		n := min(int(binary.BigEndian.Uint16(text[1:])), len(text)-3)
		all = append(all, asked{kinds[int(text[0])%len(kinds)], text[3 : 3+n]})
		text = text[3+n:]
	}
	return all
}

// wire is what [requests] reads.
func wire(all ...[2]string) []byte {
	var b []byte
	for _, a := range all {
		b = append(b, a[0][0])
		b = binary.BigEndian.AppendUint16(b, uint16(len(a[1]))) //nolint:gosec // they are short
		b = append(b, a[1]...)
	}
	return b
}

// FuzzRequests asks anything within sessions of one connection that is signed in, in any order. What a session sees of
// it is bounded and clean, each of its commands runs at most once, and the connection stays.
func FuzzRequests(f *testing.F) {
	text := func(s ...string) string {
		var b []byte
		for _, x := range s {
			b = binary.BigEndian.AppendUint32(b, uint32(len(x))) //nolint:gosec // they are short
			b = append(b, x...)
		}
		return string(b)
	}
	size := "\x00\x00\x00\x50\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x00"
	pty := text("xterm") + size + text("")
	f.Add(wire([2]string{"\x00", text("LANG", "en")}, [2]string{"\x01", pty}, [2]string{"\x04", ""}))
	f.Add(wire([2]string{"\x03", text("orders 'x")}, [2]string{"\x03", text("plan")}))
	sftp := text("sftp")
	f.Add(wire([2]string{"\x02", size}, [2]string{"\x02", "\xff"}, [2]string{"\x05", sftp}, [2]string{"\x04", "x"}))
	f.Add(wire([2]string{"\x01", "\xff\xff\xff\xff"}, [2]string{"\x03", "\xff\xff\xff\xff"}))
	ran := make(chan *serve.Session, 64)
	s := startWith(f, setup{quiet: true, limits: boundless(), run: func(_ context.Context, o *serve.Session) int {
		ran <- o
		return 0
	}})
	client := s.client()
	f.Fuzz(func(t *testing.T, data []byte) {
		ch, answers, err := client.OpenChannel("session", nil)
		if err != nil {
			t.Fatalf("OpenChannel() = %v, want nil", err)
		}
		go gossh.DiscardRequests(answers)
		started := 0
		for _, a := range requests(data) {
			ok, err := ch.SendRequest(a.name, true, a.payload)
			if err != nil {
				break // the session has ended
			}
			if ok && (a.name == "exec" || a.name == "shell") {
				started++
			}
		}
		if started > 1 {
			t.Errorf("%d commands of one session were started, want one at most", started)
		}
		for range started {
			check(t, <-ran)
		}
		_ = ch.Close()
	})
}

// check holds what a session was given to its bounds.
func check(t *testing.T, o *serve.Session) {
	t.Helper()
	dirty := func(r rune) bool { return r < ' ' || r > '~' }
	if o.Width > 400 || o.Height > 150 || o.Width < 0 || o.Height < 0 || len(o.Env) > 17 {
		t.Errorf("a session has a window of %dx%d and %d variables", o.Width, o.Height, len(o.Env))
	}
	for _, kv := range o.Env {
		if len(kv) > 300 || strings.ContainsFunc(kv, dirty) {
			t.Errorf("a session has the variable %q", kv)
		}
	}
	if n := len(fmt.Sprint(o.Args)); n > 9<<10 {
		t.Errorf("a session has a command of %d bytes", n)
	}
}
