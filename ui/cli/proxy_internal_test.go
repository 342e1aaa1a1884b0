package cli

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// peer is a connection from an address that sends some bytes and ends.
type peer struct {
	from net.Addr
	sent *bytes.Reader
}

// Read reads what is sent.
func (p *peer) Read(b []byte) (int, error) { return p.sent.Read(b) }

func (p *peer) Write(b []byte) (int, error) { return len(b), nil }

func (p *peer) Close() error { return nil }

func (p *peer) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 22} }

func (p *peer) RemoteAddr() net.Addr { return p.from }

func (p *peer) SetDeadline(time.Time) error { return nil }

func (p *peer) SetReadDeadline(time.Time) error { return nil }

func (p *peer) SetWriteDeadline(time.Time) error { return nil }

// once accepts one connection.
type once struct{ conn net.Conn }

// Accept returns the connection, and ends then.
func (o *once) Accept() (net.Conn, error) {
	c := o.conn
	o.conn = nil
	if c == nil {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (o *once) Close() error { return nil }

func (o *once) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 22} }

// FuzzProxyHeader reads what load balancers say about a connection, and what others say who are none. Nobody else has a
// say where a connection comes from, and not a byte of theirs is taken away.
func FuzzProxyHeader(f *testing.F) {
	f.Add([]byte("PROXY TCP4 203.0.113.7 127.0.0.1 40000 22\r\nSSH-2.0-x\r\n"), true)
	f.Add([]byte("PROXY TCP6 ::1 ::1 1 2\r\n"), false)
	f.Add([]byte("PROXY UNKNOWN\r\nx"), true)
	f.Add([]byte("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x00\x01\x00\x02SSH"), true)
	f.Add([]byte("\r\n\r\n\x00\r\nQUIT\n\x20\x00\xff\xff"), true)
	f.Add([]byte("PROXY "), false)
	f.Add([]byte("\r\n\r\n\x00\r\nQUIT\n!\x01\x00\x0200"), true) // an address of no family
	f.Fuzz(func(t *testing.T, sent []byte, trusted bool) {
		from := &net.TCPAddr{IP: net.IPv4(198, 51, 100, 1), Port: 1}
		if trusted {
			from.IP = net.IPv4(192, 0, 2, 1)
		}
		l, err := withProxyProtocol(&once{&peer{from, bytes.NewReader(sent)}}, []string{"192.0.2.0/24"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := l.Accept()
		if err != nil {
			t.Fatalf("Accept() = %v, want nil", err)
		}
		at := c.RemoteAddr()
		read, err := io.ReadAll(c)
		if at == nil {
			t.Errorf("a connection with %q comes from nowhere", sent)
		}
		if !trusted && (at.String() != from.String() || err != nil || !bytes.Equal(read, sent)) {
			t.Errorf("%v sent %q: it comes from %v, and %q was read, %v", from, sent, at, read, err)
		}
		if trusted && !bytes.HasSuffix(sent, read) {
			t.Errorf("%q was read of %q", read, sent)
		}
		if err := c.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
}
