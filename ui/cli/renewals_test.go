package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// TestRenewals lists the end of a prepaid term and warns before it, writes a calendar, and says that a machine that was
// released is not renewed.
func TestRenewals(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "", "No prepaid machines", "renewals")
	c.want(0, "y\n", "", "apply", c.file, "--set", "billing.charge=prepaid", "--set", "billing.months=1")
	c.want(0, "", `o-web +web +\d+ +[0-9.,]+ USD\n`, "renewals")
	c.want(0, "", `"renewed": true`, "renewals", "--json")
	_, text, _ := c.run("", "renewals", "--ical")
	for _, want := range []string{
		"BEGIN:VEVENT\r\n", "SUMMARY:web renews for ", "TRIGGER:-P14D\r\n", "END:VCALENDAR\r\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the calendar does not have %q:\n%s", want, text)
		}
	}
	one := regexp.MustCompile("`metalwright orders release o-web [0-9]+`") // and not the whole order
	if !one.MatchString(strings.ReplaceAll(text, "\r\n ", "")) {
		t.Errorf("the calendar does not say how to release the machine alone:\n%s", text)
	}
	c.now = func() time.Time { return time.Now().Add(20 * 24 * time.Hour) }
	c.want(0, "", `USD  within 14 days`, "renewals")
}

// TestRenewalsPage opens the calendar from the list of orders and cancels the renewal of a machine by its id: by the
// vendor's rule it runs on, and is not renewed.
func TestRenewalsPage(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("billing")
	d.Press("right")
	d.walk("review")
	d.place()
	d.WaitFor("updated")
	d.look(10*time.Second, "CREATING", "updated")
	d.look(2*time.Minute, "1 RUNNING", "DONE")
	d.Press("esc")
	d.WaitFor("d renewals")
	d.Press("d")
	d.WaitFor("prepaid machine", "renews on")
	all, err := d.program.Orders().Views.Orders(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("Orders() = %d, %v, want one", len(all), err)
	}
	d.Press("x")
	d.WaitFor("Cancel the renewal", "keeps running until the paid term")
	d.Paste(string(all[0].Instances[0].ID))
	d.Press("enter")
	d.WaitFor("The vendor was asked to cancel the renewal", "not renewed")
	if v, err := d.program.Orders().Views.Order(t.Context(), all[0].ID); err != nil ||
		v.Instances[0].ReleaseAsked.IsZero() || v.Instances[0].Status != provider.StatusRunning {
		t.Errorf("the machine is %+v, %v, want it released and running on", v.Instances, err)
	}
	d.Press("esc")
	d.WaitFor("d renewals")
}
