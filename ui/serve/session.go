package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/text"
)

// ExitPanic is the exit code of a session that ended by a fault of ours.
const ExitPanic = 255

// The largest window: a client may ask for one that costs gigabytes.
const (
	maxWidth  = 400
	maxHeight = 150
)

// clamp cuts a size to what is allowed. 0 says nothing (RFC 4254, section 6.2): see [term.Options].
func clamp(w ssh.Window) tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: min(max(w.Width, 0), maxWidth), Height: min(max(w.Height, 0), maxHeight)}
}

// Session is someone's session: a shell or a command.
type Session struct {
	User          string
	Args          []string // nil for a shell
	In            io.Reader
	Out, Err      io.Writer
	Env           []string // the client's, as far as it is used; nothing of the server's
	Text          *text.Text
	Terminal      bool
	Width, Height int // of the terminal

	server  *Server
	key     gossh.PublicKey
	from    net.Addr
	started time.Time
	resize  <-chan tea.WindowSizeMsg
	end     func(cause error)
	share   *share // nil before it is counted
	// recording is how the session was to be recorded when it began, and recorded whether it was
	recording policy.Recording
	recorded  bool
	may       policy.Person // what they could do when the files were last looked at; of the server's lock

	mu     sync.Mutex
	send   func(tea.Msg) // nil while no screen is shown
	notice sync.WaitGroup
}

// Proven reports whether the user has shown to be who they say, by a key. With [Files.Anyone] nobody has.
func (s *Session) Proven() bool { return s.key != nil }

// Person is what the user may do now.
func (s *Session) Person() policy.Person {
	p, _ := s.server.opt.Access.Person(s.User) // the zero person may do nothing
	return p
}

// Recording is how the session is to be recorded; false when it is not.
func (s *Session) Recording() (policy.Recording, bool) { return s.recording, s.recorded }

// AuthorizedKey is the key that the user has signed in with, as a line of authorized_keys; "" for none.
func (s *Session) AuthorizedKey() string {
	if s.key == nil {
		return ""
	}
	key := s.key
	if c, certified := key.(*gossh.Certificate); certified {
		key = c.Key
	}
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key)))
}

// Orders are the orders as the user may use them; refusals are worded by tx.
func (s *Session) Orders(tx *text.Text) step.Orders {
	return s.server.OrdersOf(s.User, s.key, tx)
}

// OrdersOf are the orders as the user may use them, who has signed in with the key, if with any; refusals are worded by
// tx.
func (s *Server) OrdersOf(user string, key gossh.PublicKey, tx *text.Text) step.Orders {
	return &authorizedOrders{signed: signedIn{s, user, keyOf(key), wording{tx}}, server: s}
}

// RefusedDocument counts a document of the session that was too big to be read.
func (s *Session) RefusedDocument() { s.server.metrics.refuse("document") }

// Watch says that the session looks at an order. others receives who else does, whenever that changes; done ends it
// and closes others.
func (s *Session) Watch(id order.ID) (others <-chan []string, done func()) {
	return s.server.sessions.here.watch(s, id)
}

// session is the handler of every shell and command.
func (s *Server) session(c ssh.Session) {
	own, ok := c.Context().Value(channelKey{}).(*channelContext)
	if !ok {
		_ = c.Exit(ExitPanic) // it is going in any case
		return
	}
	begun := sync.OnceFunc(func() { close(own.begun) })
	defer begun()
	ctx, end := context.WithCancelCause(own.inner)
	defer end(nil)
	o := s.open(c, end)
	begun()
	code := s.enter(ctx, o)
	if err := c.Exit(code); err != nil {
		s.log.Debug("exit status not delivered", "user", o.User, "error", err)
	}
	s.sessions.remove(o) // now its connection may be cut
}

