// Package step is what the wizard and its questions agree on: what a step is, what its screen may use, the draft that
// it fills, and the messages that it sends.
package step

import (
	"maps"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
)

// Step declares a question. Its title is the message "step.<ID>".
type Step struct {
	ID   string           // "zone"; stable: messages, golden files
	Owns []provider.Field // errors at these come back here
	// Shown reports whether a product asks this; nil means when the product has one of Owns.
	Shown func(*provider.Product) bool
	// Settled answers the question where there is nothing to choose, and reports whether it did: nobody is asked then.
	// The draft has a product. nil: always asked.
	Settled func(e *Env, d Draft) (Draft, bool)
	// New builds the screen. fault is why the user is back: an error of the vendor's at one of Owns, nil at first.
	New func(e *Env, d Draft, fault error) Screen
}

// For reports whether p asks s.
func (s Step) For(p *provider.Product) bool {
	if s.Shown != nil {
		return s.Shown(p)
	}
	return slices.ContainsFunc(s.Owns, p.Has)
}

// Screen asks the question. It changes itself in Update, and says by Move where the user wants to go.
type Screen interface {
	// Init starts what the screen needs, such as a request.
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	// Move is where the latest Update leads, returned once; nil to stay. It is no message, so that the next key, which may
	// have been read together with this one, goes to the screen that opens and not to the one that has been answered.
	Move() Move
	// View fills at most w×h cells from the screen alone: no clock, no environment, no I/O. The cursor is relative
	// to the area; nil hides it.
	View(w, h int) (string, *tea.Cursor)
	// Keys are the bindings that work now, the most useful first.
	Keys() []key.Binding
	// Draft is the draft with the answers as they are now, valid or not, so that going back loses nothing.
	Draft() Draft
	// Editing reports whether letters are text now, and not shortcuts.
	Editing() bool
	// Back is asked when the user wants to go back. It reports true when the screen used the key itself, such as for
	// closing a filter or an editor.
	Back() bool
	// Close ends what the screen started.
	Close()
}

// Move is where the user wants to go: [Done], [Finish], [Back], [Jump], [Begin] or [Place].
type Move interface{ move() }

// Mover keeps a screen's move until the wizard asks for it. The zero value stays.
type Mover struct{ next Move }

// Go has the wizard go to m after this Update. The command is nil, to be returned.
func (r *Mover) Go(m Move) tea.Cmd {
	r.next = m
	return nil
}

// Move is the move since the latest call.
func (r *Mover) Move() Move {
	m := r.next
	r.next = nil
	return m
}

// Done says that the question is answered.
type Done struct{}

// Finish says that the question is answered, and that the user wants to see the review next: what has an answer or a
// suggestion is not asked any more.
type Finish struct{}

// FinishKey is the key of [Finish], in every question.
const FinishKey = "ctrl+g"

// Back says that the user wants the question before.
type Back struct{}

// Jump says that the user wants to answer f again; the wizard returns to the review afterwards.
type Jump struct{ Field provider.Field }

// Place says that the user has confirmed the order as it is in the draft, at the price that was shown.
type Place struct{ Quote provider.Quote }

func (Done) move()   {}
func (Finish) move() {}
func (Back) move()   {}
func (Jump) move()   {}
func (Place) move()  {}

// Draft is the wizard's spec so far, with what was looked up for it. It is a value: screens get a copy and give a
// changed one back.
type Draft struct {
	ID      order.ID // of the order that it becomes, which can be placed once; "" until the answers are kept
	Product *provider.Product
	Account *Account
	Spec    provider.Spec
	Known   provider.Known
	// Generated is the password that the program made, which the operator has not seen yet.
	Generated provider.Secret
	// Raw keeps what was typed and is no valid answer yet.
	Raw map[provider.Field]string
	// Named are the options behind answers for their names alone: an answer keeps its name also while it is not known
	// whether it is still offered, as after a change of zone.
	Named named
	// Defaulted are the answers that come from the defaults of the account's profile, as they were filled in.
	Defaulted defaulted
	// Sorts are the orders of the lists that the operator has sorted, by the question's id.
	Sorts map[string]Sort
	// Conditions are those about types that the operator has typed into the filter of a list, for the lists after it.
	Conditions string
	// Renumbered is the name whose numbers the program has chosen, because those that were suggested are in use; "" when
	// it has not.
	Renumbered string
	// Like is what the draft began with; nil: with nothing.
	Like *Like
	// ReleaseAt is when the order is released by itself; zero: when someone does.
	ReleaseAt orderfile.When
}

