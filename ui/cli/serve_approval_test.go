package cli_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/notify"
)

// careful lets nobody order more than one machine alone.
const careful = `
approval:
  - {above: {instances: 1}}
people:
  alice: {roles: [operator]}
  bob: {roles: [operator, approver]}
  carol: {roles: [approver]}
  dave: {roles: [approver], profiles: [prod]}
  vera: {roles: [viewer]}
  root: {roles: [admin]}
`

// serveCareful runs a server where larger orders need two people.
func serveCareful(t *testing.T, more ...string) *served {
	t.Helper()
	s := prepare(t)
	s.file("people.yaml", careful)
	return s.here(more...)
}

// asked is what JSON says of an order that waits.
type asked struct {
	ID, State string
	Bought    int
	Approval  struct {
		State, Digest, By string
		DecidedBy         string `json:"decided_by"`
	}
}

// ask places a file as user and wants it to wait.
func (s *visitors) ask(user, file string) asked {
	s.Helper()
	r := s.want(user, "apply --yes --json", file, 7, "Needs approval by someone other than")
	var a asked
	if err := json.Unmarshal([]byte(r.out), &a); err != nil || a.State != "WAITING" ||
		a.Approval.State != "pending" || a.Approval.By != user || a.Bought != 0 {
		s.Fatalf("apply printed %s (%v), want %s's order WAITING", r.out, err, user)
	}
	return a
}

// TestServeFourEyes takes two people to order two machines, and nothing is bought before the one who ordered sends it.
func TestServeFourEyes(t *testing.T) {
	t.Parallel()
	s := serveCareful(t, "--speed", "2000")
	file := orderFile("web-[1,3]", 2)
	a := s.ask("alice", file)
	if again := s.ask("alice", file); again.ID != a.ID || again.Approval.Digest != a.Approval.Digest {
		t.Errorf("apply of the same file = %+v, want %+v", again, a)
	}
	s.want("alice", "orders send --yes "+a.ID, "", 7, "is waiting for someone else's approval")
	s.want("alice", "orders approve --yes "+a.ID, "", 3, "Your role (operator) may not approve")
	s.want("vera", "orders approve --yes "+a.ID, "", 3, "Your role (viewer)")
	s.want("dave", "orders approve --yes "+a.ID, "", 2, "No such order") // not with this profile
	s.want("carol", "orders approve "+a.ID, "", 2, "web-[1,3]", "pass --yes to approve")
	s.want("carol", "orders approve --yes --digest other "+a.ID, "", 1, "has changed since you opened it")
	s.want("carol", "orders approve --yes "+a.ID, "", 0, "web-[1,3]", "Machine names", "web-001 web-002",
		"alice asks for approval. Price:", " USD/month")
	s.want("bob", "orders approve --yes "+a.ID, "", 1, "The order is not waiting for this any more")
	s.want("carol", "orders send --yes "+a.ID, "", 3, "Your role (approver) may not decide about orders")
	s.want("bob", "orders send --yes "+a.ID, "", 3, "This order is alice's")
	bought(t, ledger(t, s.dir), 0, 0) // the approval alone buys nothing
	s.want("alice", "orders watch "+a.ID, "", 7, "Approved by carol", "orders send")
	s.want("alice", "apply --yes --json", file, 0, `"state": "DONE"`, `"decided_by": "carol"`)
	s.want("alice", "apply --yes", file, 11)
	s.want("alice", "orders send --yes "+a.ID, "", 11)
	bought(t, ledger(t, s.dir), 1, 2)

	b := s.ask("bob", orderFile("own-[1,3]", 3))
	s.want("bob", "orders approve --yes "+b.ID, "", 3, "You cannot approve your own order")
	s.want("root", "orders approve --yes "+b.ID, "", 0)
	s.want("bob", "orders send --yes "+b.ID, "", 0)
	bought(t, ledger(t, s.dir), 2, 5)
	s.want("alice", "apply --yes", orderFile("alone", 1), 0) // needs nobody
	bought(t, ledger(t, s.dir), 3, 6)
	s.want("root", "audit --order "+a.ID, "", 0, "ask", "alice", "approve", "carol", "send")
}

// TestServeDenied buys nothing that someone said no to, however often it is asked for.
func TestServeDenied(t *testing.T) {
	t.Parallel()
	s := serveCareful(t, "--speed", "2000")
	file := orderFile("web-[1,3]", 2)
	a := s.ask("alice", file)
	s.want("carol", "orders deny --reason 'one will do' "+a.ID, "", 0, "REJECTED")
	for range 2 {
		s.want("alice", "apply --yes", file, 7, "Denied by carol at 2", "UTC: one will do")
	}
	s.want("alice", "orders show "+a.ID, "", 0, "Denied by carol at 2", "UTC: one will do. Nothing was bought")
	s.want("alice", "orders send --yes "+a.ID, "", 7, "denied")
	r := s.want("alice", "apply --yes --again --json", file, 7)
	var again asked
	if err := json.Unmarshal([]byte(r.out), &again); err != nil || again.ID == a.ID || again.State != "WAITING" {
		t.Fatalf("apply --again printed %s (%v), want a new order that waits", r.out, err)
	}
	s.want("carol", "orders approve --yes "+again.ID, "", 0)
	s.want("bob", "orders deny --yes "+again.ID, "", 0) // an approval is taken back
	s.want("alice", "orders send --yes "+again.ID, "", 7, "denied")
	bought(t, ledger(t, s.dir), 0, 0)
}

