package order

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// TestRelease gives machines of every product back and watches them go.
func TestRelease(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.open(t, p.ID, t.TempDir(), newClock(start), nil)
			id := w.place(t, w.confirmed(t, 3))
			w.drive(t, time.Hour)
			got := w.order(t, id)
			first := machinesIn(got, provider.StatusRunning)[:1]
			nobodys := Release{ID: id, Machines: []provider.InstanceID{"nobody's"}}
			if err := w.As("").Do(t.Context(), nobodys); !errors.Is(err, ErrUnknownID) {
				t.Errorf("Release(nobody's) = %v, want %v", err, ErrUnknownID)
			}
			if err := w.As("").Do(t.Context(), Release{ID: id, Machines: first}); err != nil {
				t.Fatalf("Release() = %v, want nil", err)
			}
			if i := w.order(t, id).Instances[0]; i.ReleaseAsked.IsZero() {
				t.Errorf("ReleaseAsked of %s is zero, want when it was asked", i.ID)
			}
			w.drive(t, 2*time.Hour)
			got = w.order(t, id)
			if n := len(machinesIn(got, provider.StatusReleased)); n != 1 || got.Status != Done || got.Open || got.Lost != 0 {
				t.Errorf("Order() = %s, %d released, open %v, lost %d, want DONE, 1, false, 0", got.Status, n, got.Open, got.Lost)
			}
			if err := w.As("").Do(t.Context(), Release{ID: id, Machines: first}); !errors.Is(err, ErrNothing) {
				t.Errorf("Release() again = %v, want %v", err, ErrNothing)
			}
			events := w.kinds(t, got.Batches[0].Token)
			if !slices.Contains(events, "release") {
				t.Errorf("events = %v, want release among them", events)
			}
			w.check(t, v, 0)
		})
	}
}

// kinds is the history of a batch.
func (w records) kinds(t *testing.T, batch string) []string {
	t.Helper()
	var kinds []string
	w.read(t, func(j *snapshot) error {
		events, err := j.Events.Of(batch)
		for _, e := range events {
			kinds = append(kinds, e.Kind)
		}
		return err
	})
	return kinds
}

// TestDestroy empties the recycle bin.
func TestDestroy(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, time.Hour)
	all := machinesIn(w.order(t, id), provider.StatusRunning)
	if err := w.As("").Do(t.Context(), Destroy{ID: id, Machines: all}); !errors.Is(err, ErrNothing) {
		t.Errorf("Destroy() of a running machine = %v, want %v", err, ErrNothing)
	}
	if err := w.As("").Do(t.Context(), Release{ID: id, Machines: all}); err != nil {
		t.Fatal(err)
	}
	w.drive(t, 10*time.Minute) // the bin is emptied after 24 hours, 60 times as fast
	if got := v.ledger(t).Machines[0].Status; got != "RECYCLE" {
		t.Errorf("status in the cloud's books = %q, want RECYCLE", got)
	}
	if err := w.As("").Do(t.Context(), Destroy{ID: id, Machines: all}); err != nil {
		t.Errorf("Destroy() = %v, want nil", err)
	}
	if got := v.ledger(t).Machines[0].Status; got != "" {
		t.Errorf("status in the cloud's books = %q, want none", got)
	}
}

// TestReleaseIsRefused has the vendor refuse: the machine stays, and so says the journal.
func TestReleaseIsRefused(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, 5*time.Second) // it is being made
	all := machinesIn(w.order(t, id), provider.StatusPending, provider.StatusCreating)
	if err := w.As("").Do(t.Context(), Release{ID: id, Machines: all}); len(provider.All(err)) == 0 {
		t.Errorf("Release() of a machine that is being made = %v, want the vendor's refusal", err)
	}
	w.drive(t, 3*time.Hour)
	got := w.order(t, id)
	if got.Status != Done || got.Open || !slices.Contains(w.kinds(t, got.Batches[0].Token), "release_failed") {
		t.Errorf("Order() = %s, open %v, want DONE, false, and the failure among the events", got.Status, got.Open)
	}
}

