package order

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

func TestNext(t *testing.T) {
	t.Parallel()
	want := map[State]map[event]State{
		BatchIntent: {
			eventSend:   BatchSent,
			eventAnswer: BatchAccepted,
			eventUnsent: BatchNotSent,
			eventFind:   BatchAccepted,
		},
		BatchSent: {
			eventAnswer:  BatchAccepted,
			eventRefuse:  BatchRejected,
			eventUnsent:  BatchNotSent,
			eventUnclear: BatchAmbiguous,
			eventExpire:  BatchAmbiguous,
			eventFind:    BatchAccepted,
		},
		BatchAmbiguous: {
			eventAnswer: BatchAccepted,
			eventRefuse: BatchRejected,
			eventUnsent: BatchNotSent,
			eventFind:   BatchAccepted,
			eventGiveUp: BatchUnresolved,
			eventAdopt:  BatchAccepted,
		},
		BatchUnresolved: {
			eventAnswer:  BatchAccepted,
			eventRefuse:  BatchRejected,
			eventUnsent:  BatchNotSent,
			eventAdopt:   BatchAccepted,
			eventDismiss: BatchClosed,
			eventLate:    BatchAccepted,
		},
		BatchAccepted: {
			eventFinish: BatchClosed,
		},
		BatchRejected: {
			eventAnswer: BatchAccepted,
			eventLate:   BatchAccepted,
		},
		BatchNotSent: {
			eventAnswer: BatchAccepted,
			eventLate:   BatchAccepted,
		},
		BatchClosed: {
			eventAnswer: BatchAccepted,
			eventRefuse: BatchRejected,
			eventUnsent: BatchNotSent,
			eventAdopt:  BatchAccepted,
			eventLate:   BatchAccepted,
		},
	}
	for _, s := range journal.States() {
		for _, e := range allEvents() {
			got, err := nextState(s, e)
			to, ok := want[s][e]
			if (err == nil) != ok || ok && got != to || !ok && got != s {
				t.Errorf("Next(%s, %s) = %s, %v, want %q", s, e, got, err, to)
			}
		}
	}
}

// TestNothingIsSentTwice walks random events: no path leads back to where a request could be made.
func TestNothingIsSentTwice(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		s, sends := BatchIntent, 0
		for range 30 {
			e := allEvents()[r.IntN(len(allEvents()))]
			next, err := nextState(s, e)
			if err != nil {
				continue
			}
			if e == eventSend {
				sends++
			}
			s = next
		}
		if sends > 1 || s == BatchIntent && sends > 0 {
			t.Fatalf("a walk sent %d times and ended in %s, want once at most", sends, s)
		}
	}
}

func TestWord(t *testing.T) {
	t.Parallel()
	batch := func(s State) BatchView { return BatchView{State: s} }
	machine := func(s provider.Status) journal.Instance {
		return journal.Instance{Instance: provider.Instance{Status: s}}
	}
	back := machine(provider.StatusReleased) // released after it came up
	back.Running, back.ReleaseAt = start, start
	for _, c := range []struct {
		name     string
		batches  []BatchView
		machines []journal.Instance
		want     Status
	}{
		{"nothing", nil, nil, Draft},
		{"intent", []BatchView{batch(BatchIntent)}, nil, Sending},
		{"sent", []BatchView{batch(BatchSent)}, nil, Sending},
		{"ambiguous before sent", []BatchView{batch(BatchSent), batch(BatchAmbiguous)}, nil, Ambiguous},
		{"unresolved", []BatchView{batch(BatchUnresolved)}, nil, Ambiguous},
		{"coming up", []BatchView{batch(BatchAccepted)}, []journal.Instance{machine(provider.StatusPending)}, Provisioning},
		{
			"coming up before intent",
			[]BatchView{batch(BatchAccepted), batch(BatchIntent)},
			[]journal.Instance{machine(provider.StatusPending)},
			Provisioning,
		},
		{"all running", []BatchView{batch(BatchClosed)}, []journal.Instance{
			machine(provider.StatusRunning),
			machine(provider.StatusRunning),
		}, Done},
		{"one running", []BatchView{batch(BatchClosed)}, []journal.Instance{
			machine(provider.StatusRunning),
			machine(provider.StatusFailed),
		}, Partial},
		{"none running", []BatchView{batch(BatchClosed)}, []journal.Instance{machine(provider.StatusFailed)}, Failed},
		{
			"unknown is not the end",
			[]BatchView{batch(BatchAccepted)},
			[]journal.Instance{machine(provider.StatusUnknown)},
			Provisioning,
		},
		{
			"one running, one released",
			[]BatchView{batch(BatchClosed)},
			[]journal.Instance{machine(provider.StatusRunning), back},
			Done,
		},
		{
			"one failed, one released",
			[]BatchView{batch(BatchClosed)},
			[]journal.Instance{machine(provider.StatusFailed), back},
			Partial,
		},
		{"failed, released", []BatchView{batch(BatchClosed)}, []journal.Instance{machine(provider.StatusReleased)}, Failed},
		{"refused", []BatchView{batch(BatchRejected)}, nil, Rejected},
		{"never sent", []BatchView{batch(BatchNotSent)}, nil, Rejected},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := View{Batches: c.batches, Wanted: 2}
			for _, i := range c.machines {
				v.Instances = append(v.Instances, instanceView(i, nil, start))
			}
			if got := (rows{instances: c.machines}).status(v); got != c.want {
				t.Errorf("word() = %s, want %s", got, c.want)
			}
		})
	}
}

