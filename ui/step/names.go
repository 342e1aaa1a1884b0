package step

import (
	"context"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/text"
)

// Renamed is d with the names that were suggested for the earlier answers suggested anew for those of d: a host name
// follows the name that it was taken from, and both follow the zone and type, until someone types another one. What
// was suggested for one product is open again for another. typed is left as it is.
func (d Draft) Renamed(before Draft, typed provider.Field) Draft {
	if before.Reader() == nil {
		return d
	}
	same := d.Reader() != nil && d.Spec.Product == before.Spec.Product
	for _, f := range [...]provider.Field{provider.FieldName, provider.FieldHostname} {
		b, _ := provider.LineFor(f)
		now := b.Get(&d.Spec)
		if _, raw := d.Raw[f]; f == typed || raw || now == "" {
			continue
		}
		old := suggestion(before, b)
		if now != old && (f != provider.FieldName || now != before.Renumbered || same && suggestion(d, b) == old) {
			continue
		}
		if !same {
			_ = b.Set(&d.Spec, "") // nothing is always valid
		} else if v := suggestion(d, b); v != "" {
			_ = b.Set(&d.Spec, v) // a suggestion is a valid answer
		}
	}
	return d
}

// suggestion is what the product suggests at b, whatever the answer is.
func suggestion(d Draft, b provider.Answer) string {
	s := d.Spec.Clone()
	_ = b.Set(&s, "") // nothing is always valid
	s = d.Reader().Suggest(s, d.Known)
	return b.Get(&s)
}

// mostAhead is how many numbers of names are looked through for free ones.
const mostAhead = 1000

// Suggests reports whether the name of d is the one that the product suggests, or one that was ordered before, and
// nobody has typed it for this order.
func Suggests(d Draft) bool {
	b, _ := provider.LineFor(provider.FieldName)
	now := b.Get(&d.Spec)
	return now != "" && (now == suggestion(d, b) || d.Like != nil && d.Like.Placed && now == b.Get(&d.Like.Spec))
}

// WithPassword is d with a password of the program's, where its way in is a password that is kept nowhere.
func WithPassword(d Draft) Draft {
	g, ok := provider.As[provider.Passworder](d.Reader())
	if a := d.Spec.Access; !ok || a.Login != provider.LoginPassword || !a.Password.IsZero() {
		return d
	}
	d.Spec.Access.Password = g.NewPassword()
	return d.made(provider.FieldPassword)
}

// Names looks at the names of machines, and words what is wrong with them.
type Names struct {
	text    *text.Text
	clashes func(ctx context.Context, account string, spec provider.Spec) ([]string, error) // see [Env.Clashes]
}

// Free is s with its names numbered on from the first numbers that no machine of its zone has in them; false where
// the names have no number, or none is free within reason.
func (w Names) Free(ctx context.Context, r provider.Rules, account string, s provider.Spec) (provider.Spec, bool,
	error,
) {
	n := s.Machines()
	wide := s.Clone()
	wide.Count = min(n+mostAhead, provider.MaxCount)
	names, err := r.Names(wide, 0)
	if err != nil {
		return s, false, err // the rules say so, too
	}
	clashes, err := w.clashes(ctx, account, wide)
	if err != nil {
		return s, false, err
	}
	taken := map[string]bool{}
	for _, name := range clashes {
		taken[name] = true
	}
	free := 0
	for i, name := range names {
		if free++; taken[name.Instance] {
			free = 0
		}
		if free == n {
			return r.Part(s, i-n+1, n), true, nil
		}
	}
	return s, false, nil
}

// Outgrown says that names are longer than those before them.
func (w Names) Outgrown(o Outgrown) string {
	return w.text.T("naming.outgrown", "Name", o.Names[0], "Count", len(o.Names))
}

// Taken says which names machines of the zone have already; the first most of them are named.
func (w Names) Taken(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], ", ")
	if n := len(names) - most; n > 0 {
		text += " " + w.text.T("naming.more", "Count", n)
	}
	return w.text.T("review.taken_names", "Names", text)
}

// Marked is the names of machines, and what it means that they are not whole yet.
func (w Names) Marked(names string) string {
	if !strings.Contains(names, provider.TokenPlaceholder) {
		return names
	}
	return w.text.Join().Aside(names, w.text.T("review.dots"))
}
