// Package plain asks the wizard's questions line by line, for terminals that cannot move their cursor and for people
// who listen to a screen reader. It is another front of the same wizard: what is asked, in which order, with which
// defaults and by which rules is the screens' own matter, see [step.Prompter].
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
	"github.com/metalwright/metalwright/ui/wizard"
)

// ErrEnd says that the input has ended before every question was answered.
var ErrEnd = errors.New("the input has ended")

// Asker asks. All of its fields but Start and Drafts are required.
type Asker struct {
	Env   *step.Env
	Steps []step.Step // the questions in their order; the last one is the review, which is not asked here
	Out   io.Writer
	Line  func(ctx context.Context) (string, error) // what is typed, without its end; [ErrEnd] after the last
	// Hidden is Line for what must not be seen.
	Hidden func(ctx context.Context) (string, error)
	Start  *step.Start   // what the order begins with; nil: nothing
	Drafts wizard.Drafts // keeps the answers for the next start; nil keeps none
	Width  int           // cells of a line, which is broken between words; 0: lines are as long as they are
}

// What is typed instead of an answer.
const (
	goBack   = "<"
	explain  = "?"
	narrow   = "/"
	takeAway = "-"
	period   = "."
	places   = "z"
)

// session is one walk through the questions.
type session struct {
	*Asker

	wizard *wizard.Wizard
	loop   *loop
	said   string // the step whose heading was said last
}

// Draft asks until the product's rules have nothing against the answers. Errors are the vendor's, those of Line, and of
// Out.
func (a *Asker) Draft(ctx context.Context) (step.Draft, error) {
	o := wizard.Options{Drafts: a.Drafts}
	w := wizard.New(a.Env, a.Steps, step.Draft{}, o)
	if a.Start != nil {
		w = wizard.Begin(a.Env, a.Steps, *a.Start, o)
	}
	defer w.Close()
	s := &session{Asker: a, wizard: w, loop: newLoop(ctx)}
	defer s.loop.stop()
	if err := s.say(a.Env.T("plain.how")); err != nil {
		return w.Draft(), err
	}
	s.loop.run(w.Init())
	for {
		if err := s.settle(ctx); err != nil {
			return w.Draft(), err
		}
		p := w.Prompter()
		if p == nil {
			d, faults, err := s.judge(ctx)
			if err != nil || len(faults) == 0 {
				return d, err
			}
			if err := s.fix(faults); err != nil {
				return d, err
			}
			continue
		}
		if err := p.Failed(); err != nil {
			return w.Draft(), err
		}
		if err := s.ask(ctx, p); err != nil {
			return w.Draft(), fmt.Errorf("question %s: %w", w.Step(), err)
		}
	}
}

// settle waits for all that the next prompt needs.
func (s *session) settle(ctx context.Context) error {
	for {
		if err := s.loop.until(ctx, s.wizard.Waiting, s.update); err != nil {
			return err
		}
		p, at := s.wizard.Prompter(), s.wizard.Step()
		failed := p != nil && p.Failed() != nil // which the caller ends with
		if p == nil || failed {
			return nil
		}
		s.loop.run(s.wizard.Answered(p.Prepare()))
		if !s.wizard.Waiting() && s.wizard.Step() == at {
			return nil
		}
	}
}

// update hands a message to the wizard; what a screen would show for a while is said.
func (s *session) update(msg tea.Msg) tea.Cmd {
	if n, ok := msg.(app.Notice); ok {
		_ = s.say(n.Text) // the next line fails as well
		return nil
	}
	return s.wizard.Update(msg)
}

// judge looks the facts up and applies the product's rules to all answers.
func (s *session) judge(ctx context.Context) (step.Draft, []*provider.Error, error) {
	d := s.wizard.Draft()
	known, err := provider.Lookup(ctx, d.Reader(), d.Spec)
	faults := provider.All(err)
	if slices.ContainsFunc(faults, func(e *provider.Error) bool { return e.Kind != provider.KindNotFound }) ||
		err != nil && len(faults) == 0 {
		return d, nil, err
	}
	d.Known, d.Spec = known, known.Resolved(d.Spec)
	d = d.Completed()
	return d, wizard.Faults(faults, d.Reader().Check(d.Spec, known)), nil
}

// fix says what is wrong, and opens the question of the first fault. A fault that no question owns is the error.
func (s *session) fix(faults []*provider.Error) error {
	if err := s.say(s.Env.Errors().Words(provider.Join(faults...))...); err != nil {
		return err
	}
	for _, f := range faults {
		s.loop.run(s.wizard.Update(step.Jump{Field: f.At()}))
		if s.wizard.Prompter() != nil {
			return nil
		}
	}
	return provider.Join(faults...)
}

// ask asks one prompt until it is answered, or left.
func (s *session) ask(ctx context.Context, p step.Prompter) error {
	q := p.Prompt()
	if err := s.head(); err != nil {
		return err
	}
	if err := s.say(q.Say...); err != nil {
		return err
	}
	numbered, err := s.list(q)
	if err != nil {
		return err
	}
	for {
		text, err := s.read(ctx, q)
		if q.Kind == step.PromptHidden || q.Kind == step.PromptScript { // also one that is refused
			s.Env.Secrets.Hide(provider.Access{InitScript: provider.NewSecret(text)})
		}
		if err != nil {
			return err
		}
		if text == goBack {
			return s.back(p)
		}
		if text == explain {
			if err := s.explain(); err != nil {
				return err
			}
			continue
		}
		if words, ok := filters(q, numbered, text); ok {
			if why := q.Filter(words); why != "" {
				if err := s.say(why); err != nil {
					return err
				}
				continue
			}
			return nil
		}
		cmd, why := s.answer(q, numbered, text)
		s.loop.run(s.wizard.Answered(cmd))
		if why == "" {
			return nil
		}
		if err := s.say(why); err != nil {
			return err
		}
	}
}