// TestServeChangedFile asks for an approval anew when a file that was approved is not what it was.
func TestServeChangedFile(t *testing.T) {
	t.Parallel()
	s := serveCareful(t, "--speed", "2000")
	file := orderFile("web-[1,3]", 2) + "id: team-web\n"
	a := s.ask("alice", file)
	s.want("carol", "orders approve --yes "+a.ID, "", 0)
	s.want("alice", "apply --yes", strings.Replace(file, "count: 2", "count: 3", 1), 7, "This is not what was approved")
	s.want("alice", "orders show "+a.ID, "", 0, "REJECTED")
	s.want("alice", "orders send --yes "+a.ID, "", 7, "not what was approved")
	if b := s.ask("alice", file); b.ID == a.ID {
		t.Errorf("apply = order %s, want another one than the one that is void", b.ID)
	}
	bought(t, ledger(t, s.dir), 0, 0)
}

// TestServeFourEyesScreens shows both people what the other one does: the question, the approval, and the order that
// comes up.
func TestServeFourEyesScreens(t *testing.T) {
	t.Parallel()
	s := serveCareful(t, "--speed", "100")
	carol := s.screen(t, "carol", "", usual())
	carol.WaitFor("Orders")
	a := s.ask("alice", orderFile("web-[1,3]", 2))
	carol.WaitFor("alice asks you to approve "+a.ID, "WAITING")
	alice := s.screen(t, "alice", "", usual())
	alice.WaitFor("WAITING", "Needs approval by someone other than alice")
	alice.Press("enter")
	alice.WaitFor("x actions", "Price now", "the same", "a month of 730 hours", "web-[1,3]")
	alice.Press("x")
	alice.WaitFor("Withdraw this order")
	if shown := alice.Text(); strings.Contains(shown, "Approve") || strings.Contains(shown, "Send this order") {
		t.Errorf("alice is offered what she may not do:\n%s", shown)
	}
	alice.Press("esc")
	carol.Press("enter")
	carol.WaitFor("2 M6C machines", "x actions", "Price when requested", "Price now", "the same", "a month of 730 hours")
	carol.Press("x")
	carol.WaitFor("Approve this order", "Deny this order")
	carol.Press("enter")
	carol.WaitFor(`Type "y"`)
	carol.Type("yes")
	carol.Press("enter")
	carol.WaitFor("Approved by carol")
	alice.WaitFor("carol approved " + a.ID)
	bought(t, ledger(t, s.dir), 0, 0)
	alice.Press("x")
	alice.WaitFor("Send this order")
	alice.Press("enter")
	alice.WaitFor(`Type "y"`)
	alice.Type("yes")
	alice.Press("enter")
	alice.WaitFor("web-002")
	carol.WaitFor("web-002")
	bought(t, ledger(t, s.dir), 1, 2)
}

// TestServeExpired sends nothing after its time.
func TestServeExpired(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.file("people.yaml", strings.Replace(careful, "above: {instances: 1}", "above: {instances: 1}, hours: 1", 1))
	clock := &shifted{}
	s.now = clock.now
	s.here("--speed", "2000")
	file := orderFile("web-[1,3]", 2)
	a := s.ask("alice", file)
	s.want("carol", "orders approve --yes "+a.ID, "", 0)
	clock.by(time.Hour)
	s.want("alice", "orders send --yes "+a.ID, "", 7, "The time to approve or send the order has run out")
	s.want("carol", "orders approve --yes "+a.ID, "", 7)
	b := s.ask("alice", file) // asked for anew
	if b.ID == a.ID {
		t.Errorf("apply = order %s, want another one than the one whose time is over", b.ID)
	}
	clock.by(time.Hour)
	s.want("carol", "orders approve --yes "+b.ID, "", 7, "has run out")
	bought(t, ledger(t, s.dir), 0, 0)
}

// TestServeApprovalWebhook notifies the webhook of the configuration file that an order waits, and of the approval:
// with real accounts.
func TestServeApprovalWebhook(t *testing.T) {
	t.Parallel()
	notices := make(chan notify.Notice, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var n notify.Notice
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			t.Errorf("the webhook got %v", err)
		}
		notices <- n
	}))
	defer hook.Close()
	s := prepare(t)
	s.file("people.yaml", careful)
	s.vendor = simulatedVendor(t)
	s.here("--config", s.file("config.yaml", "notify: {webhook: {url: "+hook.URL+"}}\n"))
	a := s.ask("alice", orderFile("web-[1,3]", 2))
	s.want("carol", "orders approve --yes "+a.ID, "", 0)
	for _, want := range []string{"Needs approval by someone other than alice", "Approved by carol"} {
		select {
		case n := <-notices:
			if n.Order != a.ID || n.Event != "attention" || n.State != "WAITING" || !strings.Contains(n.Text, want) {
				t.Errorf("the webhook got %+v, want %q", n, want)
			}
		case <-time.After(patience):
			t.Fatalf("the webhook did not get that %s", want)
		}
	}
}
