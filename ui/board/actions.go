package board

import (
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
)

// action is something that a person may do about an order. Its messages are "action.<id>" and "action.<id>_note".
type action struct {
	id string
	// request is the N of the request that it is about, where several wait for a decision; 0 where it needs no saying
	request int
	word    string           // has to be typed before it is done; "" when Enter is enough
	buys    *provider.Quote  // what it orders, for the line of keys; nil: nothing
	hides   bool             // what it takes off the lists goes on costing money
	asks    []provider.Field // secrets that it needs again
	note    []string         // what has to be looked at first
	said    []string         // the vendor's words, below what the action is for
	names   bool             // it asks for the ids of machines
	found   []string         // the ids that it suggests
	check   bool             // someone has to say that the evidence was checked
	// command is what it does, with what the person has answered; then is another action that is done after it, with
	// the answers that it was given; nil for none.
	command func(given) order.Command
	then    *answered
}

// answered is an action with its answers.
type answered struct {
	action action
	given  given
}

// given is what the person has answered to an action.
type given struct {
	secrets provider.Access
	ids     []provider.InstanceID
	checked bool
}

// actionRefused is what is likely where the vendor itself refused with a code that it does not document. The cursor
// stands on it.
const actionRefused = "refused"

// orderKey is the key that orders what is missing.
const orderKey = "o"

// actions are what can be done about v now: what is needed most first, and what is risky last.
func (b *Board) actions(v order.View) []action {
	out := append(b.approvals(v), b.decisions(v)...)
	if a, ok := b.missing(v); ok {
		out = append(out, a)
	}
	if lost(b, v) {
		out = append(out, saved(v.ID))
	}
	out = append(out, b.releases(v)...)
	if !v.Open {
		a := action{id: "forget", word: b.env.T("action.yes"), command: func(given) order.Command {
			return order.Forget{ID: v.ID}
		}}
		if s := b.env.OrderWords().GoesOn(v); s != "" {
			a.note, a.said, a.hides = []string{s}, []string{s}, true
		}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b action) int {
		switch {
		case a.risky() == b.risky():
			return 0
		case b.risky():
			return -1
		default:
			return 1
		}
	})
	return slices.DeleteFunc(out, func(a action) bool { return !b.may(v, a.right()) })
}

// right is what someone has to be allowed for the action.
func (a action) right() policy.Action {
	what, _ := order.Describe(a.command(given{}))
	return what
}

// may reports whether who looks at the board may do it with the order.
func (b *Board) may(v order.View, a policy.Action) bool { return b.opts.May == nil || b.opts.May(v, a) }

// acts reports whether there are actions, without making them: it is asked at every frame. Who may forget an order may
// do all that its operator may, and only an order that waits is decided about by others.
func (b *Board) acts(v order.View) bool {
	if !b.may(v, policy.Forget) {
		return v.Status == order.Waiting && b.may(v, policy.Deny)
	}
	return !v.Open || v.Status == order.Waiting || v.Status == order.Ambiguous ||
		len(v.Instances) > 0 && b.ofAccount(v) != nil
}

// saved says that the password that the program made for an order is saved.
func saved(id order.ID) action {
	return action{id: "password_saved", command: func(given) order.Command { return order.SavePassword{ID: id} }}
}

// lost reports whether the password that the program made may be lost: it was shown once, and is not shown now.
func lost(b *Board, v order.View) bool {
	return b.opts.Password.IsZero() && b.env.OrderWords().Unsaved(v) != ""
}

// missing orders what is certain not to be there: the machines that were never bought, or else those that failed and
// are known to be gone.
func (b *Board) missing(v order.View) (action, bool) {
	if v.Status == order.Sending || v.Status == order.Ambiguous {
		return action{}, false
	}
	a := action{word: b.env.T("action.yes"), asks: v.Asks}
	switch {
	case v.Rest > 0:
		a.id, a.note, a.buys = "rest", b.requests.costs(v, v.Rest), quoted(v, v.Rest)
		a.command = func(g given) order.Command { return order.BuyRest{ID: v.ID, Secrets: g.secrets} }
	case v.Lost > 0:
		a.id, a.note, a.buys = "retry", b.requests.costs(v, v.Lost), quoted(v, v.Lost)
		a.command = func(g given) order.Command { return order.RetryFailed{ID: v.ID, Secrets: g.secrets} }
	default:
		return a, false
	}
	return a, b.may(v, a.right())
}

