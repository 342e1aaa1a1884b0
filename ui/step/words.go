package step

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/widget"
)

// Why words an error for the person who can fix it: the broken rule, or the vendor's sentence and what to do. The
// vendor's words are verbatim but for control characters.
func (e *Env) Why(err *provider.Error) string {
	switch {
	case err.Rule != "":
		id := "rule." + string(err.Rule)
		if own := "rule_at." + string(err.At()) + "." + string(err.Rule); e.Text.Has(own) {
			id = own
		}
		return rule(e, id, err)
	case err.Message != "":
		return e.Clean(err.Message)
	case err.Code != "":
		return e.Clean(err.Code)
	case err.Host != "" && err.Cause != "":
		return e.T("kind.unreachable", "Host", err.Host, "Cause", e.T("cause."+string(err.Cause)))
	case err.HTTP >= http.StatusBadRequest:
		return e.T("kind.http", "Status", err.HTTP)
	case err.Host != "" && err.Kind == provider.KindNetwork:
		return e.T("kind.unreachable", "Host", err.Host, "Cause", e.T("kind.network"))
	case err.Kind == provider.KindUnavailable && err.Outcome == provider.Ambiguous && err.HTTP == 0:
		return e.T("kind.no_answer")
	default:
		return e.T("kind." + err.Kind.String())
	}
}

// WhyInFile is [Env.Why] for the answers of an order file: it names no key, and no choice of a screen.
func (e *Env) WhyInFile(err *provider.Error) string { return e.whyIn(err, "file_rule.") }

// WhyInLine is [Env.Why] for answers that are typed line by line: it names no key, and no choice of a screen.
func (e *Env) WhyInLine(err *provider.Error) string { return e.whyIn(err, "line_rule.", "file_rule.") }

// whyIn words a broken rule by the first of the sections that has a sentence for the answer.
func (e *Env) whyIn(err *provider.Error, sections ...string) string {
	for _, s := range sections {
		if id := s + string(err.At()) + "." + string(err.Rule); err.Rule != "" && e.Text.Has(id) {
			return rule(e, id, err)
		}
	}
	return e.Why(err)
}

// rule is the sentence of a broken rule.
func rule(e *Env, id string, err *provider.Error) string {
	return e.T(id, "Count", err.Limit, "Limit", err.Limit, "Got", err.Got, "More", err.Got-err.Limit, "Allowed",
		err.Allowed)
}

// Advice says what to do about err now: the advice for its code, or the one for its kind.
func (e *Env) Advice(err *provider.Error) string {
	if err.Advice != "" && e.Text.Has("advice."+err.Advice) {
		return e.T("advice." + err.Advice)
	}
	return e.T("advice.kind_" + err.Kind.String())
}

// Trace is what a support ticket needs to name err: code and request id.
func (e *Env) Trace(err *provider.Error) string { return strings.Join(e.trace(err), e.Clean(" · ")) }

func (e *Env) trace(err *provider.Error) []string {
	var parts []string
	if err.Code != "" {
		parts = append(parts, e.Clean(err.Code))
	}
	if err.RequestID != "" {
		parts = append(parts, e.T("error.request", "ID", err.RequestID))
	}
	return parts
}

// Warning says what the vendor may refuse.
type Warning struct {
	Field provider.Field
	Text  string
}

// Warnings are what the vendor may refuse in d, and what the machines may not do.
func (e *Env) Warnings(d Draft) []Warning {
	all := e.ScriptWarnings(d)
	if d.Product != nil && d.Product.Has(provider.FieldImage) && d.Spec.Image == "" && d.Spec.IPXE == "" {
		all = append(all, Warning{provider.FieldImage, e.T("review.no_system")})
	}
	if d.Product != nil && d.Product.FreeImage && d.Spec.Image != "" && d.Known.Image == nil {
		all = append(all, Warning{provider.FieldImage, e.T("plan.unlisted", "Image", string(d.Spec.Image))})
	}
	w, ok := provider.As[provider.Warner](d.Reader())
	if !ok {
		return all
	}
	for _, err := range w.Warn(d.Spec, d.Known) {
		all = append(all, Warning{err.Field, e.Why(err)})
	}
	return all
}

