package reach_test

import (
	"bytes"
	"crypto/ed25519"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/reach"
)

// serve answers connections at an address of this machine by f, until the test ends.
func serve(t *testing.T, f func(net.Conn)) netip.AddrPort {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go f(c)
		}
	}()
	return netip.MustParseAddrPort(l.Addr().String())
}

func TestHostKey(t *testing.T) {
	t.Parallel()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	config := &ssh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(signer)
	at := serve(t, func(c net.Conn) {
		_, _, _, _ = ssh.NewServerConn(c, config) // the client leaves before it has logged in
		_ = c.Close()
	})
	if err := reach.Answers(t.Context(), at); err != nil {
		t.Errorf("Answers(%s) = %v", at, err)
	}
	key, err := reach.HostKey(t.Context(), at)
	if err != nil || !bytes.Equal(key.Marshal(), signer.PublicKey().Marshal()) {
		t.Errorf("HostKey(%s) = %v, %v, want the server's", at, key, err)
	}
	silent := serve(t, func(c net.Conn) { _ = c.Close() })
	if key, err := reach.HostKey(t.Context(), silent); err == nil {
		t.Errorf("a port without SSH has the key %v", key)
	}
	nobody := netip.MustParseAddrPort("127.0.0.1:1")
	if err := reach.Answers(t.Context(), nobody); err == nil {
		t.Error("a port where nobody listens answers")
	}
	if _, err := reach.HostKey(t.Context(), nobody); err == nil {
		t.Error("a port where nobody listens has a key")
	}
}
