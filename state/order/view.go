package order

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// stuckAfter is when a machine that is still coming up needs a person.
const stuckAfter = 90 * time.Minute

// rows is everything that the journal has of one order.
type rows struct {
	order     journal.Order
	batches   []journal.Batch
	instances machineRows
	resources resourceRows
	watch     journal.Watch
	approval  *journal.Approval // nil: no approval is needed
	looks     map[string][]Look // by batch
	dismissed map[string]Dismissal
	later     *journal.Later // nil: no release is planned
	unsaved   bool           // the password that the program has made
}

// machineRows and resourceRows are the machines of an order, and the networks and addresses that it has made.
type (
	machineRows  []journal.Instance
	resourceRows []journal.Resource
)

// view computes what screens show of r at now. held are the secrets that the program still has, nil when it has none.
func (r rows) view(now time.Time, held *provider.Access) View {
	v := View{
		ID: ID(r.order.ID), Spec: r.order.Spec, Quote: r.order.Quote, Profile: r.order.Profile,
		Account: r.order.Key.Account, Product: r.order.Key.Product, By: r.order.By, Created: r.order.Created,
		Wanted: r.order.Spec.Machines(), Bought: len(r.instances), Recovered: r.order.Recovered, Lost: len(r.lost()),
		Forgotten: !r.order.Forgotten.IsZero(),
		Watch:     Watch{PolledAt: r.watch.Polled, NextAt: r.watch.Next, Err: r.watch.Err, SweptAt: r.watch.Swept},
	}
	v.Unsaved = r.unsaved
	if r.later != nil {
		v.Later = laterView(*r.later)
	}
	if r.order.ScriptBytes > 0 {
		v.Script = &Script{r.order.ScriptBytes, r.order.ScriptSHA256}
	}
	if v.Recovered { // how many were wanted is not known
		v.Wanted = v.Bought
	}
	n := map[string]int{}
	found := map[string]int{}
	for _, b := range r.batches {
		n[b.ID] = b.N
	}
	for _, i := range r.instances {
		found[i.Batch]++
		v.Instances = append(v.Instances, instanceView(i, n, now))
	}
	nameImages(v.Instances, string(v.Spec.Image))
	sortMachines(v.Instances)
	for _, x := range r.resources {
		found[x.Batch]++
	}
	v.Resources = resourceViews(r.resources, n)
	for _, b := range r.batches {
		x := batchView(b, n[b.RetryOf], found[b.ID])
		x.LookUps, x.Dismissed, x.FoundAt = r.looks[b.ID], r.dismissed[b.ID], r.instances.foundAt(b)
		v.Batches = append(v.Batches, x)
	}
	v.Open = slices.ContainsFunc(r.batches, func(b journal.Batch) bool { return open(b.State) })
	v.Status = r.status(v)
	v.Shortfall, v.Rest = r.missing(v)
	v.Attention = r.attention(v)
	v.Approval = approval(r.approval, now)
	if r.held() {
		r.unsent(&v)
		if held == nil && v.Open {
			v.Asks = asks(r.order)
		}
		return v
	}
	if v.Rest+v.Lost+v.Count(provider.StatusFailed) > 0 && held == nil {
		v.Asks = asks(r.order)
	}
	if !v.Open {
		v.Finished = r.finished()
	}
	return v
}

// nameImages gives the machines the name of the image that was ordered, where one of them has it.
func nameImages(all []InstanceView, ordered string) {
	at := slices.IndexFunc(all, func(i InstanceView) bool { return string(i.Image) == ordered && i.ImageName != "" })
	if at < 0 || ordered == "" {
		return
	}
	for n := range all {
		all[n].OrderedImage = all[at].ImageName
	}
}

// sortMachines puts the machines of each request into the order of their names, a shorter one first: "web-9" comes
// before "web-10". A lookup lists the newest first. Those whose names nobody knows yet are last.
func sortMachines(all []InstanceView) {
	byName := func(a, b InstanceView) int {
		nameless := func(i InstanceView) int {
			if i.Name == "" {
				return 1
			}
			return 0
		}
		return cmp.Or(a.Batch-b.Batch, nameless(a)-nameless(b), len(a.Name)-len(b.Name), strings.Compare(a.Name, b.Name))
	}
	if !slices.IsSortedFunc(all, byName) {
		slices.SortStableFunc(all, byName)
	}
}

// ProfileName is what people call the account that pays for v.
func (v View) ProfileName() string { return policy.ProfileOf(v.Profile, v.Account) }

// Profiles is how many accounts pay for the orders, by what people call them.
func Profiles(views []View) int {
	all := map[string]bool{}
	for _, v := range views {
		all[v.ProfileName()] = true
	}
	return len(all)
}

func batchView(b journal.Batch, retryOf, found int) BatchView {
	return BatchView{
		N: b.N, State: b.State, Token: b.Token, Name: b.Name, First: b.First, Wanted: b.Wanted, Found: found,
		Shortfall: b.Shortfall, RetryOf: retryOf, OrderNumber: b.OrderNumber, RequestID: b.RequestID, Cost: b.Cost,
		Err:     b.Err,
		Created: b.Created, Sent: b.Sent, Deadline: b.Deadline, Changed: b.Changed, Settles: b.SettleAt,
		LookedAt: b.LookedAt, NextLook: b.LookAt, Looks: b.Looks, EvidenceAt: b.Evidence.At,
		Evidence: b.Evidence.Machines, Make: b.Make,
	}
}

// foundAt is when the first machine of b was found by a look-up; zero when the vendor's answer or a person named it.
func (all machineRows) foundAt(b journal.Batch) (at time.Time) {
	for _, i := range all {
		if i.Batch == b.ID && i.Source == sourceFound {
			at = earliest(at, i.Accepted)
		}
	}
	return at
}

