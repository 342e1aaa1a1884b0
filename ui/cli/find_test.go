package cli_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// offered is one offer that `metalwright find --json` prints.
type offered struct {
	Product, Zone, Type string
	CPU                 *int `json:"cpu_threads"`
	Available           bool
	Stock               *int
	Price               *struct{ Hour string }
}

// found runs `metalwright find` on the simulated cloud.
func found(t *testing.T, args ...string) (code int, out, words string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := process(t, newClock().Now, nil)
	p.Out, p.Err = &stdout, &stderr
	p.Args = append([]string{"--sim", "--state", t.TempDir(), "find"}, args...)
	code = cli.Main(t.Context(), p, all.Products())
	return code, stdout.String(), stderr.String()
}

func (o offered) hour(t *testing.T) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(o.Price.Hour, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestFind lists what fits all conditions, the cheapest first, as a table and for programs.
func TestFind(t *testing.T) {
	t.Parallel()
	code, out, _ := found(t, "cpu>=32 stock>=10", "price<1", "--json")
	var doc struct {
		Simulated  bool
		Conditions []string
		Offers     []offered
	}
	if err := json.Unmarshal([]byte(out), &doc); code != 0 || err != nil {
		t.Fatalf("find = %d, %v:\n%s", code, err, out)
	}
	asked := []string{"cpu>=32", "stock>=10", "price<1"}
	if !doc.Simulated || !slices.Equal(doc.Conditions, asked) || len(doc.Offers) < 5 {
		t.Errorf("find --json = %+v, want the conditions and some offers of the simulated cloud", doc)
	}
	for i, o := range doc.Offers {
		if o.CPU == nil || *o.CPU < 32 || o.Stock == nil || *o.Stock < 10 || !o.Available || o.Price == nil ||
			o.hour(t) >= 1 || i > 0 && doc.Offers[i-1].hour(t) > o.hour(t) {
			t.Errorf("offer %d is %+v, after %+v", i, o, doc.Offers[max(i-1, 0)])
		}
	}
	code, table, _ := found(t, "cpu>=32 stock>=10", "price<1")
	lines := strings.Split(strings.TrimSpace(table), "\n")
	if code != 0 || len(lines) != len(doc.Offers)+1 || !strings.HasPrefix(lines[0], "PRODUCT") ||
		!strings.Contains(lines[1], doc.Offers[0].Type) || !strings.Contains(lines[1], doc.Offers[0].Zone) {
		t.Errorf("find = %d, and the table is not what --json says:\n%s", code, table)
	}
}

// TestFindEverything asks for no condition: every product is there, and what was not priced is said.
func TestFindEverything(t *testing.T) {
	t.Parallel()
	code, out, _ := found(t, "--prices", "5", "--json")
	var doc struct {
		Offers   []offered
		Unpriced int
	}
	if err := json.Unmarshal([]byte(out), &doc); code != 0 || err != nil {
		t.Fatalf("find = %d, %v:\n%s", code, err, out)
	}
	priced := 0
	products := map[string]bool{}
	for _, o := range doc.Offers {
		products[o.Product] = true
		if o.Price != nil {
			priced++
		}
	}
	if len(products) != len(all.Products()) || priced != 5 || doc.Unpriced == 0 {
		t.Errorf("%d products, %d prices and %d left out, want all, 5 and the rest", len(products), priced, doc.Unpriced)
	}
	if _, out, words := found(t, "--prices", "5", "product=zenlayer-vm"); !strings.Contains(words, "no price yet") ||
		strings.Contains(out, "zenlayer-bmc") {
		t.Errorf("find says %q and lists\n%s", words, out)
	}
}

// TestFindRefuses wrong conditions with what is right, and says when nothing fits.
func TestFindRefuses(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]string{
		"cpus>=32":  "Did you mean cpu?",
		"sky=blue":  "no such condition; there are cpu, ram",
		"cpu>=many": "cpu needs a number",
		"zone>A":    "compared with = or !=",
		"nvme=1":    "without a value",
		"ram>=":     "a value is missing",
	} {
		if code, out, words := found(t, arg); code != 2 || out != "" || !strings.Contains(words, want) {
			t.Errorf("find %s = %d, %q, %q, want code 2 and %q", arg, code, out, words, want)
		}
	}
	if code, out, words := found(t, "cpu>=100000"); code != 0 || out != "" || !strings.Contains(words, "No matches") {
		t.Errorf("find cpu>=100000 = %d, %q, %q, want nothing and words", code, out, words)
	}
}