// TestOrderOfNewsDoesNotMatter lets what is known of one purchase come in any order, each of it once or more: where it
// was bought the batch ends accepted, and where it was not it never does.
func TestOrderOfNewsDoesNotMatter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		events []event
		want   []State
	}{
		{"answered", []event{eventAnswer, eventExpire, eventGiveUp, eventDismiss}, []State{BatchAccepted}},
		{
			"answered, and found",
			[]event{eventAnswer, eventExpire, eventFind, eventGiveUp, eventLate},
			[]State{BatchAccepted},
		},
		{
			"unclear, found by the sweep",
			[]event{eventUnclear, eventExpire, eventGiveUp, eventDismiss, eventLate},
			[]State{BatchAccepted},
		},
		{"refused", []event{eventRefuse, eventExpire, eventGiveUp, eventDismiss}, []State{BatchRejected}},
		{"never sent", []event{eventUnsent, eventExpire, eventGiveUp, eventDismiss}, []State{BatchNotSent}},
		{"nothing is known", []event{eventUnclear, eventExpire, eventGiveUp, eventDismiss}, []State{BatchClosed}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(3, 4))
			for range 500 {
				s := BatchSent
				var path []event
				for range 8 { // whoever was too early comes again
					for _, n := range shuffled(r, c.events) {
						path = append(path, n)
						s, _ = nextState(s, n)
					}
				}
				if !slices.Contains(c.want, s) {
					t.Fatalf("%v ends in %s, want %v", path, s, c.want)
				}
			}
		})
	}
}

func shuffled(r *rand.Rand, of []event) []event {
	of = slices.Clone(of)
	r.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	return of
}

func TestUnbought(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		wanted  int
		rest    int
		batches []BatchView
		missing map[int][]int
		want    []span
	}{
		{"nothing was bought", 3, 3, []BatchView{{Wanted: 3, State: BatchRejected}}, nil, []span{{0, 3}}},
		{"the second batch was refused", 250, 150, []BatchView{
			{Wanted: 100, State: BatchClosed, Found: 100}, {First: 100, Wanted: 100, State: BatchRejected},
		}, nil, []span{{100, 150}}},
		{"a hole in the middle", 30, 10, []BatchView{
			{Wanted: 10, State: BatchClosed, Found: 10},
			{First: 10, Wanted: 10, State: BatchNotSent},
			{First: 20, Wanted: 10, State: BatchClosed, Found: 10},
		}, nil, []span{{10, 10}}},
		{
			"a batch came short: new numbers", 10, 2,
			[]BatchView{{Wanted: 10, State: BatchClosed, Found: 8}},
			nil,
			[]span{{10, 2}},
		},
		{
			"a batch came short, and its machines show where", 10, 3, []BatchView{
				{N: 1, Wanted: 5, State: BatchClosed, Found: 3}, {N: 2, First: 5, Wanted: 5, State: BatchClosed, Found: 4},
			}, map[int][]int{1: {0, 3}, 2: {9}}, []span{{0, 1}, {3, 1}, {9, 1}},
		},
		{
			"one of those was bought since", 5, 1, []BatchView{
				{N: 1, Wanted: 5, State: BatchClosed, Found: 3}, {N: 2, First: 3, Wanted: 2, State: BatchClosed, Found: 1},
			}, map[int][]int{1: {3, 4}, 2: {4}}, []span{{4, 1}},
		},
		{"and once more", 10, 1, []BatchView{
			{Wanted: 10, State: BatchClosed, Found: 8}, {First: 10, Wanted: 2, State: BatchClosed, Found: 1},
		}, nil, []span{{12, 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := unbought(c.wanted, c.rest, c.batches, c.missing); !slices.Equal(got, c.want) {
				t.Errorf("unbought(%d, %d) = %v, want %v", c.wanted, c.rest, got, c.want)
			}
		})
	}
	if got, want := split([]span{{0, 250}}, 100), []span{{0, 100}, {100, 100}, {200, 50}}; !slices.Equal(got, want) {
		t.Errorf("split(250, 100) = %v, want %v", got, want)
	}
}
