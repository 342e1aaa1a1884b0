package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
)

// found is an order whose only request was found after its answer was lost.
func found() order.View {
	v := order.View{
		ID: "o-k7q2m9x4", Status: order.Done, Wanted: 3, Bought: 3,
		Quote: provider.Quote{Priced: true, Count: 3, Hour: provider.Amount(1.89, "USD"), Month: provider.Amount(1379.7,
			"USD")},
		Batches: []order.BatchView{{
			N: 1, State: order.BatchClosed, Wanted: 3, Found: 3, Cost: provider.Amount(4139.1, "USD"),
			Err: &provider.Error{Kind: provider.KindUnavailable, Outcome: provider.Ambiguous},
		}},
	}
	for range 3 {
		i := order.InstanceView{Batch: 1, Running: time.Unix(60, 0)}
		i.Status = provider.StatusRunning
		v.Instances = append(v.Instances, i)
	}
	return v
}

func printer(t *testing.T) report.Printer {
	t.Helper()
	return report.Printer{Env: environment(t), Sending: func() []order.ID { return nil }}
}

// TestFinishedHasNoOldError writes no error of a request below an order whose machines were all found, and amounts with
// their thousands separated.
func TestFinishedHasNoOldError(t *testing.T) {
	t.Parallel()
	p, v := printer(t), found()
	var list, one bytes.Buffer
	if err := p.Orders(&list, []order.View{v}); err != nil {
		t.Fatal(err)
	}
	if err := p.Order(&one, v); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{list.String(), one.String()} {
		if strings.Contains(text, "No answer") {
			t.Errorf("an old error is shown under an order that is done:\n%s", text)
		}
	}
	if !strings.Contains(one.String(), "4,139.10 USD") {
		t.Errorf("the cost has no separators:\n%s", one.String())
	}
}

// TestShowNamesWhatIsLeft says of an order without machines that they came up and were released, and the command that
// releases what is left of it.
func TestShowNamesWhatIsLeft(t *testing.T) {
	t.Parallel()
	p, v := printer(t), found()
	for n := range v.Instances {
		v.Instances[n].Status = provider.StatusReleased
	}
	v.Attention = order.AttentionLeft
	v.Resources = []order.ResourceView{{ID: "epn-9k56fs25", Kind: provider.ResourcePublic}}
	var b bytes.Buffer
	if err := p.Orders(&b, []order.View{v}); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"3 of 3 came up; 3 released since", "public network epn-9k56fs25",
		"`metalwright orders release o-k7q2m9x4`",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the list does not say %q:\n%s", want, b.String())
		}
	}
}

// TestOneWordForAMachine calls a machine in a command what the board calls it: MISMATCH where it is not what was
// ordered, READY where its login port answers.
func TestOneWordForAMachine(t *testing.T) {
	t.Parallel()
	p, v := printer(t), found()
	v.Instances[0].Mismatches = []provider.Mismatch{{Field: provider.FieldImage, Ordered: "a", Delivered: "b"}}
	v.Instances[1].ReadyAt = time.Unix(90, 0)
	var b bytes.Buffer
	if err := p.Order(&b, v); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"MISMATCH", "READY", "RUNNING"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the order's machines are not called %q:\n%s", want, b.String())
		}
	}
}

// TestUnknownComesFirst says of an order whose answer was lost that it may have been bought before it says why.
func TestUnknownComesFirst(t *testing.T) {
	t.Parallel()
	v := found()
	v.Status, v.Instances, v.Bought, v.Batches[0].State, v.Batches[0].Found = order.Ambiguous, nil, 0,
		order.BatchAmbiguous, 0
	var out, lines bytes.Buffer
	p := report.NewProgress(report.ProgressOptions{
		Printer: printer(t), Out: &out, Err: &lines, Log: discard, Now: time.Now,
		Bought: func(order.ID) bool { return true },
	})
	if err := p.Update(v); err != nil {
		t.Fatal(err)
	}
	const want = "AMBIGUOUS: The outcome is unknown: something may have been bought. Checking; do not order again. " +
		"No answer from the vendor"
	if !strings.Contains(lines.String(), want) {
		t.Errorf("the line is %q, want %q", lines.String(), want)
	}
}
