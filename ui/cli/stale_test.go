package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/cli"
)

// TestDoctorStale has the doctor find an open order that nobody has looked at for an hour.
func TestDoctorStale(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	if code, out, said := c.run("y\n", "--speed", "1", "apply", c.file, "--no-wait"); code != 0 {
		t.Fatalf("apply ended with %d:\n%s%s", code, out, said)
	}
	var out strings.Builder
	p := process(t, func() time.Time { return time.Now().Add(time.Hour) }, map[string]string{"TERM": "xterm"})
	p.Args, p.Out = []string{"doctor", "--state", c.state}, &out
	if code := cli.Main(t.Context(), p, c.prods); code != 0 {
		t.Errorf("doctor ended with %d, want 0", code)
	}
	for _, want := range []string{
		"warning  watching o-web: this open order has not been checked", "`metalwright orders watch o-web`",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("doctor does not say %q:\n%s", want, out.String())
		}
	}
}