// explain says what the open question is about.
func (s *session) explain() error {
	for _, p := range s.wizard.Explain() {
		line := p.Text
		if p.Title != "" {
			line = s.Env.Join().Sentences(p.Title, line)
		}
		if err := s.say(line); err != nil {
			return err
		}
	}
	return nil
}

// head says the step, once, and that nothing is real where that is so.
func (s *session) head() error {
	at := s.wizard.Step()
	if s.said == at {
		return nil
	}
	s.said = at
	n, of := s.wizard.Place()
	head := s.Env.T("plain.step", "Step", n, "Of", of, "Title", s.Env.T("step."+at))
	if s.wizard.Simulated() {
		head = s.Env.Join().Sentences(s.Env.T("app.simulated"), head)
	} else if live, account := s.wizard.Live(); live {
		head = s.Env.Join().Sentences(strings.TrimSpace(s.Env.T("app.live", "Account", account)), head)
	}
	return s.say("", head)
}

// back goes to the prompt before, in this question or in the one before it.
func (s *session) back(p step.Prompter) error {
	if p.PromptBack() {
		return nil
	}
	at := s.wizard.Step()
	cmd, ok := s.wizard.Back()
	if !ok {
		return s.say(s.Env.T("plain.first"))
	}
	s.loop.run(cmd)
	if form, ok := s.wizard.Prompter().(interface{ PromptLast() }); ok && s.wizard.Step() != at {
		form.PromptLast()
	}
	return nil
}

// say writes lines.
func (s *session) say(lines ...string) error {
	for _, l := range lines {
		for part := range strings.SplitSeq(l, "\n") {
			if _, err := fmt.Fprintln(s.Out, s.broken(part)); err != nil {
				return err
			}
		}
	}
	return nil
}

// broken is a line with an end between words wherever the terminal would break it, within words, too.
func (s *session) broken(line string) string {
	line = s.Env.Clean(line)
	if s.Width <= 0 || widget.Width(line) <= s.Width {
		return line
	}
	return strings.Join(widget.Wrap(line, s.Width), "\n")
}

// list writes the choices, one a line, and returns those that have a number, in order.
func (s *session) list(q step.Prompt) ([]step.Choice, error) {
	var numbered []step.Choice
	for _, c := range q.Choices {
		line := c.Label
		if !c.Note {
			numbered = append(numbered, c)
			line = strconv.Itoa(len(numbered)) + ". " + line
		}
		switch {
		case c.Why != "":
			why := c.Why
			if out := s.Env.Offers().Stock(provider.StockSoldOut); strings.Contains(line, why) ||
				strings.Contains(line, out) && strings.Contains(why, out) { // a column has said it
				why = ""
			}
			line = s.Env.Join().Clauses(line, s.Env.T("plain.unavailable", "Why", why))
		case c.On:
			line = s.Env.Join().Clauses(line, s.Env.T("plain.chosen"))
		}
		if err := s.say(s.Env.Clean(line)); err != nil { // a name with a line end is no other choice
			return nil, err
		}
	}
	return numbered, nil
}

// read asks for one answer: a line, or several.
func (s *session) read(ctx context.Context, q step.Prompt) (string, error) {
	label := q.Label
	switch q.Kind {
	case step.PromptLines:
		label = s.Env.Join().Clauses(label, s.Env.T("plain.lines"))
	case step.PromptScript:
		label = s.Env.Join().Clauses(label, s.Env.T("plain.script"))
	case step.PromptLine, step.PromptHidden:
	}
	if first := s.first(q); first != "" {
		label += " [" + first + "]"
	}
	asked := s.Env.Join().Labelled(s.Env.Clean(label), "")
	end := strings.TrimRight(asked, " ")
	if _, err := fmt.Fprint(s.Out, s.broken(end)+asked[len(end):]); err != nil {
		return "", err
	}
	line := s.Line
	if q.Kind == step.PromptHidden {
		line = s.Hidden
	}
	text, err := line(ctx)
	if q.Kind == step.PromptLine {
		text = strings.TrimSpace(text)
	}
	if err != nil || q.Kind != step.PromptLines && q.Kind != step.PromptScript ||
		slices.Contains([]string{"", goBack, takeAway}, strings.TrimSpace(text)) {
		return text, err
	}
	return s.rest(ctx, q, text)
}

// rest reads the lines after the first one.
func (s *session) rest(ctx context.Context, q step.Prompt, text string) (string, error) {
	last := ""
	if q.Kind == step.PromptScript {
		last = period
	}
	all := []string{text}
	for {
		line, err := s.Line(ctx)
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(line) == last {
			return strings.Join(all, "\n"), nil
		}
		all = append(all, line)
	}
}

// first is what an empty line takes, in words.
func (s *session) first(q step.Prompt) string {
	if q.Default != "" {
		return q.Default
	}
	n := 0
	for _, c := range q.Choices {
		if c.Note {
			continue
		}
		if n++; c.Current && c.Why == "" {
			return strconv.Itoa(n)
		}
	}
	return ""
}