// Sort is the order of a list.
type Sort struct {
	Column  string // its id
	Reverse bool
}

// Reader is the chosen account's reader; nil before an account is chosen.
func (d Draft) Reader() provider.Reader {
	if d.Account == nil {
		return nil
	}
	return d.Account.Reader
}

// Clone returns a copy that shares no answers with d.
func (d Draft) Clone() Draft {
	d.Spec = d.Spec.Clone()
	raw := maps.Clone(d.Raw)
	if raw == nil {
		raw = map[provider.Field]string{}
	}
	d.Raw = raw
	d.Sorts, d.Named, d.Defaulted = maps.Clone(d.Sorts), maps.Clone(d.Named), maps.Clone(d.Defaulted)
	return d
}

// InZone is d in another zone: consent to billing was about the one before.
func (d Draft) InZone(z provider.Zone) Draft {
	if d.Spec.Zone != z.ID {
		d.Spec.Billing.Consent = false
	}
	d.Spec.Zone, d.Spec.Region, d.Known.Zone = z.ID, z.Region, &z
	return d
}

// Naming is d with the names of all that is known of its answers.
func (d Draft) Naming() Draft {
	d.Named = d.Named.with(d.Known)
	return d
}

// Faults are the faults of d at the given fields, what was typed and cannot be read first.
func (d Draft) Faults(fields ...provider.Field) []*provider.Error {
	var out []*provider.Error
	for _, f := range fields {
		if raw, ok := d.Raw[f]; ok {
			b, _ := provider.LineFor(f)
			s := d.Spec
			if err := b.Set(&s, raw); err != nil {
				out = append(out, err)
			}
		}
	}
	if r := d.Reader(); r != nil {
		for _, e := range provider.All(r.Check(d.Spec, d.Known)) {
			if slices.Contains(fields, e.Field) && !slices.ContainsFunc(out,
				func(o *provider.Error) bool { return o.Field == e.Field }) {
				out = append(out, e)
			}
		}
	}
	return out
}

// Suggested is d with the product's suggestions for those of fields that are not answered. What is asked later is left
// open, so that a change of mind before it does not leave a stale suggestion behind.
func (d Draft) Suggested(fields ...provider.Field) Draft {
	full := d.Reader().Suggest(d.Spec, d.Known)
	for _, f := range fields {
		b, ok := provider.LineFor(f)
		if _, typed := d.Raw[f]; !ok || typed {
			continue
		}
		if v := b.Get(&full); v != "" && b.Get(&d.Spec) == "" && b.Set(&d.Spec, v) == nil {
			d = d.made(f)
		}
	}
	return d
}

// Addressed is d with the addresses that its order reserves following the number of machines, where there was one for
// each machine before.
func (d Draft) Addressed(before Draft) Draft {
	was, is := before.Spec.Machines(), d.Spec.Machines()
	if was == is || is == 0 {
		return d
	}
	for _, m := range d.Spec.Network.Make {
		if m.Kind.Address() && (m.Count == was || m.Count > is) {
			m.Count = is
			d.Spec.Network = d.Spec.Network.Makes(m)
		}
	}
	return d
}

// Completed is d with all of the product's suggestions.
func (d Draft) Completed() Draft {
	had := d.Spec.Access.Password
	d.Spec = d.Reader().Suggest(d.Spec, d.Known)
	if d.Spec.Access.Password != had {
		d = d.made(provider.FieldPassword)
	}
	return d
}

// made remembers a password that was suggested: nobody has seen it yet.
func (d Draft) made(f provider.Field) Draft {
	if f == provider.FieldPassword {
		d.Generated = d.Spec.Access.Password
	}
	return d
}
