package billing

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
	"github.com/metalwright/metalwright/ui/widget"
)

// compareKey prices the terms beside each other.
const compareKey = "ctrl+t"

// terms are the prepaid months that are compared.
var terms = [...]int{1, 12, 36}

// priced is one way to pay; 0 months is postpaid.
type priced struct {
	months int
	quote  provider.Quote
}

// Screen is the form, with the prices of all terms below it once someone asks for them.
type Screen struct {
	*ask.Screen
	env  *step.Env
	load *widget.Load[[]priced]
}

// compares reports whether there are terms to compare.
func (s *Screen) compares() bool {
	d := s.Draft()
	return d.Product.Currency != "" && d.Product.Has(provider.FieldMonths) && d.Spec.Type != ""
}

// Update takes the key, and hands all else to the form.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.load.Update(msg) {
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == compareKey && s.compares() {
		ask.Stay(s.Screen)
		d := s.Draft().Clone()
		return s.load.Start(s.env.Ctx, func(ctx context.Context) ([]priced, error) { return compare(ctx, d) })
	}
	return s.Screen.Update(msg)
}

// Keys are those of the form, and the one that compares.
func (s *Screen) Keys() []key.Binding {
	keys := s.Screen.Keys()
	if s.compares() {
		keys = append(keys, key.NewBinding(key.WithKeys(compareKey),
			key.WithHelp(compareKey, s.env.T("key.compare"))))
	}
	return keys
}

// Close ends the requests.
func (s *Screen) Close() {
	s.Screen.Close()
	s.load.Cancel()
}

// compare asks what the order costs by use, and for each term that is sold, all at once.
func compare(ctx context.Context, d step.Draft) ([]priced, error) {
	r := d.Reader()
	all := []priced{{}}
	for _, n := range terms {
		all = append(all, priced{months: n})
	}
	sold := make([]bool, len(all))
	g, ctx := together.With(ctx)
	for i := range all {
		s := d.Spec.Clone()
		s.Billing.Charge, s.Billing.Months, s.Billing.Commitment = provider.Prepaid, all[i].months, 0
		if all[i].months == 0 {
			s.Billing.Charge = provider.Postpaid
		}
		if !sells(d, s) {
			continue
		}
		g.Go(func() (err error) {
			all[i].quote, err = r.Quote(ctx, r.Suggest(s, d.Known))
			sold[i] = err == nil && all[i].quote.Known()
			if len(provider.All(err)) > 0 && ctx.Err() == nil {
				return nil // this term is not sold; the others may be
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var out []priced
	for i, p := range all {
		if sold[i] {
			out = append(out, p)
		}
	}
	return out, nil
}

// sells reports whether the product's rules allow the charge and term of s.
func sells(d step.Draft, s provider.Spec) bool {
	return !slices.ContainsFunc(provider.All(d.Reader().Check(s, d.Known)), func(e *provider.Error) bool {
		return e.At() == provider.FieldCharge || e.At() == provider.FieldMonths
	})
}

// FirstCheaperDay is the day of use from which on the term has cost less than paying by the hour would have; 0 when it
// never has within the term.
func FirstCheaperDay(hour, term provider.Money, months int) int {
	const hoursPerDay = 24
	if hour.Micros <= 0 || term.Micros <= 0 || hour.Currency != term.Currency {
		return 0
	}
	hours := term.Micros / hour.Micros // after so many hours both have cost the same
	if hours >= int64(months)*provider.HoursPerMonth {
		return 0
	}
	return int(hours/hoursPerDay) + 1
}

// beside is what is below the form.
func (s *Screen) beside(e *step.Env, d step.Draft, w, h int) []string {
	t := e.Theme
	cut := func(text string) string { return widget.Truncate(text, w, t.Glyph.Ellipsis) }
	var out []string
	switch s.load.State() {
	case widget.LoadBusy:
		out = append(out, t.Dim.Render(cut(e.T("price.asking"))))
	case widget.LoadFailed:
		why, _ := e.Errors().Failure(s.load.Err())
		out = append(out, t.Warn.Render(cut(t.Glyph.Warn+" "+strings.ReplaceAll(why, "\n", " "))))
	case widget.LoadReady:
		for i, l := range table(e, s.load.Value(), d.Spec.Machines(), w) {
			style := t.Text
			if i == 0 {
				style = t.Header
			}
			out = append(out, style.Render(cut(l)))
		}
	default:
		if !s.compares() {
			return nil
		}
		out = append(out, t.Dim.Render(cut(e.T("terms.hint"))))
	}
	if d.Spec.Billing.Charge == provider.Prepaid {
		early := e.T("terms.early", "How", e.T("release.how_"+string(d.Spec.Product)+".prepaid"))
		for _, l := range widget.Wrap(early, w) {
			out = append(out, t.Dim.Render(l))
		}
	}
	return out[:min(len(out), max(h, 0))]
}

// table are the lines of the terms in w cells: their titles, then one of each.
func table(e *step.Env, all []priced, count, w int) []string {
	name, money, wide := 10, 16, w >= 54
	if !wide {
		name, money = 9, 14
	}
	if len(all) == 0 {
		return nil
	}
	times := func(m provider.Money) string {
		if m, err := m.Times(count); err == nil {
			return step.Decimals(m, 2) + " " + m.Currency
		}
		return e.T("price.none")
	}
	line := func(cells ...string) string {
		text := widget.PadRight(cells[0], name) + widget.PadLeft(cells[1], money) + widget.PadLeft(cells[2], money)
		if !wide { // the amounts are what the terms are compared by
			return text
		}
		return strings.TrimRight(text+widget.PadLeft(cells[3], 8)+"   "+cells[4], " ")
	}
	lines := []string{line("", e.T("terms.month"), e.T("terms.now"), e.T("terms.saves"), "")}
	base := all[0].quote
	for _, p := range all {
		label, now, note := e.T("terms.postpaid"), "", ""
		if p.months > 0 {
			label, now = e.T("terms.months", "Count", p.months), times(p.quote.Term)
			if all[0].months == 0 {
				if day := FirstCheaperDay(base.Hour, p.quote.Term, p.months); day > 0 {
					note = e.T("terms.cheaper", "Day", day)
				}
			}
		}
		saves := ""
		if share := 100 - 100*float64(p.quote.Month.Micros)/float64(max(base.Month.Micros, 1)); share >= 0.5 {
			saves = strconv.FormatFloat(share, 'f', 0, 64) + " %"
		}
		lines = append(lines, line(label, times(p.quote.Month), now, saves, note))
	}
	return lines
}
