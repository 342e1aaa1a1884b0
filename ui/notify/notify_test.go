package notify_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/notify"
)

func notice() notify.Notice {
	return notify.Notice{
		Schema: "metalwright/v1", Event: "done", Time: at(), Order: "o-1", State: "DONE", Wanted: 3, Running: 3,
		Text: "o-1 DONE: 3 of 3; \x1b]0;x\a",
	}
}

func at() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func TestTerminal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		opt  notify.Options
		want string
	}{
		{"nobody", notify.Options{}, ""},
		{"bell", notify.Options{Bell: true}, "\a"},
		{
			"osc 9, no control characters",
			notify.Options{Desktop: notify.OSC9},
			"\x1b]9;o-1 DONE: 3 of 3  \\u001b]0 x\\u0007\a",
		},
		{
			"osc 777",
			notify.Options{Desktop: notify.OSC777},
			"\x1b]777;notify;metalwright;o-1 DONE: 3 of 3  \\u001b]0 x\\u0007\a",
		},
		{
			"through tmux",
			notify.Options{Desktop: notify.OSC9, Tmux: true},
			"\x1bPtmux;\x1b\x1b]9;o-1 DONE: 3 of 3  \\u001b]0 x\\u0007\a\x1b\\",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			tc.opt.Out = &out
			if err := notify.Send(t.Context(), tc.opt, notice()); err != nil || out.String() != tc.want {
				t.Errorf("Send() = %v, wrote %q, want %q", err, out.String(), tc.want)
			}
		})
	}
}

// receiver answers with the statuses in turn, the last one again and again, and keeps what it got.
type receiver struct {
	mu     sync.Mutex
	status []int
	bodies []string
	heads  []http.Header
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies, r.heads = append(r.bodies, string(body)), append(r.heads, q.Header)
	w.WriteHeader(r.status[min(len(r.bodies), len(r.status))-1])
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		status []int
		tries  int
		fails  bool
	}{
		{"taken", []int{204}, 1, false},
		{"broken, then taken", []int{500, 503, 200}, 3, false},
		{"too many, then taken", []int{429, 200}, 2, false},
		{"broken for good", []int{502}, 4, true},
		{"refused", []int{403}, 1, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := &receiver{status: tc.status}
			server := httptest.NewServer(r)
			defer server.Close()
			secret := provider.NewSecret("planted-secret")
			err := notify.Send(t.Context(), notify.Options{
				Webhook: server.URL, Secret: secret, Client: server.Client(), Now: at, After: func(time.Duration) <-chan time.Time {
					c := make(chan time.Time, 1)
					c <- at()
					return c
				},
			}, notice())
			if (err != nil) != tc.fails || len(r.bodies) != tc.tries {
				t.Fatalf("Send() = %v after %d tries, want failure %v after %d", err, len(r.bodies), tc.fails, tc.tries)
			}
			for i, body := range r.bodies {
				if got, want := r.heads[i].Get(notify.SignatureHeader), notify.Sign(secret, at(), []byte(body)); got != want {
					t.Errorf("signature = %q, want %q", got, want)
				}
				if got, want := r.heads[i].Get(notify.TimestampHeader), strconv.FormatInt(at().Unix(), 10); got != want {
					t.Errorf("timestamp = %q, want %q", got, want)
				}
				var n notify.Notice
				if err := json.Unmarshal([]byte(body), &n); err != nil || n.Order != "o-1" || n.State != "DONE" || n.Running != 3 {
					t.Errorf("body = %s, %v", body, err)
				}
				if strings.Contains(body, secret.Reveal()) {
					t.Errorf("body holds the secret: %s", body)
				}
			}
		})
	}
}

// TestFailureHidesTheWebhook: who has the path of a webhook can write to it, so no error repeats it.
func TestFailureHidesTheWebhook(t *testing.T) {
	t.Parallel()
	for _, hook := range []string{"http://127.0.0.1:1/services/planted-secret", "http://127.0.0.1:1/planted-secret\x7f"} {
		err := notify.Send(t.Context(), notify.Options{
			Webhook: hook, Client: &http.Client{}, Now: at,
			After: func(time.Duration) <-chan time.Time {
				c := make(chan time.Time, 1)
				c <- at()
				return c
			},
		}, notice())
		if err == nil || strings.Contains(err.Error(), "planted-secret") {
			t.Errorf("Send() = %v, want an error without the path", err)
		}
	}
}
