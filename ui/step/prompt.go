package step

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// Prompter is a screen that can also be answered line by line. It asks the same questions in the same order, with the
// same defaults and rules, for nobody answers them but the screen itself.
type Prompter interface {
	// Prepare asks for what the next prompt needs, such as the choices of an answer.
	Prepare() tea.Cmd
	// Waiting reports whether something that the prompt needs is still being asked for.
	Waiting() bool
	// Failed is why that could not be had; nil when nothing failed.
	Failed() error
	// Prompt is what is asked now. Errors that brought the user here are said once.
	Prompt() Prompt
	// PromptBack goes to the prompt before, and reports false at the first one.
	PromptBack() bool
}

// Prompt is one question in words.
type Prompt struct {
	Say     []string // is before it: the question, what is known, what is wrong
	Label   string
	Kind    PromptKind
	Choices []Choice
	Default string // what an empty line takes, in words; "" where it takes nothing. It is never a secret
	// Take answers with a text, or with the value of a choice; "" leaves the answer as it is. It returns why the
	// answer is not taken; "" when it is.
	Take func(text string) (cmd tea.Cmd, why string)
	// Clear takes the answer away; nil where that makes no sense.
	Clear func() (cmd tea.Cmd, why string)
	// Filter leaves the choices that a text wants, in words or conditions such as "cpu>=32"; "" leaves all. It returns
	// why it does not. nil where choices are not filtered.
	Filter func(text string) (why string)
	// Instead leads to what there is in place of a choice that cannot be taken; nil where nothing is known.
	Instead func(value string) tea.Cmd
	// Elsewhere lists where the choice with the value can be had; nil where nobody knows.
	Elsewhere func(value string) tea.Cmd
	// Remove takes away the choice with the value; nil where choices stay.
	Remove func(value string) (cmd tea.Cmd, why string)
}

// PromptKind is how an answer is typed.
type PromptKind uint8

// The kinds of prompts.
const (
	PromptLine   PromptKind = iota // one line
	PromptHidden                   // one line that is not shown while it is typed
	PromptLines                    // lines up to an empty one
	PromptScript                   // lines up to one with a single period; empty lines belong to it
)

// Choice is one of the answers of a [Prompt], or words between them.
type Choice struct {
	Value   string
	Label   string
	Names   []string // what may be typed for it beside its number, the best first
	Why     string   // it cannot be chosen; "" when it can
	Current bool     // an empty line takes it
	On      bool     // it is chosen, among lines that are changed one by one
	Note    bool     // words only: it has no number
}

// ItemPrompt words an item of a form. Who calls it adds how the answer is taken.
func (e *Env) ItemPrompt(it widget.Item) Prompt {
	p := Prompt{Label: it.Label, Default: it.Value}
	if it.Help != "" {
		p.Say = append(p.Say, it.Help)
	}
	if it.Unit != "" && !strings.HasPrefix(strings.ToLower(it.Label), strings.ToLower(it.Unit)) { // Machines, machine
		p.Label = e.Join().Clauses(p.Label, it.Unit)
	}
	if it.Error != "" {
		p.Say = append(p.Say, it.Error)
	}
	switch it.Kind {
	case widget.Choice:
		for _, o := range it.Choices {
			label := o.Label
			if label == "" {
				label = o.Value
			}
			p.Choices = append(p.Choices, Choice{
				Value: o.Value, Label: joined(label, o.Detail), Names: []string{o.Value, label}, Why: o.Disabled,
				Current: o.Value == it.Value,
			})
		}
		if p.Default = ""; it.Value != "" && !slices.ContainsFunc(p.Choices, func(c Choice) bool { return c.Current }) {
			p.Default = it.Value
		}
		if len(it.Choices) == 0 && it.Placeholder != "" {
			p.Say = append(p.Say, it.Placeholder)
		}
	case widget.Toggle:
		p.Default = ""
		for _, v := range []string{"true", "false"} {
			p.Choices = append(p.Choices, Choice{
				Value: v, Label: e.T("answer." + v), Names: []string{e.T("answer." + v), v},
				Current: v == "true" == (it.Value == "true"),
			})
		}
	case widget.Secret:
		p.Kind, p.Default = PromptHidden, ""
	case widget.Multiline:
		p.Kind = PromptLines
	case widget.Input, widget.Check, widget.Note, widget.Fold:
	}
	return p
}

// joined is the parts that say something, with commas, as they are read aloud.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}