// TestFindInLists types conditions into the filter of the zones, which continues in the types: they are explained and
// completed, and a wrong one is said.
func TestFindInLists(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("zone")
	d.Rest()
	d.WaitFor("TYPES", "FROM USD/h")
	d.Press("/")
	d.WaitFor("conditions: cpu>=32")
	d.Press("cpus>=6")
	d.WaitFor("Did you mean cpu?")
	d.Press("ctrl+u", "cp")
	d.WaitFor("tab: cpu>=")
	d.Press("tab", "64")
	d.WaitFor("CPU threads: 64 or more")
	d.Press("enter")
	d.Rest()
	shown := d.Text()
	if !strings.Contains(shown, "WAW-A") && !strings.Contains(shown, "FRA-A") {
		t.Errorf("no zone sells types with 64 threads:\n%s", shown)
	}
	d.Press("enter")
	d.on("type")
	d.WaitFor("/cpu>=64")
	if got := d.Text(); strings.Contains(got, "S1L") {
		t.Errorf("the types are not filtered by what was asked of the zones:\n%s", got)
	}
	d.Press("esc")
	d.WaitFor("S1L")
}

// TestElsewhere finds a type in all zones, the cheapest first, and goes there: the next question is the one after the
// type, and the order is of the new zone.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("zone")
	d.Press("/", "seoul", "enter", "home", "enter")
	d.on("type")
	d.Press("/", "c4z", "enter", "z")
	d.WaitFor("C4Z in all zones", "USD/h")
	d.Rest()
	d.Press("esc")
	d.WaitFor("Which type?")
	d.Press("z")
	d.WaitFor("C4Z in all zones")
	d.Rest()
	d.Press("home", "enter")
	d.on("image")
	s := d.wizard.Draft().Spec
	if s.Type != "C4Z" || s.Zone == "SEL-A" || s.Zone == "" {
		t.Errorf("the draft is of %s in %s, want C4Z in the cheapest zone", s.Type, s.Zone)
	}
	if k := d.wizard.Draft().Known; k.Zone == nil || k.Zone.ID != s.Zone || k.Type == nil || k.Type.ID != s.Type {
		t.Errorf("known is %+v, want the zone and the type that were chosen", k)
	}
	d.Press("ctrl+g")
	d.on("review")
	d.WaitFor("C4Z", string(s.Zone))
}

// TestSoldOutOffersOthers presses Enter on a type that is sold out, and on one with too few machines: the nearest types
// of the zone and the same elsewhere are offered.
func TestSoldOutOffersOthers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ keys, says, near string }{
		{"/ m6j enter enter", "M6J is sold out in SEL-A", "SEL-A"},
		{"/ m5h enter 9 enter", "Only 3 left; you want 9", "SEL-A"},
	} {
		d := sit(t, roomy())
		d.walk("zone")
		d.Press("/", "sel-a", "enter", "home", "enter")
		d.on("type")
		d.Press(strings.Fields(c.keys)...)
		d.WaitFor(c.says, "MEMORY", c.near)
		d.Rest()
		p, ok := d.wizard.Draft(), d.wizard.Step() == "type"
		if !ok || p.Spec.Type != "" {
			t.Errorf("the type was answered with %q", p.Spec.Type)
		}
		d.Press("home", "enter")
		d.on("image")
		if s := d.wizard.Draft().Spec; s.Zone != "SEL-A" || s.Type == "" || s.Type == "M6J" || s.Type == "M5H" {
			t.Errorf("the draft is of %s in %s, want another type in SEL-A", s.Type, s.Zone)
		}
	}
}