// instanceView needs the numbers of the batches by their ids.
func instanceView(i journal.Instance, n map[string]int, now time.Time) InstanceView {
	return InstanceView{
		Instance: i.Instance, Batch: n[i.Batch], Source: i.Source, ReleaseAsked: i.ReleaseAt, ReplacedBy: n[i.ReplacedBy],
		Accepted: i.Accepted, Running: i.Running, Changed: i.Changed,
		Seen: i.Seen, Misses: i.Misses, Gone: gone(i), Stuck: !i.Status.Terminal() && now.Sub(i.Accepted) > stuckAfter,
		Mismatches: i.Mismatches, ReadyAt: i.Ready,
	}
}

// open reports whether something is still to be done for a batch.
func open(s State) bool {
	switch s {
	case journal.Intent, journal.Sent, journal.Ambiguous, journal.Unresolved, journal.Accepted:
		return true
	default:
		return false
	}
}

// status returns the first status that fits. A machine that came up and was released is no failure of the order.
func (r rows) status(v View) Status {
	has := func(states ...State) bool {
		return slices.ContainsFunc(v.Batches, func(b BatchView) bool { return slices.Contains(states, b.State) })
	}
	coming := slices.ContainsFunc(v.Instances, func(i InstanceView) bool { return !i.Status.Terminal() })
	running := 0
	for _, i := range r.instances {
		if ran(i) {
			running++
		}
	}
	switch {
	case len(v.Batches) == 0:
		return Draft
	case has(journal.Ambiguous, journal.Unresolved):
		return Ambiguous
	case has(journal.Sent):
		return Sending
	case coming:
		return Provisioning
	case has(journal.Intent):
		return Sending
	case running >= v.Wanted:
		return Done
	case running > 0:
		return Partial
	case len(v.Instances) > 0, len(v.Resources) > 0:
		return Failed
	default:
		return Rejected
	}
}

// missing returns how many machines will not come as matters are now, and how many of them are certain not to be
// bought. A batch claims the machines that it may have bought or may still buy. A batch that replaces lost machines
// claims none: the lost ones already count.
func (r rows) missing(v View) (shortfall, rest int) {
	claimed, sending := 0, false
	replaces := r.instances.replacements()
	for at, b := range v.Batches {
		if b.Make != nil { // no machine; the machines are written down after it
			sending = sending || b.State == journal.Intent || b.State == journal.Sent
			continue
		}
		if replaces[r.batches[at].ID] > 0 {
			sending = sending || b.State == journal.Intent || b.State == journal.Sent
			if b.State == journal.Unresolved {
				shortfall += max(b.Wanted-b.Found, 0)
			}
			continue
		}
		switch b.State {
		case journal.Intent, journal.Sent:
			sending = true
			claimed += max(b.Wanted, b.Found)
		case journal.Ambiguous:
			claimed += max(b.Wanted, b.Found)
		case journal.Accepted:
			claimed += b.Found
			if !b.NextLook.IsZero() { // the answer did not add up and is being checked
				claimed += max(b.Wanted-b.Found, 0)
			}
		case journal.Unresolved:
			claimed += max(b.Wanted, b.Found)
			shortfall += max(b.Wanted-b.Found, 0)
		default:
			claimed += b.Found
		}
	}
	if sending { // the batches after this one have not been written down yet
		return shortfall, 0
	}
	rest = max(v.Wanted-claimed, 0)
	return shortfall + rest, rest
}

// attention is the most pressing reason to look at the order.
func (r rows) attention(v View) Attention {
	found := map[Attention]bool{}
	for _, b := range r.batches {
		found[Attention(b.Attention)] = true
		found[AttentionUndecided] = found[AttentionUndecided] || b.State == journal.Unresolved
	}
	extra := 0 // machines in the place of others
	replaces := r.instances.replacements()
	for at, b := range v.Batches {
		if replaces[r.batches[at].ID] > 0 {
			extra += b.Found
		}
	}
	for _, i := range v.Instances {
		switch i.Status {
		case provider.StatusVanished:
			found[AttentionVanished] = found[AttentionVanished] || i.ReplacedBy == 0
		case provider.StatusFailed:
			found[AttentionPaid] = true
		case provider.StatusUnknown:
			found[AttentionStatus] = true
		default:
		}
		found[AttentionStuck] = found[AttentionStuck] || i.Stuck
		found[AttentionMismatch] = found[AttentionMismatch] || i.Mismatch()
	}
	found[AttentionLeft] = len(v.LeftBehind()) > 0
	found[AttentionRelease] = v.Later.held() && v.CountThere() > 0
	found[attentionMore] = found[attentionMore] || v.Bought-extra > v.Wanted
	found[attentionRecovered] = found[attentionRecovered] || v.Recovered
	for _, a := range []Attention{
		attentionTwice, attentionMore, AttentionUndecided, attentionLate, attentionRecovered, AttentionVanished,
		AttentionPaid, AttentionRelease, AttentionMismatch, AttentionLeft,
		AttentionStatus, AttentionStuck,
	} {
		if found[a] {
			return a
		}
	}
	return ""
}

// asks returns the secrets that the order was confirmed with; the journal contains none of them.
func asks(o journal.Order) []provider.Field {
	var f []provider.Field
	if o.Spec.Access.Login == provider.LoginPassword {
		f = append(f, provider.FieldPassword)
	}
	if o.ScriptBytes > 0 {
		f = append(f, provider.FieldInitScript)
	}
	return f
}

// finished is when the last thing happened.
func (r rows) finished() time.Time {
	var last time.Time
	later := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	for _, i := range r.instances {
		later(i.Changed)
	}
	if last.IsZero() {
		for _, b := range r.batches {
			later(b.Changed)
		}
	}
	return last
}
