package order

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// mix is accounts and orders of all kinds, and the ids of what no order uses among them.
type mix struct {
	r     *rand.Rand
	views []View
	held  []holding
	want  []string
	n     int
}

// id is a new one.
func (m *mix) id(prefix string) string {
	m.n++
	return fmt.Sprintf("%s-%05d", prefix, m.n)
}

// machines adds some machines of every kind to an account.
func (m *mix) machines(k journal.Key) {
	h := holding{key: k, known: map[provider.InstanceID]bool{}}
	for range m.r.IntN(12) {
		i := provider.Instance{
			ID: provider.InstanceID(m.id("i")), Zone: "Z", Type: "T", Status: []provider.Status{
				provider.StatusCreating, provider.StatusRunning, provider.StatusFailed, provider.StatusUnknown,
				provider.StatusReleased,
			}[m.r.IntN(5)],
		}
		kind := OrphanForeign
		if m.r.IntN(2) == 0 {
			i.Token, kind = tokenPrefix+lettersOf([]byte{1, 2, 3, 4, 5, 6, 7, byte(m.n)}), OrphanMachine
		} else if m.r.IntN(4) == 0 {
			i.Token = "someone-elses-tag"
		}
		h.known[i.ID] = m.r.IntN(2) == 0
		if !h.known[i.ID] && i.Status != provider.StatusReleased {
			m.want = append(m.want, string(kind)+" "+string(i.ID))
		}
		h.listed = append(h.listed, i)
	}
	m.held = append(m.held, h)
}

// order adds an order with machines and networks in any state.
func (m *mix) order(k journal.Key) {
	v := View{
		ID: ID(m.id("o")), Account: k.Account, Product: k.Product, Open: m.r.IntN(4) == 0, Forgotten: m.r.IntN(4) == 0,
	}
	there, lost := 0, false
	for range m.r.IntN(3) {
		i := InstanceView{Instance: provider.Instance{
			ID: provider.InstanceID(m.id("i")), Status: []provider.Status{
				provider.StatusRunning, provider.StatusVanished, provider.StatusReleased, provider.StatusVanished,
			}[m.r.IntN(4)],
		}, Changed: start}
		if m.r.IntN(2) == 0 {
			i.Running = start.Add(-time.Hour)
		}
		if m.r.IntN(4) == 0 {
			i.ReleaseAsked = start.Add(-time.Minute)
		}
		if m.r.IntN(6) == 0 {
			i.ReplacedBy = 2
		}
		if i.Status == provider.StatusRunning {
			there++
		}
		if i.Status == provider.StatusVanished && !i.Running.IsZero() && i.ReleaseAsked.IsZero() && i.ReplacedBy == 0 {
			lost = true
		}
		v.Instances = append(v.Instances, i)
	}
	unused := !v.Open && there == 0
	for range m.r.IntN(3) {
		r := ResourceView{ID: m.id("n"), Kind: provider.ResourceKinds()[m.r.IntN(4)]}
		if m.r.IntN(2) == 0 {
			r.Released = start
		} else if unused {
			m.want = append(m.want, string(OrphanResource)+" "+r.ID)
		}
		v.Resources = append(v.Resources, r)
	}
	if unused && lost && !v.Forgotten {
		m.want = append(m.want, string(OrphanOrder)+" "+string(v.ID))
	}
	m.views = append(m.views, v)
}

// TestOrphansAreExactlyThose mixes accounts and orders at random: what no order uses is listed, each once, and nothing
// else is.
func TestOrphansAreExactlyThose(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		m := &mix{r: rand.New(rand.NewPCG(seed, 7))}
		for a := range 1 + m.r.IntN(3) {
			k := journal.Key{Account: fmt.Sprint("account-", a), Product: bmcID}
			m.machines(k)
			for range m.r.IntN(6) {
				m.order(k)
			}
		}
		m.r.Shuffle(len(m.views), func(i, j int) { m.views[i], m.views[j] = m.views[j], m.views[i] })
		var got []string
		for _, o := range orphans(m.views, m.held, nil) {
			got = append(got, string(o.Kind)+" "+o.ID)
		}
		slices.Sort(got)
		slices.Sort(m.want)
		if !slices.Equal(got, m.want) {
			t.Fatalf("seed %d: orphans() = %q, want %q", seed, got, m.want)
		}
	}
}