// open describes a session that begins.
func (s *Server) open(c ssh.Session, end context.CancelCauseFunc) *Session {
	o := &Session{
		User: c.User(), Args: c.Command(), In: c, Out: c, Err: c.Stderr(), server: s, key: c.PublicKey(),
		from: c.RemoteAddr(),
		end:  end, started: s.opt.Now(),
	}
	o.recording, o.recorded = s.opt.Access.recording(o.User)
	for _, kv := range c.Environ() {
		if k, v, ok := strings.Cut(kv, "="); ok && variable(k, v) {
			o.Env = append(o.Env, kv)
		}
	}
	o.Text = s.opt.Text(language(o.Env)).Own() // a key switches it
	pty, sizes, ok := c.Pty()
	if !ok {
		return o
	}
	first := clamp(pty.Window)
	o.Terminal, o.Width, o.Height = true, first.Width, first.Height
	// A terminal has one stream. By the other one a message could arrive before the screen was left, and vanish with it.
	o.Err = c
	o.Env = append(o.Env, "TERM="+terminalName(pty.Term))
	o.resize = follow(sizes)
	return o
}

// terminalName is the client's TERM if it may be one.
func terminalName(name string) string {
	bad := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-+._", r)
	}
	if len(name) > 64 || strings.ContainsFunc(name, bad) {
		return "xterm"
	}
	return name
}