// TestRetryFailed orders a machine in the place of one that failed, after that one was released.
func TestRetryFailed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		strike strike
		status provider.Status
	}{
		{"installation", strike{{Do: sim.InstallFailed, Nth: 2}}, provider.StatusFailed},
		{"creation", strike{{Do: sim.CreateFailed, Nth: 2}}, provider.StatusFailed},
		{"vanished", strike{{Do: sim.Vanish, Nth: 2}}, provider.StatusVanished},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, c.strike)
			w := v.bmc(t, nil)
			id := w.place(t, w.confirmed(t, 3))
			w.drive(t, time.Hour)
			secrets := provider.Access{Password: provider.NewSecret(marker), InitScript: provider.NewSecret(markerScript)}
			if c.status == provider.StatusFailed {
				if err := w.As("").Do(t.Context(), RetryFailed{ID: id, Secrets: secrets}); !errors.Is(err, ErrNotGone) {
					t.Errorf("RetryFailed() of a machine that exists = %v, want %v", err, ErrNotGone)
				}
				failed := machinesIn(w.order(t, id), provider.StatusFailed)
				if err := w.As("").Do(t.Context(), Release{ID: id, Machines: failed}); err != nil {
					t.Fatalf("Release() = %v, want nil", err)
				}
				w.drive(t, time.Hour)
			}
			got := w.order(t, id)
			if got.Lost != 1 || got.Status != Partial || got.Rest != 0 || len(got.Asks) != 2 {
				t.Fatalf("Order() = %s, lost %d, rest %d, asks %v, want PARTIAL, 1, 0, both secrets", got.Status,
					got.Lost, got.Rest, got.Asks)
			}
			if err := w.As("").Do(t.Context(), RetryFailed{ID: id}); !errors.Is(err, ErrSecrets) {
				t.Errorf("RetryFailed() without secrets = %v, want %v", err, ErrSecrets)
			}
			if err := w.As("").Do(t.Context(), RetryFailed{ID: id, Secrets: secrets}); err != nil {
				t.Fatalf("RetryFailed() = %v, want nil", err)
			}
			again := w.As("").Do(t.Context(), RetryFailed{ID: id, Secrets: secrets})
			if err := again; !errors.Is(err, ErrBusy) && !errors.Is(err, ErrNothing) {
				t.Errorf("RetryFailed() twice = %v, want %v or %v", err, ErrBusy, ErrNothing)
			}
			w.drive(t, time.Hour)
			got = w.order(t, id)
			last := got.Batches[len(got.Batches)-1]
			if got.Status != Done || got.Lost != 0 || got.Rest != 0 || got.Attention != "" || last.RetryOf != 1 ||
				last.Wanted != 1 {
				t.Errorf("Order() = %s, lost %d, rest %d, attention %q, last batch of %d retries %d, want DONE, 0, 0, none, 1, 1",
					got.Status, got.Lost, got.Rest, got.Attention, last.Wanted, last.RetryOf)
			}
			names, err := w.operator.Names(got.Spec, 0)
			if err != nil {
				t.Fatal(err)
			}
			if i := got.Instances[len(got.Instances)-1]; i.Name != names[1].Instance {
				t.Errorf("the new machine is called %s, want %s like the one that failed", i.Name, names[1].Instance)
			}
			if err := w.As("").Do(t.Context(), RetryFailed{ID: id, Secrets: secrets}); !errors.Is(err, ErrNothing) {
				t.Errorf("RetryFailed() of a whole order = %v, want %v", err, ErrNothing)
			}
			w.check(t, v, 1)
		})
	}
}