// quoted is the quote of n more machines of v.
func quoted(v order.View, n int) *provider.Quote {
	q := v.Quote
	q.Count = n
	return &q
}

// decisions are about requests whose outcome is not certain.
func (b *Board) decisions(v order.View) []action {
	id := v.ID
	var out []action
	if slices.ContainsFunc(v.Batches, uncertain) {
		out = append(out, action{id: "look", command: func(given) order.Command { return order.LookAgain{ID: id} }})
	}
	open := order.Unresolved(v)
	for _, x := range open {
		out = append(out, decision(b, v, x, len(open) > 1)...)
	}
	return out
}

// decision is what can be said and done about one request, x. Where there are several, each says which it is about.
func decision(b *Board, v order.View, x order.BatchView, several bool) []action {
	id, n := v.ID, 0
	if several {
		n = x.N
	}
	note := append(b.requests.said(x.Err), b.requests.evidence(v, x)...)
	nothing := action{id: "close", request: n, word: b.env.T("action.nothing"), note: note}
	if x.Err != nil && x.Err.Unlisted {
		nothing.id, nothing.word, nothing.said = actionRefused, b.env.T("action.refused_word"), b.requests.said(x.Err)
	}
	nothing.command = func(given) order.Command { return order.CloseUnresolved{ID: id, Batches: []int{x.N}} }
	out := []action{{
		id: "adopt", request: n, names: true, found: suggested(x), word: b.env.T("action.yes"), note: note,
		command: func(g given) order.Command { return order.Adopt{ID: id, N: x.N, IDs: g.ids} },
	}, nothing}
	if order.IsBoughtAgain(v, x.N) {
		return out
	}
	return append(out, action{
		id: "again", request: n, word: x.Token, asks: v.Asks, check: len(x.Evidence) > 0, buys: bought(v, x),
		note: append(slices.Clone(note), b.requests.worth(v, x)...),
		command: func(g given) order.Command {
			return order.BuyAgain{ID: id, N: x.N, Token: x.Token, Checked: g.checked, Secrets: g.secrets}
		},
	})
}

// title is what the action does.
func (a action) title(b *Board) string {
	if a.request == 0 {
		return b.env.T("action." + a.id)
	}
	return b.env.T("action.of_request", "What", b.env.T("action."+a.id), "N", a.request)
}

// bought is the quote of another request like x: that of what has no price where it makes no machines.
func bought(v order.View, x order.BatchView) *provider.Quote {
	if x.Make != nil {
		return &provider.Quote{}
	}
	return quoted(v, x.Wanted)
}

// suggested are the ids of the machines that a batch may have bought, unless there are more than it wanted.
func suggested(x order.BatchView) []string {
	most := x.Wanted
	if x.Make != nil {
		most = x.Make.Amount()
	}
	if len(x.Evidence) > most {
		return nil
	}
	var ids []string
	for _, m := range x.Evidence {
		ids = append(ids, string(m.ID))
	}
	return ids
}

