package cli_test

import (
	"strings"
	"testing"
	"time"
)

// TestRenewals lists the end of a prepaid term and warns before it, writes a calendar, and says that a machine that was
// released is not renewed.
func TestRenewals(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "", "No machine is prepaid", "renewals")
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
	c.now = func() time.Time { return time.Now().Add(20 * 24 * time.Hour) }
	c.want(0, "", `USD  within 14 days`, "renewals")
}
