package cli_test

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestReleaseLater takes the time from the file, shows it wherever the order is shown, moves it, releases the order
// when the time has come, and refuses a time that is over.
func TestReleaseLater(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	file := strings.Replace(oneMachine, `"name"`, `"release_at": "30d", "name"`, 1)
	if err := os.WriteFile(c.file, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(0, "", `Release +30d after it is placed: `, "plan", c.file)
	c.want(0, "", `"release_at": "30d"`, "plan", "--json", c.file)
	c.want(0, "y\n", `DONE`, "apply", c.file)
	c.want(0, "", `Will be released on `, "orders", "show", "o-web")
	c.want(0, "", `"state": "planned"`, "orders", "show", "o-web", "--json")
	c.want(2, "", `is not a time or a span`, "orders", "release", "o-web", "--at", "tomorrow")
	c.want(2, "", `leave out the machines`, "orders", "release", "o-web", "1001", "--at", "1d")
	c.want(8, "web\n", `nothing was released`, "orders", "release", "o-web", "--at", "45d")
	c.want(0, "o-web\n", `o-web is released on `, "orders", "release", "o-web", "--at", "45d")
	c.now = func() time.Time { return time.Now().Add(31 * 24 * time.Hour) }
	c.want(0, "", `1/1`, "orders", "watch", "o-web")
	c.now = func() time.Time { return time.Now().Add(46 * 24 * time.Hour) }
	c.want(2, "", `nobody is not a machine of o-web`, "orders", "release", "o-web", "nobody", "--yes")
	c.want(0, "", `RELEASED`, "orders", "release", "o-web", "web", "--yes")
	c.want(0, "", `outcome requested`, "audit", "--order", "o-web")
	past := strings.Replace(oneMachine, `"name"`, `"release_at": "2026-01-01T00:00:00Z", "name"`, 1)
	past = strings.Replace(past, "o-web", "o-past", 1)
	if err := os.WriteFile(c.file, []byte(past), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(2, "", `The time to release the order is in the past`, "plan", c.file)
}

// TestNextReleaseIsSaid says at the start which order is released soon, and that a key on its board changes that.
func TestNextReleaseIsSaid(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	file := strings.Replace(oneMachine, `"name"`, `"release_at": "30d", "name"`, 1)
	if err := os.WriteFile(c.file, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(0, "y\n", `DONE`, "apply", c.file)
	for days, said := range map[int]bool{1: false, 29: true} {
		now := func() time.Time { return time.Now().Add(time.Duration(days)*24*time.Hour + time.Hour) }
		s := start(t, usual(), process(t, now, nil), "--state", c.state, "--speed", "2000")
		if said {
			s.WaitFor("o-web is released on", "R on its")
		} else {
			s.WaitFor("What do you want to order?")
		}
		if strings.Contains(s.Text(), "o-web is released") && !said {
			t.Errorf("a release a month away is said:\n%s", s.Text())
		}
		s.Press("ctrl+c", "ctrl+c")
		s.exit()
	}
}
