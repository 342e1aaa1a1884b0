package serve_test

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/ui/serve"
)

const alicePeople = "people: {alice: {roles: [operator, approver], profiles: [prod, lab]}, bob: {roles: [viewer]}}\n"

// certified is alice's key with a certificate of ca's.
func certified(t *testing.T, key, ca gossh.Signer) gossh.Signer {
	t.Helper()
	cert := &gossh.Certificate{
		Key: key.PublicKey(), CertType: gossh.UserCert, KeyId: "alice", ValidPrincipals: []string{"alice"},
		ValidBefore: gossh.CertTimeInfinity,
	}
	if err := cert.SignCert(rand.Reader, ca); err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewCertSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTakenAway takes away what let someone in or what they could do, without a word to the server: what it had opened
// ends within a second.
func TestTakenAway(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(t *testing.T, s *server, cas, people string)
		cause  error
	}{
		{"the key", func(t *testing.T, s *server, _, _ string) {
			t.Helper()
			write(t, s.keys, line(newKey(t), "alice"))
		}, serve.ErrRevoked},
		{"the authority", func(t *testing.T, _ *server, cas, _ string) {
			t.Helper()
			write(t, cas, line(newKey(t), "ca"))
		}, serve.ErrRevoked},
		{"the person", func(t *testing.T, _ *server, _, people string) {
			t.Helper()
			write(t, people, "people: {bob: {roles: [viewer]}}\n")
		}, serve.ErrRevoked},
		{"a role", func(t *testing.T, _ *server, _, people string) {
			t.Helper()
			write(t, people, strings.Replace(alicePeople, "operator, approver", "operator", 1))
		}, serve.ErrRights},
		{"a profile", func(t *testing.T, _ *server, _, people string) {
			t.Helper()
			write(t, people, strings.Replace(alicePeople, "prod, lab", "prod", 1))
		}, serve.ErrRights},
		{"the orders of others", func(t *testing.T, _ *server, _, people string) {
			t.Helper()
			write(t, people, strings.Replace(alicePeople, "profiles:", "orders: own, profiles:", 1))
		}, serve.ErrRights},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ca := newKey(t)
			cas, people := write(t, "cas", line(ca, "ca")), write(t, "people.yaml", alicePeople)
			s := startWith(t, setup{cas: cas, people: people, run: linger})
			signer := s.key
			if strings.Contains(c.name, "authority") {
				signer = certified(t, newKey(t), ca)
			}
			client, err := s.dial("alice", signer)
			if err != nil {
				t.Fatalf("dial() = %v", err)
			}
			defer func() { _ = client.Close() }()
			s.linger(client)
			c.change(t, s, cas, people)
			s.log.WaitFor(t, `"cause":"`+c.cause.Error())
		})
	}
}

// TestRecordedByNow ends the sessions that are to be recorded by now, and are not, or in another way; those that are
// recorded more than they have to be continue.
func TestRecordedByNow(t *testing.T) {
	t.Parallel()
	const plain, all = "recording: {roles: [operator]}\n", "recording: {roles: [operator, viewer]}\n"
	for _, c := range []struct {
		name, before, after string
		cause               string
	}{
		{"by now", "", plain, serve.ErrRights.Error()},
		{"by another role", "recording: {roles: [viewer]}\n", all, serve.ErrRights.Error()},
		{"elsewhere", plain, "recording: {roles: [operator], directory: /var/lib/casts}\n", serve.ErrRights.Error()},
		{"without addresses", plain, "recording: {roles: [operator], addresses: masked}\n", serve.ErrRights.Error()},
		{"of others, too", plain, all, "the client is gone"},
		{"no more", plain, "", "the client is gone"},
		{"in another version", plain, "recording: {roles: [operator], version: 3}\n", "the client is gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			people := write(t, "people.yaml", c.before+alicePeople)
			s := startWith(t, setup{people: people, run: linger})
			one := s.linger(s.client())
			write(t, people, c.after+alicePeople)
			s.log.WaitFor(t, `"msg":"reloaded"`)
			if c.cause != serve.ErrRights.Error() {
				_ = one.Close()
			}
			s.log.WaitFor(t, `"cause":"`+c.cause)
		})
	}
}

// TestGiven lets go on who may do more than before, or the same otherwise.
func TestGiven(t *testing.T) {
	t.Parallel()
	people := write(t, "people.yaml", alicePeople)
	s := startWith(t, setup{people: people, run: linger})
	one := s.linger(s.client())
	write(t, people, strings.Replace(alicePeople, "[operator, approver], profiles: [prod, lab]", "[admin]", 1))
	s.log.WaitFor(t, `"msg":"reloaded"`)
	_ = one.Close()
	s.log.WaitFor(t, `"cause":"the client is gone`)
}

// TestLooksWhenAsked asks the files when someone comes: an old connection opens no new session.
func TestLooksWhenAsked(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, echo)
	c := s.client()
	if _, _, code := s.orders(c); code != 7 {
		t.Fatalf("exit code = %d, want 7", code)
	}
	write(t, s.keys, line(newKey(t), "alice"))
	one, err := c.NewSession()
	if err == nil {
		out, _ := one.CombinedOutput("orders")
		err = one.Close()
		if strings.Contains(string(out), "user alice") {
			t.Errorf("a session began with a key that is gone: %q, %v", out, err)
		}
	}
	if _, err := s.dial("alice", s.key); err == nil {
		t.Error("dial() with a key that is gone = nil, want it refused")
	}
}

// TestBrokenFile keeps everything while a file is broken or gone, says so once, and reads it when it is whole.
func TestBrokenFile(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, echo)
	c := s.client()
	write(t, s.keys, "nonsense\n")
	s.log.WaitFor(t, "reload failed")
	if _, _, code := s.orders(c); code != 7 {
		t.Errorf("exit code = %d, want the old files to stay in force", code)
	}
	if err := os.Remove(s.keys); err != nil {
		t.Fatal(err)
	}
	if _, _, code := s.orders(c); code != 7 {
		t.Errorf("exit code = %d without the file, want the old one to stay in force", code)
	}
	other := newKey(t)
	write(t, s.keys, line(s.key, "alice")+line(other, "bob"))
	if _, err := s.dial("bob", other); err != nil {
		t.Errorf("dial() with a new key = %v, want nil", err)
	}
}

// TestSharedKey says at the start and at each reload that one key is under two names.
func TestSharedKey(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	access, err := serve.OpenAccess(serve.Files{Keys: write(t, "keys", line(key, "alice")+line(newKey(t),
		"carol")+line(key, "bob"))})
	if err != nil {
		t.Fatal(err)
	}
	if got := access.Shared(); len(got) != 1 || got[0].Key != gossh.FingerprintSHA256(key.PublicKey()) ||
		strings.Join(got[0].Names, " ") != "alice bob" {
		t.Errorf("Shared() = %+v, want the key of alice and bob", got)
	}
	s := start(t, serve.Limits{}, echo)
	write(t, s.keys, line(s.key, "alice")+line(s.key, "bob"))
	s.log.WaitFor(t, `"msg":"one key stands under several names`)
	s.log.WaitFor(t, `"users":["alice","bob"]`)
}