// releases give machines back. The order's name has to be typed.
func (b *Board) releases(v order.View) []action {
	id := v.ID
	p := b.ofAccount(v)
	if p == nil {
		return nil
	}
	var out []action
	add := func(name string, c order.Command, note ...string) {
		out = append(out, action{
			id: name, word: string(id), note: note, command: func(given) order.Command { return c },
		})
	}
	release := func(machines []provider.InstanceID) order.Command { return order.Release{ID: id, Machines: machines} }
	how := func(n int) string { return b.env.Releases().How(v, n) }
	there := v.There()
	failed := slices.DeleteFunc(slices.Clone(there),
		func(i order.InstanceView) bool { return i.Status != provider.StatusFailed })
	if len(failed) > 0 {
		add("release_failed", release(ids(failed)), b.env.T("action.count", "Count", len(failed)), how(len(failed)))
	}
	if m, ok := b.machine(); ok && m.order == id && len(there) > 1 &&
		slices.ContainsFunc(there, func(i order.InstanceView) bool { return i.ID == m.ID }) {
		add("release_one", release([]provider.InstanceID{m.ID}), b.machines.name(*m.InstanceView), how(1))
		out[len(out)-1].word = machineWord(b, *m.InstanceView, there)
	}
	if len(there) > len(failed) {
		name := "release_all"
		if v.Spec.Billing.Charge == provider.Prepaid { // it is what they are released for
			name = "release_prepaid"
		}
		add(name, release(ids(there)), b.env.T("action.count", "Count", len(there)), how(len(there)))
	}
	if left := v.LeftBehind(); len(left) > 0 {
		add("release_networks", order.ReleaseResources{ID: id}, b.env.Releases().Left(left))
	}
	if p.RecycleBin {
		binned := slices.DeleteFunc(slices.Clone(v.Instances),
			func(i order.InstanceView) bool { return i.Status != provider.StatusReleased })
		if len(binned) > 0 {
			add("destroy", order.Destroy{ID: id, Machines: ids(binned)}, b.env.T("action.count", "Count", len(binned)))
		}
	}
	return out
}

func ids(machines []order.InstanceView) []provider.InstanceID {
	all := make([]provider.InstanceID, len(machines))
	for n, i := range machines {
		all[n] = i.ID
	}
	return all
}

// ofAccount is the product of the order, nil when this program has no credentials for its account.
func (b *Board) ofAccount(v order.View) *provider.Product {
	for _, a := range b.env.Accounts.Of(v.Product) {
		if a.ID == v.Account && a.Reader != nil {
			return a.Reader.Product()
		}
	}
	return nil
}

// dearer is an action that was not done because the price has risen since it was agreed to.
type dearer struct {
	of     order.ID
	action action
	given  given
	stale  *order.Stale
}

// askPrice offers to do it at the price of now.
func (b *Board) askPrice(m dearer) {
	if !isFree(b) { // what is typed is meant for what is open
		b.dearer, b.notice = &m, b.env.T("action.price_later")
		return
	}
	was, is := b.env.Prices().Moved(m.stale.Was, m.stale.Is)
	a := action{id: "dearer", word: b.env.T("action.yes"), buys: &m.stale.Is, note: []string{
		b.env.T("action.prices", "Was", was, "Arrow", b.env.Theme.Glyph.Change, "Is", is),
	}}
	a.command = func(given) order.Command { return order.AcceptQuote{ID: m.of, Quote: m.stale.Is} }
	a.then = &answered{m.action, m.given}
	b.menu = &menu{board: b, of: m.of, list: []action{a}}
	b.menu.ask(a)
}

// do does a to an order, which a person has confirmed.
func (b *Board) do(of order.ID, a action, g given) tea.Cmd {
	return func() tea.Msg {
		err := b.orders.Do(b.env.Ctx, a.command(g))
		if err == nil && a.then != nil {
			err = b.orders.Do(b.env.Ctx, a.then.action.command(a.then.given))
		}
		if stale, ok := errors.AsType[*order.Stale](err); ok {
			if a.then != nil { // the price has changed once more
				a, g = a.then.action, a.then.given
			}
			return outcome(b, of, dearer{of, a, g, stale}, notDone(b.env, err))
		}
		switch {
		case err != nil:
			return conclusion(b, of, notDone(b.env, err))
		case a.releases():
			return conclusion(b, of, b.env.T("action.done_release"))
		default:
			return conclusion(b, of, b.env.T("action.done"))
		}
	}
}