// language is the language that the client's variables name, as a BCP 47 tag; "" when they name none.
func language(env []string) string {
	tag, _ := config.Locale(func(name string) (string, bool) {
		i := slices.IndexFunc(env, func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
		if i < 0 {
			return "", false
		}
		return env[i][len(name)+1:], true
	})
	return tag
}

// follow passes the newest size on, cut to what is allowed, and ends with the channel. It always reads: the library's
// own loop waits for it.
func follow(sizes <-chan ssh.Window) <-chan tea.WindowSizeMsg {
	out := make(chan tea.WindowSizeMsg)
	go func() {
		defer close(out)
		var newest tea.WindowSizeMsg
		var ready chan<- tea.WindowSizeMsg // nil while there is nothing new
		for {
			select {
			case w, open := <-sizes:
				if !open {
					return
				}
				newest, ready = clamp(w), out
			case ready <- newest:
				ready = nil
			}
		}
	}()
	return out
}

// enter runs a session if it may be there, and returns its exit code.
func (s *Server) enter(ctx context.Context, o *Session) (code int) {
	log := s.log.With("user", o.User, "from", o.from.String())
	s.files.look()
	var known bool
	if o.may, known = s.opt.Access.Person(o.User); !known {
		log.Info("session refused", "why", "serve.nobody")
		s.metrics.refuse("role")
		_ = s.audit.record(ctx, journal.Entry{Who: o.User, What: "sign_in_refused", Detail: o.facts()})
		o.say("serve.nobody", "Name", o.User)
		return 1
	}
	if !s.sessions.allowed(o.User, o.key, o.from) { // its connection may have signed in hours ago
		log.Info("session refused", "why", "serve.ended_revoked")
		s.metrics.refuse("revoked")
		_ = s.audit.record(ctx, journal.Entry{Who: o.User, What: "sign_in_refused", Detail: o.facts()})
		o.say("serve.ended_revoked")
		return 1
	}
	if id := s.sessions.add(o); id != "" {
		log.Info("session refused", "why", id)
		s.metrics.refuse("session")
		o.say(id, "Limit", s.limits.PerUser, "Count", s.limits.PerUser)
		return 1
	}
	if err := s.audit.record(ctx, journal.Entry{Who: o.User, What: "sign_in", Detail: o.facts()}); err != nil &&
		!onlyLooks(o.Person()) {
		log.Info("session refused", "why", "serve.unwritten")
		s.metrics.refuse("journal")
		o.say("serve.unwritten")
		s.sessions.remove(o)
		return 1
	}
	log.Info("session", "key", fingerprint(o.key), "terminal", o.Terminal, "command", o.command(), "width", o.Width,
		"height", o.Height)
	defer func() {
		if r := recover(); r != nil {
			o.panicked(term.NewPanic(r))
			o.say("serve.panic")
			code = ExitPanic
		}
		o.notice.Wait()
		s.metrics.ended(code)
		log.Info("session ended", "code", code, "seconds", int(s.opt.Now().Sub(o.started).Seconds()), "cause", causeOf(ctx))
	}()
	return s.opt.Run(ctx, o)
}

// panicked logs a fault of ours in one line. What it said itself is not in it: it may quote what someone has typed.
func (s *Session) panicked(err error) {
	what, stack := "unknown", ""
	if e, ok := errors.AsType[*term.PanicError](err); ok {
		what, stack = e.What, string(e.Stack)
	}
	s.server.log.Error("session panicked", "user", s.User, "from", s.from.String(), "panic", what, "stack", stack)
}

func causeOf(ctx context.Context) string {
	if ctx.Err() == nil {
		return ""
	}
	return context.Cause(ctx).Error()
}

// facts are what the audit says about a session.
func (s *Session) facts() map[string]string {
	f := map[string]string{"from": s.from.String(), "key": fingerprint(s.key)}
	if c := s.command(); c != "" {
		f["command"] = c
	}
	return f
}

// command is the first word of the command: what follows is the operator's.
func (s *Session) command() string {
	if len(s.Args) == 0 {
		return ""
	}
	return strconv.QuoteToASCII(s.Args[0][:min(len(s.Args[0]), 32)])
}

// say writes a sentence on the error stream.
func (s *Session) say(id string, pairs ...any) {
	_, _ = fmt.Fprintln(s.Err, "metalwright: "+s.Text.T(id, pairs...)) // the client may be gone
}

// notify shows a sentence on the session's screen, or writes it where there is none. It does not wait.
func (s *Session) notify(id string, pairs ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	send := s.send
	if send == nil {
		return // commands end by themselves, or say what continues when they are ended
	}
	msg := notice{s.Text.T(id, pairs...)}
	s.notice.Go(func() { send(msg) }) // it waits while the client does not read
}

// Ended is the error of a screen that the server ended, in a sentence for its user. It wraps why: [ErrIdle],
// [ErrShutdown], [ErrRevoked], [ErrRights] or [term.ErrPanic].
type Ended struct {
	text string
	err  error
}

// Error is the sentence.
func (e *Ended) Error() string { return e.text }

// Unwrap is the cause.
func (e *Ended) Unwrap() error { return e.err }

// Show shows m on the session's terminal until it quits. The error is an [*Ended] when the server ended it.
func (s *Session) Show(ctx context.Context, m tea.Model, o term.Options) error {
	k := newIdleTimeout(ctx, &sharing{ctx, m, s.share}, s.Text, s.server.limits.Idle, s.server.opt.Now)
	o.In, o.Out, o.Env, o.Width, o.Height, o.Resize, o.FPS = s.In, s.Out, s.Env, s.Width, s.Height, s.resize, fps
	if o.Profile == nil {
		o.Profile = new(profile(s.Env))
	}
	o.Filter, o.Shared = stay, s.server.frames
	start := o.OnStart
	o.OnStart = func(send func(tea.Msg)) {
		if start != nil {
			start(send)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.send = send
	}
	s.server.metrics.screens.Add(1)
	defer s.server.metrics.screens.Add(-1)
	err := term.Run(ctx, k, o)
	s.mu.Lock()
	s.send = nil
	s.mu.Unlock()
	switch {
	case err == nil && k.ended:
		return &Ended{s.Text.T("serve.ended_idle", "Count", int(s.server.limits.Idle.Minutes())), ErrIdle}
	case errors.Is(err, term.ErrPanic):
		s.panicked(err)
		return &Ended{s.Text.T("serve.panic"), err}
	case errors.Is(err, ErrShutdown):
		return &Ended{s.Text.T("serve.ended_shutdown"), err}
	case errors.Is(err, ErrRevoked):
		return &Ended{s.Text.T("serve.ended_revoked"), err}
	case errors.Is(err, ErrRights):
		return &Ended{s.Text.T("serve.ended_rights"), err}
	default:
		return err
	}
}
