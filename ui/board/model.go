package board

import (
	"slices"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// model is what a board shows: its orders as they were read last, at the time of its clocks.
type model struct {
	env       *step.Env
	id        order.ID                             // "" for all orders
	simulated func(account string) bool            // whether an account is at the simulated cloud
	allowed   func(order.View, policy.Action) bool // nil: everything

	views   []order.View  // nil until they were read
	history order.History // of the one order
	book    *estimate.Book
	shown   int // counts what has changed but for the time

	now     time.Time // in whole seconds
	seconds uint64    // counts how often it was set
}

// setTime has the clocks show the time of now. All of them go in whole seconds.
func (m *model) setTime() {
	m.now = m.env.Now().Truncate(time.Second)
	m.seconds++
}

// view is the order with the id.
func (m *model) view(id order.ID) (order.View, bool) {
	at := slices.IndexFunc(m.views, func(v order.View) bool { return v.ID == id })
	if at < 0 {
		return order.View{}, false
	}
	return m.views[at], true
}

// one is the order of a board that shows one; false on the board of all, and until it was read.
func (m *model) one() (order.View, bool) {
	if m.id == "" || len(m.views) == 0 {
		return order.View{}, false
	}
	return m.views[0], true
}

// open reports whether any order is.
func (m *model) open() bool {
	return slices.ContainsFunc(m.views, func(v order.View) bool { return v.Open })
}

// timed reports whether anything that is shown depends on the time.
func (m *model) timed() bool { return m.views == nil || slices.ContainsFunc(m.views, timed) }

// timed reports whether what is shown of the order depends on the time.
func timed(v order.View) bool {
	return v.Unfinished() || slices.ContainsFunc(v.Instances, func(i order.InstanceView) bool {
		return i.Running.IsZero() && !i.Status.Terminal()
	})
}

// allSimulated reports whether no order costs real money.
func (m *model) allSimulated() bool {
	if len(m.views) == 0 {
		return m.env.Accounts.AllSimulated(m.env.Products)
	}
	return !slices.ContainsFunc(m.views, func(v order.View) bool { return !m.simulated(v.Account) })
}

// may reports whether who looks at the board may do it with the order.
func (m *model) may(v order.View, a policy.Action) bool { return m.allowed == nil || m.allowed(v, a) }

// allActions are all that someone may be allowed to do.
var allActions = sync.OnceValue(policy.Actions)

// rights are the actions that the person may do with v, a bit for each.
func (m *model) rights(v order.View) (bits uint64) {
	for n, a := range allActions() {
		if m.may(v, a) {
			bits |= 1 << n
		}
	}
	return bits
}

// spans are the phases that a machine went through until now.
func (m *model) spans(i order.InstanceView) []phase.Span {
	return phase.Spans(i, m.history.Stages[i.ID], m.now)
}

// product is the product with the id; nil for one that the program does not know.
func (m *model) product(id provider.ProductID) *provider.Product {
	at := slices.IndexFunc(m.env.Products, func(p *provider.Product) bool { return p.ID == id })
	if at < 0 {
		return nil
	}
	return m.env.Products[at]
}

// ofAccount is the product of the order, nil when this program has no credentials for its account.
func (m *model) ofAccount(v order.View) *provider.Product {
	for _, a := range m.env.Accounts.Of(v.Product) {
		if a.ID == v.Account && a.Reader != nil {
			return a.Reader.Product()
		}
	}
	return nil
}

// binned reports whether a machine that was released can be in a recycle bin of the vendor's.
func (m *model) binned(i order.InstanceView) bool {
	at := slices.IndexFunc(m.views, func(v order.View) bool {
		return slices.ContainsFunc(v.Instances, func(o order.InstanceView) bool { return o.ID == i.ID })
	})
	if at < 0 {
		return false
	}
	p := m.ofAccount(m.views[at])
	return p != nil && p.RecycleBin
}
