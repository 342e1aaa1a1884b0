package cli_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestPasswordHelp compares the special characters that the help of a password names with those that the rules take.
func TestPasswordHelp(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	e := d.program.Env()
	named := regexp.MustCompile(`one of (\S+?)\. `)
	for _, p := range e.Products {
		found := named.FindStringSubmatch(e.Fields().Explain(p.ID, provider.FieldPassword))
		if found == nil { // the vendor publishes no rule
			continue
		}
		r := e.Accounts.Of(p.ID)[0].Reader
		for c := rune('!'); c <= '~'; c++ {
			if strings.ContainsRune("0123456789", c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
				continue
			}
			s := provider.Spec{Product: p.ID}
			s.Access.Login, s.Access.Password = provider.LoginPassword, provider.NewSecret("Aa1xxxxx"+string(c))
			takes := true
			for _, f := range provider.All(r.Check(s, provider.Known{})) {
				takes = takes && f.Field != provider.FieldPassword
			}
			if says := strings.ContainsRune(found[1], c); says != takes {
				t.Errorf("%s: the help names %q: %v; the rules take it: %v", p.ID, c, says, takes)
			}
		}
	}
}

// TestZonesCountByPrice filters zones by a price: the zone under the cursor has as many types as the list after it.
func TestZonesCountByPrice(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("zone")
	d.Press("/")
	for _, c := range "cpu>=32 price<1 zone=FRA-A" {
		k := string(c)
		if c == ' ' {
			k = "space"
		}
		d.Press(k)
	}
	d.Press("enter")
	row := regexp.MustCompile(`FRA-A .* in stock +(\d+) +0\.\d+`)
	d.Until("the types of the zone", func() bool { return row.MatchString(d.Text()) })
	n := row.FindStringSubmatch(d.Text())[1]
	d.Press("enter")
	d.on("type")
	d.Until("the same types", func() bool { return strings.Contains(d.Text(), " "+n+" of ") })
}
