package cli_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"modernc.org/sqlite"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/ui/cli"
)

// local runs a command on the server's own machine.
func (s *served) local(args ...string) ran { return s.localIn("", args...) }

func (s *served) localIn(in string, args ...string) ran {
	s.Helper()
	p := process(s.TB, time.Now, nil)
	var out, errs bytes.Buffer
	p.Args, p.Out, p.Err, p.In = append([]string{"--sim", "--state", s.dir}, args...), &out, &errs, strings.NewReader(in)
	code := cli.Main(s.Context(), p, all.Products())
	return ran{out: out.String(), errs: errs.String(), code: code}
}

// TestServeAudit writes down who did what, and finds that someone changed it in the file.
func TestServeAudit(t *testing.T) {
	t.Parallel()
	s, process := serveApart(t, "--speed", "2000")
	const secret = "Planted-Secret-1"
	file := orderFile("web",
		1) + "image: 5ace1756-2230-4d1d-8fc6-84f1897ef397\naccess: {init_script: \"#!/bin/sh\\necho " + secret + "\"}\n"
	s.want("mallory", "orders", "", 1)
	s.want("alice", "plan", file, 0)
	var placed struct{ ID string }
	r := s.want("alice", "apply --yes --json", file, 0)
	if err := json.Unmarshal([]byte(r.out), &placed); err != nil {
		t.Fatalf("apply printed %s: %v", r.out, err)
	}
	s.want("vera", "apply --yes", orderFile("v", 1), 3)
	s.want("vera", "orders forget --yes "+placed.ID, "", 3)
	s.want("vera", "orders release --yes "+placed.ID, "", 3)
	s.want("alice", "orders release --yes "+placed.ID, "", 0)
	s.want("alice", "orders forget "+placed.ID, "", 0)
	if err := process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.log.Until(t, `"what":"reload"`)
	s.want("vera", "audit", "", 3, "Only an admin may read the audit log")
	s.want("vera", "audit verify", "", 3)

	var list struct {
		Audit []struct {
			N          int
			Who, What  string
			Order      string
			Detail     map[string]string
			Prev, Hash string
			Time       time.Time
		}
	}
	if err := json.Unmarshal([]byte(s.want("root", "audit --json", "", 0).out), &list); err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, e := range list.Audit {
		if e.What != "sign_in" {
			did = append(did, strings.TrimSuffix(e.Who+" "+e.What+" "+e.Detail["outcome"], " "))
		}
	}
	want := []string{
		"mallory sign_in_refused", "alice quote", "alice quote", "alice quote", "alice order done", "vera quote",
		"vera order refused", "vera forget refused",
		"vera release refused", "alice release asked", "alice forget done", " reload taken",
	}
	if !slices.Equal(did, want) {
		t.Errorf("the audit has %q, want %q", did, want)
	}
	if e := list.Audit[1]; e.What != "sign_in" || e.Who != "alice" || !strings.HasPrefix(e.Detail["key"],
		"SHA256:") || !strings.HasPrefix(e.Detail["from"], "127.0.0.1:") {
		t.Errorf("the second row is %+v, want alice's sign-in with her key and address", e)
	}
	rows := s.want("root", "audit --order "+placed.ID, "", 0, "machines 1", "price ", "type ")
	if long := regexp.MustCompile(`[0-9a-f]{40}`).FindString(rows.out); long != "" {
		t.Errorf("the table has the hash %s, which only programs compare:\n%s", long, rows.out)
	}
	head := s.want("root", "audit verify --json", "", 0, `"head"`)
	var known struct{ Head string }
	if err := json.Unmarshal([]byte(head.out), &known); err != nil {
		t.Fatal(err)
	}
	s.log.Until(t, `"head":"`+known.Head+`"`) // a moment after the row
	if r := s.local("audit", "verify", "--head", known.Head); r.code != 0 ||
		!strings.Contains(r.out, "is intact") {
		t.Errorf("audit verify here = %d, %s%s, want it good", r.code, r.out, r.errs)
	}
	if r := s.local("audit", "verify", "--head", "1:0"); r.code != 1 ||
		!strings.Contains(r.errs, "the log was rewritten") {
		t.Errorf("audit verify --head 1:0 = %d, %s%s, want it found", r.code, r.out, r.errs)
	}
	if r := s.local("audit", "verify", "--head", "x"); r.code != 2 {
		t.Errorf("audit verify --head x = %d, want 2", r.code)
	}
	noneIn(t, s.dir, secret)
	if strings.Contains(s.log.String(), secret) {
		t.Error("the log has the secret")
	}
	tampered(t, s)
}

// tampered changes a row of the database's file, and takes the last one away.
func tampered(t *testing.T, s *served) {
	t.Helper()
	change := func(text string) error {
		c, err := sqlite.NewConnector("file:" + filepath.Join(s.dir, "sim", journal.File) + "?_pragma=busy_timeout(5000)")
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(c)
		defer func() { _ = db.Close() }()
		_, err = db.ExecContext(t.Context(), text)
		return err
	}
	if err := change(`update audit set who = 'bob' where n = 2`); err == nil ||
		!strings.Contains(err.Error(), "only added to") {
		t.Errorf("changing a row = %v, want the database to refuse it", err)
	}
	for _, c := range []struct{ name, text, back, want string }{
		{
			"a row", `drop trigger audit_unchanged; update audit set who = 'bob' where what = 'sign_in_refused'`,
			`update audit set who = 'mallory' where what = 'sign_in_refused'`, "of the audit log was changed",
		},
		{
			"the last row", `drop trigger audit_kept; delete from audit where n = (select n from audit_head)`, "",
			"the end of the audit",
		},
	} {
		if err := change(c.text); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if r := s.local("audit", "verify"); r.code != 1 || !strings.Contains(strings.ToLower(r.errs), c.want) {
			t.Errorf("%s: audit verify = %d, %s%s, want 1 and %q", c.name, r.code, r.out, r.errs, c.want)
		}
		if c.back == "" {
			continue
		}
		if err := change(`drop trigger audit_unchanged; ` + c.back); err != nil { // the command has made it again
			t.Fatalf("%s: %v", c.name, err)
		}
	}
}

// noneIn searches every file of a directory.
func noneIn(t *testing.T, dir, secret string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s has the secret", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
