package export_test

import (
	"bytes"
	"crypto/ed25519"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/export"
)

// TestKnownHosts reads the file back as SSH does: each key stands for the address and the name of its machine, and a
// machine that did not answer is a comment.
func TestKnownHosts(t *testing.T) {
	t.Parallel()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	s := source(t, bmcSpec())
	s.Instances = machines()
	s.HostKeys = map[netip.Addr]ssh.PublicKey{netip.MustParseAddr("203.0.113.5"): key}
	text := write(t, export.KnownHosts, s)
	_, names, read, _, rest, err := ssh.ParseKnownHosts([]byte(text))
	if err != nil || strings.Join(names, " ") != "203.0.113.5 web001" || !bytes.Equal(read.Marshal(), key.Marshal()) {
		t.Errorf("known_hosts reads as %v %v, %v\n%s", names, read, err, text)
	}
	_, _, _, _, _, err = ssh.ParseKnownHosts(rest)
	if err == nil || !strings.Contains(string(rest), "# web001-3 203.0.113.7") {
		t.Errorf("machines that did not answer have keys, or are not named:\n%s", text)
	}
}

// TestUsers names the usual user of an image that shows its system, and the one that was given before that.
func TestUsers(t *testing.T) {
	t.Parallel()
	s := source(t, bmcSpec())
	s.Instances = machines()
	s.Instances[0].ImageName = "Ubuntu24.04-x86_64"
	if text := write(t, export.SSHConfig, s); strings.Count(text, "  User root\n") != 1 {
		t.Errorf("ssh-config without a user:\n%s", text)
	}
	if text := write(t, export.Ansible, s); strings.Count(text, `ansible_user: `) != 1 {
		t.Errorf("ansible without a user:\n%s", text)
	}
	s.User = "admin"
	if text := write(t, export.SSHConfig, s); strings.Count(text, "  User admin\n") != 3 {
		t.Errorf("ssh-config with a user:\n%s", text)
	}
}
