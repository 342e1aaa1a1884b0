package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

// FourEyes is a rule about which orders another person has to approve. An order above one of its bounds waits. An
// order without a known price, or with one in a currency without a bound, is above every price.
type FourEyes struct {
	Profiles []string                  // that it is about; empty is all
	Price    map[string]provider.Money // by currency; nil: no bound
	Machines *int                      // nil: no bound; 0: every order
	Lasts    time.Duration             // how long is waited for the yes, and how long the yes holds
	Script   bool                      // who decides reads the first-boot script, and not only its hash
}

// scriptText is the value in the file that lets approvers read first-boot scripts.
const scriptText = "text"

// defaultLasts is for how long a yes is waited for where the file does not say.
const defaultLasts = 24 * time.Hour

// wants reports whether an order of n machines at q has to wait.
func (f FourEyes) wants(q provider.Quote, n int) bool {
	if f.Machines != nil && n > *f.Machines {
		return true
	}
	if f.Price == nil {
		return false
	}
	due, err := q.Due()
	most, ok := f.Price[due.Currency]
	return err != nil || !ok || due.Micros > most.Micros
}

// Approval is how long an order of n machines with the profile at q waits for another person's approval, and how long
// the approval is then valid. 0 means that no approval is needed. When several rules apply, the shortest time counts.
func (p People) Approval(profile string, q provider.Quote, n int) time.Duration {
	var lasts time.Duration
	for _, f := range p.rules {
		if len(f.Profiles) > 0 && !slices.Contains(f.Profiles, profile) || !f.wants(q, n) {
			continue
		}
		if lasts == 0 || f.Lasts < lasts {
			lasts = f.Lasts
		}
	}
	return lasts
}

// ShowsScript reports whether who decides about orders of the profile reads their first-boot scripts: a rule about the
// profile says so.
func (p People) ShowsScript(profile string) bool {
	return slices.ContainsFunc(p.rules, func(f FourEyes) bool {
		return f.Script && (len(f.Profiles) == 0 || slices.Contains(f.Profiles, profile))
	})
}

// approvalKey is the rules in the file of people.
func approvalKey() strict.Key {
	rule := strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "profiles", Doc: "The profiles that it is about; left out, all", Kind: strict.List, Elem: &strict.Key{}},
		{Name: "above", Doc: "What is more than this waits", Kind: strict.Map, Required: true, Keys: []strict.Key{
			free("price", "What an order costs, by currency; one in another currency or without a price waits, too", amount()),
			{Name: "instances", Doc: "Machines in one order; 0: every order waits", Kind: strict.Integer, Least: true},
		}},
		{
			Name: "hours", Doc: "How long an order waits, and how long it may be sent after the yes; left out, 24",
			Kind: strict.Integer, Min: 1, Least: true,
		},
		{
			Name: "script", Doc: "What the approver sees of the first-boot script; left out, its hash",
			Words: []string{"hash", scriptText},
		},
	}}
	return strict.Key{
		Name: "approval",
		Doc:  "Orders that somebody else, an approver, has to say yes to before they are sent",
		Kind: strict.List, Elem: &rule,
	}
}

func fourEyes(r *reader, doc any) []FourEyes {
	m, _ := doc.(map[string]any)
	list, _ := m["approval"].([]any)
	var all []FourEyes
	for i, x := range list {
		v, _ := x.(map[string]any)
		above := object(v, "above")
		f := FourEyes{
			Profiles: texts(v, "profiles"), Price: amounts(above, "price"), Lasts: defaultLasts,
			Script: str(v, "script") == scriptText,
		}
		if n, ok := integer(above, "instances"); ok {
			f.Machines = &n
		}
		if n, ok := integer(v, "hours"); ok {
			f.Lasts = time.Duration(n) * time.Hour
		}
		r.currencies(fmt.Sprintf("approval[%d].above.price", i), object(above, "price"))
		if f.Price == nil && f.Machines == nil {
			r.fault(fmt.Sprintf("approval[%d].above", i), Problem{Reason: strict.ReasonMissing, Allowed: "price, instances"})
		}
		all = append(all, f)
	}
	return all
}

func integer(m map[string]any, key string) (int, bool) {
	n, ok := m[key].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil
}

// decidable finds rules that leave no one who could approve.
func (p People) decidable(r *reader) {
	for i, f := range p.rules {
		profiles := f.Profiles
		if len(profiles) == 0 {
			profiles = []string{""}
		}
		for _, profile := range profiles {
			if !p.approver(profile) {
				r.fault(fmt.Sprintf("approval[%d]", i), Problem{
					Reason: strict.ReasonFormat, Got: strict.Shown(profile),
					Allowed: "a profile that somebody with the role approver may use",
				})
			}
		}
	}
}

// approver reports whether at least one person may approve orders of the profile, or of any profile when it is "".
func (p People) approver(profile string) bool {
	for _, x := range p.list {
		if x.Ever(policy.Approve) && (!x.OwnOnly || x.Ever(policy.EveryProfile)) && (profile == "" || x.Uses(profile)) {
			return true
		}
	}
	return false
}