// PriceLine words one part of a price: "0.63 USD/h", or "0.08 USD/GB of use".
func (e *Env) PriceLine(l provider.PriceLine) string {
	text, list := MoneyPer(e, l.Each, l.Per), Money
	switch {
	case l.Unit != "":
		text, list = e.T("price.unit", "Money", exact(l.Each), "Unit", l.Unit), exact
	case l.Per == provider.PerHour:
		list = Rate
	}
	if l.List.Micros > l.Each.Micros {
		text += "  " + e.T("price.list", "Money", list(l.List))
	}
	return text
}

// Label is the name of an answer on screens.
func (e *Env) Label(f provider.Field) string { return e.T("field." + string(f)) }

// Help is the hint below an answer: the product's own where it has a rule of its own, else that of all; "" is none.
func (e *Env) Help(p provider.ProductID, f provider.Field) string {
	for _, id := range []string{"help_of." + string(p) + "." + string(f), "help." + string(f)} {
		if e.Text.Has(id) {
			return e.T(id)
		}
	}
	return ""
}

// Word is the name of one of the fixed words that an answer may be, or the word itself.
func (e *Env) Word(f provider.Field, value string) string {
	if id := "option." + string(f) + "." + value; value != "" && e.Text.Has(id) {
		return e.T(id)
	}
	return e.Clean(value)
}

// Price words what one instance costs: "1.89 USD/h", or "853.10 USD for 2 months".
func (e *Env) Price(q provider.Quote, months int) string {
	switch {
	case !q.Known():
		return e.T("price.none")
	case !q.Term.IsZero():
		return e.T("price.term", "Money", Money(q.Term), "Count", max(months, 1))
	default:
		return e.T("price.hour", "Money", Rate(q.Hour))
	}
}

// Total words what the whole order costs.
func (e *Env) Total(q provider.Quote, months int) string {
	hour, err := q.Hour.Times(q.Count)
	switch {
	case !q.Known() || err != nil:
		return e.T("price.none")
	case !q.Term.IsZero():
		return e.T("price.term", "Money", e.Due(q), "Count", max(months, 1))
	default:
		return e.T("price.hour", "Money", Rate(hour))
	}
}

// Due words what the whole order costs, for the term or for a month of use, without saying which.
func (e *Env) Due(q provider.Quote) string { return due(e.Text, q, Money) }

func due(tx *text.Text, q provider.Quote, word func(provider.Money) string) string {
	m, err := q.Due()
	if err != nil {
		return tx.T("price.none")
	}
	return word(m)
}

// Moved words what the whole order costs by two quotes, exactly: they may differ by less than is paid.
func Moved(tx *text.Text, was, is provider.Quote) (before, now string) {
	return due(tx, was, exact), due(tx, is, exact)
}

// Elapsed words a duration as m:ss or h:mm:ss.
func Elapsed(d time.Duration) string {
	s := max(int(d.Round(time.Second)/time.Second), 0)
	pad := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	if s >= 3600 {
		return strconv.Itoa(s/3600) + ":" + pad(s/60%60) + ":" + pad(s%60)
	}
	return strconv.Itoa(s/60) + ":" + pad(s%60)
}

// Failure words an error that is nobody's answer, such as a lookup that did not come: why, and what to do now.
func (e *Env) Failure(err error) (why, hint string) {
	if err == nil {
		return "", ""
	}
	if s := ErrorText(e.Text, err); s != "" {
		return s, ""
	}
	all := provider.All(err)
	if len(all) == 0 {
		return e.Clean(err.Error()), e.T("load.retry")
	}
	why = e.Why(all[0])
	if tr := e.Trace(all[0]); tr != "" {
		why += "\n" + tr
	}
	return why, e.Advice(all[0])
}

