package cli_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// share lets user sign in with the key of another one, too.
func (s *served) share(user, of string) {
	s.Helper()
	path := filepath.Join(s.files, "keys")
	keys, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	line := strings.TrimSpace(string(gossh.MarshalAuthorizedKey(s.keys[of].PublicKey()))) + " " + user + "@other\n"
	s.file("keys", string(keys)+line)
}

// TestServeSameKey takes one person under two names to be one: by the key that asked, and by any other key of theirs.
func TestServeSameKey(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.file("people.yaml", careful)
	s.share("carol", "alice")
	s.here("--speed", "2000")
	s.log.Until(t, `one key stands under several names.*"users":\["alice","carol"\]`)
	a := s.ask("alice", orderFile("web-[1,3]", 2))
	own := s.keys["carol"]
	for _, key := range []gossh.Signer{s.keys["alice"], own} {
		s.keys["carol"] = key
		s.want("carol", "orders approve --yes "+a.ID, "", 3, "The key that requested this order is one of yours")
		s.want("carol", "orders deny "+a.ID, "", 3, "is one of yours")
	}
	s.want("bob", "orders approve --yes "+a.ID, "", 0)
	s.want("alice", "orders send --yes "+a.ID, "", 0)
	bought(t, ledger(t, s.dir), 1, 2)
	s.want("root", "audit --order "+a.ID, "", 0, "key "+gossh.FingerprintSHA256(s.keys["alice"].PublicKey()))
}

// TestServeApproverGone asks the files on the day on which an order is sent whether the approver may still approve.
func TestServeApproverGone(t *testing.T) {
	t.Parallel()
	s := serveCareful(t, "--speed", "2000")
	a := s.ask("alice", orderFile("web-[1,3]", 2))
	s.want("carol", "orders approve --yes "+a.ID, "", 0)
	for _, people := range []string{
		strings.Replace(careful, "carol: {roles: [approver]}", "carol: {roles: [operator]}", 1),
		strings.Replace(careful, "carol: {roles: [approver]}", "carol: {roles: [approver], profiles: [prod]}", 1),
		strings.Replace(careful, "  carol: {roles: [approver]}\n", "", 1),
	} {
		s.file("people.yaml", people)
		s.want("alice", "orders send --yes "+a.ID, "", 7, "Whoever approved the order may no longer approve orders")
	}
	bought(t, ledger(t, s.dir), 0, 0)
	for _, user := range []string{"alice", "bob", "vera"} {
		s.want(user, "audit", "", 3, "Only an admin may read the audit")
	}
	s.want("bob", "orders approve --yes "+a.ID, "", 0)
	s.want("alice", "orders send --yes "+a.ID, "", 0)
	bought(t, ledger(t, s.dir), 1, 2)
	s.want("root", "audit --order "+a.ID, "", 0, "outcome refused")
}

// TestServeScript shows who approves what the first-boot script is: the hash that its operator sees, and the text where
// the file says so.
func TestServeScript(t *testing.T) {
	t.Parallel()
	s := serveCareful(t, "--speed", "2000")
	const script = "#!/bin/sh\necho first-boot"
	sum := sha256.Sum256([]byte(script))
	hash := hex.EncodeToString(sum[:])
	file := orderFile("web-[1,3]", 2) +
		"image: 5ace1756-2230-4d1d-8fc6-84f1897ef397\naccess: {init_script: \"#!/bin/sh\\necho first-boot\"}\n"
	a := s.ask("alice", file)
	for _, user := range []string{"alice", "carol"} {
		s.want(user, "orders show "+a.ID, "", 0, "First-boot script: 25 bytes, SHA-256: "+hash)
		var v struct {
			Script struct {
				Bytes  int
				SHA256 string
			} `json:"init_script"`
		}
		r := s.want(user, "orders show --json "+a.ID, "", 0)
		if err := json.Unmarshal([]byte(r.out), &v); err != nil || v.Script.Bytes != len(script) || v.Script.SHA256 != hash {
			t.Errorf("%s: orders show --json says %+v (%v), want %d bytes with %s", user, v.Script, err, len(script), hash)
		}
	}
	r := s.want("carol", "orders approve "+a.ID, "", 2, hash, "The first-boot script cannot be shown here")
	if strings.Contains(r.out+r.errs, "first-boot\"") || strings.Contains(r.out+r.errs, "echo first") {
		t.Errorf("carol reads the script:\n%s%s", r.out, r.errs)
	}
	s.file("people.yaml", strings.Replace(careful, "above: {instances: 1}", "above: {instances: 1}, script: text", 1))
	s.want("carol", "orders approve "+a.ID, "", 2, hash, "    #!/bin/sh\n    echo first-boot\n")
	s.want("vera", "orders show "+a.ID, "", 0, hash)
	s.want("carol", "orders approve --yes "+a.ID, "", 0)
	s.want("alice", "orders send --yes "+a.ID, "", 0)
	bought(t, ledger(t, s.dir), 1, 2)
	if strings.Contains(s.log.String(), "echo first-boot") {
		t.Error("the server's log has the script")
	}
}