// TestRetryIsRefused tries a failed machine again, is refused, and tries once more.
func TestRetryIsRefused(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Vanish, Nth: 1}}, refuse(product(t, bmcID)))
	w := v.bmc(t, nil)
	secrets := provider.Access{Password: provider.NewSecret(marker), InitScript: provider.NewSecret(markerScript)}
	id := w.place(t, w.confirmed(t, 2))
	w.drive(t, time.Hour)
	for n, want := range []int{1, 0} {
		if err := w.As("").Do(t.Context(), RetryFailed{ID: id, Secrets: secrets}); err != nil {
			t.Fatalf("RetryFailed() number %d = %v, want nil", n+1, err)
		}
		w.drive(t, time.Hour)
		if got := w.order(t, id); got.Lost != want || got.Rest != 0 || got.Shortfall != 0 {
			t.Errorf("Order() = lost %d, rest %d, shortfall %d, want %d, 0, 0", got.Lost, got.Rest, got.Shortfall, want)
		}
	}
	if got := w.order(t, id); got.Status != Done || got.Attention != "" {
		t.Errorf("Order() = %s, attention %q, want DONE, none", got.Status, got.Attention)
	}
	w.check(t, v, 1)
}

// TestRefusedRelease has the vendor refuse to take one of two machines back: it is as it was, and nothing that is
// missing from lists later makes it released. What the vendor may have heard is followed.
func TestRefusedRelease(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault sim.Fault
		kept  bool // the request stays
	}{
		{"refused", sim.Fault{Do: sim.Refuse, Code: "OPERATION_DENIED_INSTANCE_STATUS", Status: 409}, false},
		{"refused with an unknown code", sim.Fault{Do: sim.Refuse, Code: newCode, Status: 400}, false},
		{"throttled", sim.Fault{Do: sim.Throttle}, false},
		{"a server's fault", sim.Fault{Do: sim.Broken}, true},
		{"dropped", sim.Fault{Do: sim.Drop}, true},
		{"a gateway's page", sim.Fault{Do: sim.HTML, Status: 403}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			id := w.place(t, w.confirmed(t, 2))
			w.drive(t, time.Hour)
			before := w.machines(t, id)
			c.fault.Action, c.fault.Skip = "TerminateInstance", 1
			if err := v.Inject(c.fault); err != nil {
				t.Fatal(err)
			}
			two := []provider.InstanceID{before[0].ID, before[1].ID}
			if err := w.As("").Do(t.Context(), Release{ID: id, Machines: two}); err == nil {
				t.Error("Release() = nil, want what the vendor said")
			}
			after := w.machines(t, id)
			if after[0].ReleaseAt.IsZero() {
				t.Error("the machine that was taken back is not followed")
			}
			if kept := !after[1].ReleaseAt.IsZero(); kept != c.kept {
				t.Errorf("the request about the other one is kept: %v, want %v", kept, c.kept)
			}
			if !c.kept && (!after[1].CheckAt.Equal(before[1].CheckAt) || after[1].Misses != before[1].Misses) {
				t.Errorf("the machine that was refused = %+v, want as before, %+v", after[1], before[1])
			}
			if events := w.kinds(t, before[1].Batch); !slices.Contains(events, "release_failed") {
				t.Errorf("events = %v, want release_failed among them", events)
			}
			w.forgetIn(t, after[1].Key, after[1].ID)
			w.drive(t, 2*time.Hour)
			if got := w.machines(t, id)[1].Status; (got == provider.StatusReleased) != c.kept {
				t.Errorf("status of the other machine, which lists leave out = %s, released only where it may have been", got)
			}
		})
	}
}

// machines are the rows of an order's machines.
func (w records) machines(t *testing.T, id ID) (all []journal.Instance) {
	t.Helper()
	w.read(t, func(j *snapshot) (err error) {
		all, err = j.Instances.Of(string(id))
		return err
	})
	return all
}

// forgetIn lets two complete answers leave a machine out.
func (w *world) forgetIn(t *testing.T, k journal.Key, id provider.InstanceID) {
	t.Helper()
	for range missesToReleased {
		known := slices.DeleteFunc(w.polled(t, k), func(i journal.Instance) bool { return i.ID != id })
		if err := w.accounts.all[k].watch.poller.record(t.Context(), chunk{known: known}, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// polled are the machines that a poll would ask for now, and those that are RUNNING.
func (w records) polled(t *testing.T, k journal.Key) (all []journal.Instance) {
	t.Helper()
	w.read(t, func(j *snapshot) (err error) {
		all, err = j.Instances.Of("")
		return err
	})
	return slices.DeleteFunc(all, func(i journal.Instance) bool { return i.Key != k })
}
