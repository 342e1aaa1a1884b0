package order

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// TestTook counts the time until the last machine came up, or was known not to; a release afterwards changes nothing of
// it, and one before ends it.
func TestTook(t *testing.T) {
	t.Parallel()
	at := func(m int) time.Time { return start.Add(time.Duration(m) * time.Minute) }
	machine := func(s provider.Status, running, changed, asked int) InstanceView {
		i := InstanceView{Accepted: start, Changed: at(changed)}
		i.Status = s
		if running > 0 {
			i.Running = at(running)
		}
		if asked > 0 {
			i.ReleaseAsked = at(asked)
		}
		return i
	}
	up := machine(provider.StatusRunning, 10, 10, 0)
	for _, c := range []struct {
		name  string
		word  Status
		open  bool
		there []InstanceView
		want  int // minutes
		one   int // of the last machine
	}{
		{"up", Done, false, []InstanceView{up, machine(provider.StatusRunning, 14, 14, 0)}, 14, 14},
		{"released long after", Done, false, []InstanceView{up, machine(provider.StatusReleased, 14, 600, 590)}, 14, 14},
		{"up, and being released", Done, true, []InstanceView{up, machine(provider.StatusRunning, 14, 14, 590)}, 14, 14},
		{"on its way", Provisioning, true, []InstanceView{up, machine(provider.StatusCreating, 0, 5, 0)}, 700, 700},
		{"failed", Partial, false, []InstanceView{up, machine(provider.StatusFailed, 0, 20, 0)}, 20, 20},
		{"failed, and released", Partial, false, []InstanceView{up, machine(provider.StatusReleased, 0, 600, 30)}, 30, 30},
		{"refused", Rejected, false, nil, 3, -1},
		{"looked up", Ambiguous, true, nil, 700, -1},
	} {
		v := View{Status: c.word, Open: c.open, Created: start, Instances: c.there}
		if !c.open {
			v.Finished = at(3)
		}
		if got := v.Took(at(700)); got != time.Duration(c.want)*time.Minute {
			t.Errorf("%s: Took() = %s, want %d minutes", c.name, got, c.want)
		}
		if n := len(c.there); n > 0 {
			if got := c.there[n-1].Elapsed(at(700)); got != time.Duration(c.one)*time.Minute {
				t.Errorf("%s: Elapsed() = %s, want %d minutes", c.name, got, c.one)
			}
		}
	}
}

// TestGoing leaves machines that were released, or are gone, out of the price, and counts one that was replaced once.
func TestGoing(t *testing.T) {
	t.Parallel()
	v := View{Wanted: 3, Quote: provider.Quote{Priced: true, Count: 3, Month: provider.Amount(10, "USD")}}
	for _, s := range []provider.Status{
		provider.StatusRunning, provider.StatusReleased, provider.StatusVanished, provider.StatusVanished,
	} {
		i := InstanceView{}
		i.Status = s
		v.Instances = append(v.Instances, i)
	}
	v.Instances[3].ReplacedBy = 2
	if q := v.Going(); q.Count != 1 {
		t.Errorf("Going() is of %d machines, want 1", q.Count)
	}
}

// TestGoingCountsWhatIsPaid counts the machines that are there, and those that may still come, and none that was not
// bought.
func TestGoingCountsWhatIsPaid(t *testing.T) {
	t.Parallel()
	machines := func(n int) []InstanceView {
		all := make([]InstanceView, n)
		for i := range all {
			all[i].Status = provider.StatusRunning
		}
		return all
	}
	for _, c := range []struct {
		name string
		view View
		want int
	}{
		{"waits for approval", View{Status: Waiting, Wanted: 3}, 3},
		{"is being sent", View{Status: Sending, Wanted: 3}, 3},
		{"may have been bought", View{Status: Ambiguous, Wanted: 3}, 3},
		{"was refused", View{Status: Rejected, Wanted: 3, Rest: 3}, 0},
		{"was denied", View{Status: Rejected, Wanted: 3}, 0},
		{"a part of it was not ordered", View{Status: Partial, Wanted: 3, Rest: 2, Instances: machines(1)}, 1},
		{"there are more than were ordered", View{Status: Done, Wanted: 2, Instances: machines(3)}, 3},
	} {
		if q := c.view.Going(); q.Count != c.want {
			t.Errorf("an order that %s: Going() is of %d machines, want %d", c.name, q.Count, c.want)
		}
	}
}

// TestFault wants the error of a request only as long as it explains what is missing: not once its machines were found.
func TestFault(t *testing.T) {
	t.Parallel()
	why := &provider.Error{Kind: provider.KindUnavailable}
	for _, c := range []struct {
		state State
		found int
		want  bool
	}{
		{BatchAmbiguous, 0, true},
		{BatchUnresolved, 0, true},
		{BatchRejected, 0, true},
		{BatchClosed, 0, true},
		{BatchAccepted, 3, false},
		{BatchClosed, 3, false},
	} {
		if got := (BatchView{State: c.state, Found: c.found, Err: why}).Fault() != nil; got != c.want {
			t.Errorf("Fault() of a request that is %s and has made %d machines: %v, want %v", c.state, c.found, got, c.want)
		}
	}
}

// TestMachinesByName lists the machines of a request in the order of their names, however the vendor answers; those
// whose names nobody knows yet come last.
func TestMachinesByName(t *testing.T) {
	t.Parallel()
	var all []InstanceView
	for n, name := range []string{"web-10", "", "web-9", "web-011", "new-1"} {
		i := InstanceView{Batch: 1}
		if i.Name = name; n == 4 {
			i.Batch = 2
		}
		all = append(all, i)
	}
	sortMachines(all)
	var got string
	for _, i := range all {
		got += i.Name + " "
	}
	if want := "web-9 web-10 web-011  new-1 "; got != want {
		t.Errorf("the machines are %q, want %q", got, want)
	}
}
