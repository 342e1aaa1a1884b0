package sshkeys_test

import (
	"crypto/ed25519"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/metalwright/metalwright/state/sshkeys"
)

// pair is a key, and its line without a comment.
func pair(t *testing.T) (ed25519.PrivateKey, string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return private, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// TestFind reads the public keys of a home directory and those of a running agent, each once, and nothing else.
func TestFind(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	dir := filepath.Join(home, ".ssh")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	_, work := pair(t)
	private, laptop := pair(t)
	other, far := pair(t)
	for name, text := range map[string]string{
		"id_ed25519.pub": "\ufeff" + work + "\n", "laptop.pub": laptop + " alice@laptop\n", "junk.pub": "no key\n",
		"id_rsa": "-----BEGIN OPENSSH PRIVATE KEY-----\n", "big.pub": strings.Repeat("x", 1<<16),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ring := agent.NewKeyring()
	for comment, key := range map[string]ed25519.PrivateKey{"alice@laptop": private, "far away": other} {
		if err := ring.Add(agent.AddedKey{PrivateKey: &key, Comment: comment}); err != nil {
			t.Fatal(err)
		}
	}
	socket := filepath.Join(home, "agent")
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", socket)
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
			_ = agent.ServeAgent(ring, c)
		}
	}()
	want := []sshkeys.Key{
		{Name: "id_ed25519", Type: "ssh-ed25519", From: filepath.Join(dir, "id_ed25519.pub"), Line: work + " id_ed25519"},
		{Name: "alice@laptop", Type: "ssh-ed25519", From: filepath.Join(dir, "laptop.pub"), Line: laptop + " alice@laptop"},
		{Name: "far away", Type: "ssh-ed25519", Line: far + " far away"},
	}
	got := sshkeys.Find(t.Context(), home, socket)
	if len(got) != len(want) {
		t.Fatalf("Find() = %+v, want %+v", got, want)
	}
	for i, k := range got {
		if k != want[i] {
			t.Errorf("key %d is %+v, want %+v", i, k, want[i])
		}
	}
	if got := sshkeys.Find(t.Context(), t.TempDir(), filepath.Join(home, "nobody")); len(got) != 0 {
		t.Errorf("Find() without keys and agent = %+v", got)
	}
}