// FaultLines words the error that brought the user back, above the question: what happened, what to do, and what to
// quote to the vendor.
func (e *Env) FaultLines(err error, w int) []string {
	var out []string
	said := func(s string) []string {
		for _, l := range widget.Wrap(e.Theme.Glyph.Fail+" "+s, w) {
			out = append(out, e.Theme.Bad.Render(l))
		}
		return out
	}
	if s := ErrorText(e.Text, err); s != "" {
		return said(s)
	}
	all := provider.All(err)
	if len(all) == 0 && err != nil {
		return said(e.Clean(err.Error()))
	}
	for _, f := range all {
		for _, l := range widget.Wrap(e.Theme.Glyph.Fail+" "+e.Why(f), w) {
			out = append(out, e.Theme.Bad.Render(l))
		}
		if f.Code == "" {
			continue
		}
		advice := e.Advice(f)
		if f.Outcome == provider.Refused {
			advice = e.Text.Join().Sentences(e.T("apply.nothing"), advice)
		}
		for _, l := range widget.Wrap(advice, w-2) {
			out = append(out, "  "+e.Theme.Text.Render(l))
		}
		trace := []string{e.Trace(f)}
		if widget.Width(trace[0]) > w-2 { // whole, however long: a support ticket needs every character
			trace = e.trace(f)
		}
		for _, part := range trace {
			for _, l := range widget.Wrap(part, w-2) {
				out = append(out, "  "+e.Theme.Dim.Render(l))
			}
		}
	}
	return out
}

// tickTime is the spinner's pace.
const tickTime = 300 * time.Millisecond

// TickMsg moves the spinner of a screen that waits.
type TickMsg struct{}

// Tick asks for the next [TickMsg].
func Tick() tea.Cmd { return tea.Tick(tickTime, func(time.Time) tea.Msg { return TickMsg{} }) }

// Status is the word for what a machine is doing.
func (e *Env) Status(s provider.Status) string { return e.T("status." + string(s)) }

// MachineWord is the word for a machine's state: MISMATCH for one that runs and is not what was ordered, READY for one
// whose login port answers, and else its status.
func MachineWord(e *Env, i order.InstanceView) string {
	switch {
	case i.Mismatch():
		return e.T("board.mismatch_word")
	case i.Ready():
		return e.T("ready.word")
	}
	return e.Status(i.Status)
}

// OrderWord is the word for how an order stands.
func OrderWord(e *Env, w order.Status) string { return e.T("word." + string(w)) }

// OrderWords are the states of orders, a line each, with what they stand for.
func OrderWords(e *Env) string {
	var lines []string
	for _, w := range []order.Status{
		order.Waiting, order.Sending, order.Ambiguous, order.Provisioning, order.Done, order.Partial, order.Failed,
		order.Rejected,
	} {
		lines = append(lines, e.Text.Join().Labelled(OrderWord(e, w), e.T("explain_state."+string(w))))
	}
	return strings.Join(lines, "\n")
}

// StockWord names a grade of stock.
func (e *Env) StockWord(s provider.Stock) string {
	switch s {
	case provider.StockSoldOut:
		return e.T("stock.sold_out")
	case provider.StockShort:
		return e.T("stock.short")
	case provider.StockPlenty:
		return e.T("stock.plenty")
	default:
		return e.T("stock.unknown")
	}
}

// StockText words how many machines of a type can be had, or its grade of stock.
func (e *Env) StockText(t provider.InstanceType) string {
	switch {
	case t.Quota != nil && *t.Quota == 0:
		return e.T("type.no_limit")
	case t.Quota != nil:
		return e.T("type.quota", "Count", *t.Quota)
	case t.Left != nil && *t.Left > 0:
		return e.T("type.left", "Count", *t.Left)
	}
	return e.StockWord(t.Stock)
}