// TestOrphansOfEveryProduct has machines at the vendor of an order that is known, of one that a restored journal has
// lost, and of someone else: it lists the latter two, each with what it costs a day where the vendor has prices;
// ignores one and warns of it again; and takes the lost ones over, after which they can be released.
func TestOrphansOfEveryProduct(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			c := newCloud(t)
			w := c.open(t, p.ID, t.TempDir(), newClock(start), nil)
			w.place(t, w.confirmed(t, 2))
			w.drive(t, time.Hour)
			copied := c.restored(t, w)
			lost := w.place(t, w.confirmed(t, 2))
			w.drive(t, time.Hour)
			foreign := w.confirmed(t, 1).Spec
			foreign.Name = "theirs"
			if _, err := w.buys.Create(t.Context(), provider.Batch{Spec: foreign}); err != nil {
				t.Fatalf("Create() = %v, want nil", err)
			}
			copied.clock.advance(w.clock.now().Sub(copied.clock.now()))
			machines := machinesIn(w.order(t, lost), provider.StatusRunning)
			checkOrphans(t, copied, p, machines)
			if all := listOrphans(t, w); len(all) != 1 || all[0].Kind != OrphanForeign {
				t.Errorf("Orphans() of the journal that knows all = %+v, want the foreign machine", all)
			}
		})
	}
}

func listOrphans(t *testing.T, w *world) []Orphan {
	t.Helper()
	all, err := w.Views.Orphans(t.Context(), OrphansPriced)
	if err != nil {
		t.Fatalf("Orphans() = %v, want nil", err)
	}
	return all
}

// checkOrphans wants machines and a foreign one, and takes them over.
func checkOrphans(t *testing.T, w *world, p *provider.Product, machines []provider.InstanceID) {
	t.Helper()
	all := listOrphans(t, w)
	var ids []provider.InstanceID
	for _, o := range all {
		if o.Kind == OrphanMachine {
			ids = append(ids, provider.InstanceID(o.ID))
		}
		if priced := p.ID != "tencent-edgezone"; (o.Day.Micros > 0) != priced {
			t.Errorf("%s costs %s a day, want a price %v", o.ID, o.Day, priced)
		}
	}
	slices.Sort(ids)
	slices.Sort(machines)
	if len(all) != 3 || all[2].Kind != OrphanForeign || !slices.Equal(ids, machines) {
		t.Fatalf("Orphans() = %+v, want %q and a foreign one", all, machines)
	}
	for _, undo := range []bool{false, true} {
		if err := w.As("ann").Do(t.Context(), Ignore{Orphan: all[0], Undo: undo}); err != nil {
			t.Fatalf("Ignore() = %v, want nil", err)
		}
		if again := listOrphans(t, w); again[0].Ignored.IsZero() != undo || !again[1].Ignored.IsZero() {
			t.Errorf("ignored are %v and %v, undone %v", again[0].Ignored, again[1].Ignored, undo)
		}
	}
	for _, o := range all[:2] {
		over := TakeOver{Account: o.Account, Product: o.Product, Token: o.Token}
		if err := w.As("ann").Do(t.Context(), over); err != nil && o.Token != all[0].Token {
			t.Fatalf("TakeOver(%s) = %v, want nil", o.Token, err)
		}
	}
	if left := listOrphans(t, w); len(left) != 1 || left[0].Kind != OrphanForeign {
		t.Errorf("Orphans() = %+v after it was taken over, want the foreign machine", left)
	}
	for _, v := range w.orders(t) {
		for _, id := range machines {
			if !slices.ContainsFunc(v.Instances, func(i InstanceView) bool { return i.ID == id }) {
				continue
			}
			if err := w.As("ann").Do(t.Context(), Release{ID: v.ID, Machines: []provider.InstanceID{id}}); err != nil {
				t.Errorf("Release(%s) = %v, want nil", id, err)
			}
		}
	}
}

// TestOrphansShared asks the vendor once for all who ask at about the same time, and nobody for what orders have lost.
func TestOrphansShared(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	w := c.bmc(t, nil)
	requests := func() int {
		l := c.ledger(t)
		return l.Requests("bmc", "DescribeInstances")
	}
	ask := func(scope OrphanScope) {
		t.Helper()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := w.Views.Orphans(t.Context(), scope); err != nil {
					t.Errorf("Orphans(%d) = %v, want nil", scope, err)
				}
			})
		}
		all.Wait()
	}
	ask(OrphansOfOrders)
	if got := requests(); got != 0 {
		t.Errorf("%d requests for what orders have lost, want none", got)
	}
	ask(OrphansPriced)
	once := requests()
	if once != 1 {
		t.Errorf("%d requests for eight who ask at once, want 1", once)
	}
	w.clock.advance(sharedFor)
	ask(OrphansUnpriced)
	if got := requests(); got != 2*once {
		t.Errorf("%d requests after a while, want %d", got, 2*once)
	}
}

// TestBudgetGivenBack wants a request that nobody waited for not to make others wait.
func TestBudgetGivenBack(t *testing.T) {
	t.Parallel()
	b := newBudget(1)
	if wait, _ := b.take(start); wait != 0 {
		t.Fatalf("the first request waits %v", wait)
	}
	for range 5 {
		_, giveBack := b.take(start)
		giveBack(start)
	}
	if wait, _ := b.take(start); wait != time.Second {
		t.Errorf("the next request waits %v, want a second", wait)
	}
}
