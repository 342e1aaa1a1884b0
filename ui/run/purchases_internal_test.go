package run

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
)

// TestTrueCode wants no exit code to say that nothing was bought unless that is known, and every other one to stay.
func TestTrueCode(t *testing.T) {
	t.Parallel()
	codes := []int{
		report.ExitDone, report.ExitOther, report.ExitUsage, report.ExitAuth, report.ExitRefused, report.ExitPartly,
		report.ExitStale, report.ExitUnapproved, report.ExitCancelled,
		report.ExitWaited, report.ExitUnknown, report.ExitPlaced,
		129, 130, 143, report.ExitPanic,
	}
	for _, was := range codes {
		for _, known := range []bought{boughtNothing, boughtSome, boughtUnknown} {
			for _, waited := range []bool{false, true} {
				got := trueCode(was, known, false, waited)
				switch {
				case known != boughtNothing && saysNothingBought(got):
					t.Errorf("trueCode(%d, %d) = %d, which says that nothing was bought", was, known, got)
				case known == boughtUnknown && got == report.ExitWaited:
					t.Errorf("trueCode(%d, %d) = %d, which says that something was bought", was, known, got)
				case known == boughtNothing && got != was:
					t.Errorf("trueCode(%d, %d) = %d, want it as it was", was, known, got)
				case known == boughtUnknown && (was == report.ExitWaited || saysNothingBought(was)) && got != report.ExitUnknown:
					t.Errorf("trueCode(%d, %d) = %d, want %d", was, known, got, report.ExitUnknown)
				case !saysNothingBought(was) && was != report.ExitWaited && was != report.ExitUnknown && got != was:
					t.Errorf("trueCode(%d, %d) = %d, want it as it was", was, known, got)
				}
			}
		}
	}
	if got := trueCode(report.ExitUnknown, boughtNothing, true, true); got != report.ExitRefused {
		t.Errorf("an answer that came late and is a refusal: trueCode() = %d, want %d", got, report.ExitRefused)
	}
	if got := trueCode(report.ExitUnknown, boughtSome, true, true); got != report.ExitWaited {
		t.Errorf("an answer that came late and names machines: trueCode() = %d, want %d", got, report.ExitWaited)
	}
}

// TestTrueCodeOfMore leaves the code of an order alone that was open before this run bought more for it.
func TestTrueCodeOfMore(t *testing.T) {
	t.Parallel()
	for _, was := range []int{report.ExitWaited, report.ExitUnknown} {
		for _, known := range []bought{boughtNothing, boughtSome} {
			if got := trueCode(was, known, false, false); got != was {
				t.Errorf("trueCode(%d, %d) = %d, want it as it was", was, known, got)
			}
		}
	}
}

// TestKnown says of an order what the journal, and the answers that it does not have, let be known.
func TestKnown(t *testing.T) {
	t.Parallel()
	view := func(states ...order.State) order.View {
		v := order.View{ID: "o-web"}
		for n, s := range states {
			v.Batches = append(v.Batches, order.BatchView{N: n + 1, State: s, Token: string(rune('a' + n))})
		}
		return v
	}
	ids := []provider.InstanceID{"1"}
	for _, c := range []struct {
		name             string
		a                attempt
		current, sending bool
		answers          []order.Unwritten
		want             bought
	}{
		{"accepted", attempt{seen: view(order.BatchAccepted)}, true, false, nil, boughtSome},
		{"refused", attempt{seen: view(order.BatchRejected)}, true, false, nil, boughtNothing},
		{"never sent", attempt{seen: view(order.BatchIntent)}, true, false, nil, boughtNothing},
		{"on its way", attempt{seen: view(order.BatchSent)}, true, true, nil, boughtUnknown},
		{"about to be sent", attempt{seen: view(order.BatchIntent)}, true, true, nil, boughtUnknown},
		{"ambiguous", attempt{seen: view(order.BatchAccepted, order.BatchAmbiguous)}, true, false, nil, boughtUnknown},
		{
			"waits for approval",
			attempt{seen: order.View{ID: "o-web", Status: order.Waiting}},
			true, false, nil, boughtNothing,
		},
		{
			"the rest was refused",
			attempt{before: 1, seen: view(order.BatchAccepted, order.BatchRejected)},
			true,
			false, nil, boughtNothing,
		},
		{"the journal is gone, and had machines", attempt{seen: view(order.BatchAccepted)}, false, false, nil, boughtSome},
		{"the journal is gone, and had an intent", attempt{seen: view(order.BatchIntent)}, false, false, nil, boughtUnknown},
		{"the journal is gone, and was never read", attempt{}, false, false, nil, boughtUnknown},
		{
			"the answer is not written",
			attempt{seen: view(order.BatchSent)},
			true, true,
			[]order.Unwritten{{Token: "a", IDs: ids}},
			boughtSome,
		},
		{
			"a refusal is not written",
			attempt{seen: view(order.BatchSent)},
			true, true,
			[]order.Unwritten{{Token: "a", Nothing: true}},
			boughtNothing,
		},
		{
			"an unclear answer is not written",
			attempt{seen: view(order.BatchSent)},
			true, true,
			[]order.Unwritten{{Token: "a"}},
			boughtUnknown,
		},
		{"the answer is all there is", attempt{}, false, true, []order.Unwritten{{Token: "a", IDs: ids}}, boughtSome},
	} {
		if got := c.a.bought(c.current, c.sending, c.answers); got != c.want {
			t.Errorf("%s: bought() = %d, want %d", c.name, got, c.want)
		}
	}
}
