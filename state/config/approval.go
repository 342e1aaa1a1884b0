package config

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

// scriptText is the value in the file that lets approvers read first-boot scripts.
const scriptText = "text"

// defaultLasts is how long an order waits for approval where the file does not say.
const defaultTTL = 24 * time.Hour

// approvalKey is the rules in the file of people.
func approvalKey() strict.Key {
	rule := strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "profiles", Doc: "The profiles that it applies to; left out, all", Kind: strict.List, Elem: &strict.Key{}},
		{Name: "above", Doc: "Orders above this wait for approval", Kind: strict.Map, Required: true, Keys: []strict.Key{
			byCurrency("price", "What an order costs, by currency; one in another currency or without a price waits, too"),
			{Name: "instances", Doc: "Machines in one order; 0: every order waits", Kind: strict.Integer, Least: true},
		}},
		{
			Name: "hours", Doc: "How long an order waits, and how long it may be sent after approval; left out, 24",
			Kind: strict.Integer, Min: 1, Least: true,
		},
		{
			Name: "script", Doc: "What the approver sees of the first-boot script; left out, its hash",
			Words: []string{"hash", scriptText},
		},
	}}
	return strict.Key{
		Name: "approval",
		Doc:  "Orders that an approver has to approve before they are sent",
		Kind: strict.List, Elem: &rule,
	}
}

func approvalRules(r *reader, doc any) []policy.ApprovalRule {
	m, _ := doc.(map[string]any)
	list, _ := m["approval"].([]any)
	var all []policy.ApprovalRule
	for i, x := range list {
		v, _ := x.(map[string]any)
		above := object(v, "above")
		f := policy.ApprovalRule{
			Profiles: texts(v, "profiles"), Price: amounts(above, "price"), TTL: defaultTTL,
			Script: str(v, "script") == scriptText,
		}
		if n, ok := integer(above, "instances"); ok {
			f.Machines = &n
		}
		if n, ok := integer(v, "hours"); ok {
			f.TTL = time.Duration(n) * time.Hour
		}
		r.currencies(fmt.Sprintf("approval[%d].above.price", i), object(above, "price"))
		if f.Price == nil && f.Machines == nil {
			r.fault(fmt.Sprintf("approval[%d].above", i), problem{Reason: strict.ReasonMissing, Allowed: "price, instances"})
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
func decidable(p policy.People, r *reader) {
	for i, f := range p.Rules {
		profiles := f.Profiles
		if len(profiles) == 0 {
			profiles = []string{""}
		}
		for _, profile := range profiles {
			if !p.Approver(profile) {
				r.fault(fmt.Sprintf("approval[%d]", i), problem{
					Reason: strict.ReasonFormat, Got: strict.Shown(profile),
					Allowed: "a profile that someone with the role approver may use",
				})
			}
		}
	}
}
