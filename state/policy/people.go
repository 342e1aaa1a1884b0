package policy

import (
	"fmt"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Person is someone who uses a server. The zero value may do nothing.
type Person struct {
	Name     string // as they sign in
	Roles    []Role
	Profiles []string // that they may use and see the orders of; empty is all
	OwnOnly  bool     // they see no orders but their own
	Limits   Limits   // of what they buy
}

// Ever reports whether the person may do the action with any order at all.
func (p Person) Ever(a Action) bool { return Ever(p.Roles, a) }

// May reports whether the person may do the action with an order that the user by placed. Whether they may see it is a
// separate question: [Person.Sees].
func (p Person) May(a Action, by string) bool { return May(p.Roles, a, by == p.Name) }

// Uses reports whether the person may use the profile, or the account where there are no profiles.
func (p Person) Uses(profile string) bool {
	return len(p.Profiles) == 0 || p.Ever(EveryProfile) || slices.Contains(p.Profiles, profile)
}

// Sees reports whether the person sees an order that the user by placed with the profile.
func (p Person) Sees(profile, by string) bool {
	return p.Ever(Look) && p.Uses(profile) && (!p.OwnOnly || by == p.Name || p.Ever(EveryProfile))
}

// Subject is an order as far as it matters to what someone may do with it.
type Subject struct {
	ID      string
	Profile string // see [ProfileOf]
	By      string // who placed it
	AskedBy string // who asks for its approval; "" when no approval is asked for
}

// Why is the reason why someone may not do something.
type Why string

// The reasons.
const (
	Stranger  Why = "unknown" // the file of people does not have them, or gives them no role
	Unseen    Why = "unseen"  // they do not see the order: for them it does not exist
	ByRole    Why = "role"    // none of their roles allows the action with any order
	NotOwn    Why = "not_own" // their roles do not allow it with this order, because of who placed it
	ByProfile Why = "profile" // they may not use the profile
)

// Denied is the error that someone may not do something with an order.
type Denied struct {
	Action Action
	Why    Why
	Person Person
	Of     string // with [NotOwn]: who placed the order, or asks for its approval
	// Profile is set with [ByProfile].
	Profile string
}

// Error is for logs and the audit.
func (d *Denied) Error() string {
	switch d.Why {
	case ByRole:
		return fmt.Sprintf("the roles %v do not allow %s", d.Person.Roles, d.Action)
	case NotOwn:
		return fmt.Sprintf("the roles %v do not allow %s with an order of %s", d.Person.Roles, d.Action, d.Of)
	case ByProfile:
		return fmt.Sprintf("%s may not use the profile %s", d.Person.Name, d.Profile)
	case Stranger, Unseen:
	}
	return fmt.Sprintf("%s may not: %s", d.Person.Name, d.Why)
}

// Check is the one rule of what someone may do with an order: by their roles, by whose order it is, and by their
// profiles. The error is a [*Denied]. What an order may cost is a question of limits: [Limits.Check].
func (p Person) Check(a Action, o Subject) error {
	d := &Denied{Action: a, Person: p, Of: o.By, Profile: o.Profile}
	switch {
	case len(p.Roles) == 0:
		d.Why = Stranger
	case a != Order && !p.Sees(o.Profile, o.By): // what is to be placed nobody sees yet
		d.Why = Unseen
	case !p.Ever(a):
		d.Why = ByRole
	case !p.May(a, o.By):
		d.Why = NotOwn
	case !p.Uses(o.Profile):
		d.Why = ByProfile
	case a == AcceptQuote && o.AskedBy != "" && o.AskedBy != p.Name: // approval is asked for anew by who asked for it
		d.Why, d.Of = NotOwn, o.AskedBy
	default:
		return nil
	}
	return d
}

// People are the users of a server, which orders need another person's approval, and whose sessions are recorded. The
// zero value has no users.
type People struct {
	Known     map[string]Person // by name
	Rules     []ApprovalRule
	Recording Recording
}

// Find returns the person of the name; the zero value, and false, when there is nobody of that name.
func (p People) Find(name string) (Person, bool) {
	x, ok := p.Known[name]
	return x, ok
}

// Len is how many there are.
func (p People) Len() int { return len(p.Known) }

// ApprovalRule says which orders another person has to approve. An order above one of its bounds waits. An order
// without a known price, or with one in a currency without a bound, is above every price.
type ApprovalRule struct {
	Profiles []string                  // that it is about; empty is all
	Price    map[string]provider.Money // by currency; nil: no bound
	Machines *int                      // nil: no bound; 0: every order
	TTL      time.Duration             // how long is waited for the approval, and how long it is valid then
	Script   bool                      // who decides reads the first-boot script, and not only its hash
}

// wants reports whether an order of n machines at q has to wait.
func (r ApprovalRule) wants(q provider.Quote, n int) bool {
	if r.Machines != nil && n > *r.Machines {
		return true
	}
	if r.Price == nil {
		return false
	}
	due, err := q.Due()
	most, ok := r.Price[due.Currency]
	return err != nil || !ok || due.Micros > most.Micros
}

// Approval is how long an order of n machines with the profile at q waits for another person's approval, and how long
// the approval is then valid. 0 means that no approval is needed. When several rules apply, the shortest time counts.
func (p People) Approval(profile string, q provider.Quote, n int) time.Duration {
	var ttl time.Duration
	for _, r := range p.Rules {
		if len(r.Profiles) > 0 && !slices.Contains(r.Profiles, profile) || !r.wants(q, n) {
			continue
		}
		if ttl == 0 || r.TTL < ttl {
			ttl = r.TTL
		}
	}
	return ttl
}

// ShowsScript reports whether who decides about orders of the profile reads their first-boot scripts: a rule about the
// profile says so.
func (p People) ShowsScript(profile string) bool {
	return slices.ContainsFunc(p.Rules, func(r ApprovalRule) bool {
		return r.Script && (len(r.Profiles) == 0 || slices.Contains(r.Profiles, profile))
	})
}

// Approver reports whether at least one person may approve orders of the profile, or of any profile when it is "".
func (p People) Approver(profile string) bool {
	for _, x := range p.Known {
		if x.Ever(Approve) && (!x.OwnOnly || x.Ever(EveryProfile)) && (profile == "" || x.Uses(profile)) {
			return true
		}
	}
	return false
}
