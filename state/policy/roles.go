package policy

import "slices"

// Role is what someone may do on a server. The message catalogue has its name below "role.".
type Role string

// The roles.
const (
	Viewer   Role = "viewer"   // looks on
	Operator Role = "operator" // places orders, and decides about those of their own
	Approver Role = "approver" // approves or denies what others want to order
	Admin    Role = "admin"    // does all that, with every profile, and decides about everybody's orders
)

// Roles returns all roles, as files name them.
func Roles() []Role { return []Role{Viewer, Operator, Approver, Admin} }

// Action is something that someone does. The audit has what is decided by this name.
type Action string

// The actions.
const (
	Look            Action = "look"             // see an order
	Refresh         Action = "refresh"          // have its machines asked about now
	Price           Action = "price"            // ask what an order would cost
	Order           Action = "order"            // place an order
	Send            Action = "send"             // send one that another person has approved
	AcceptQuote     Action = "accept_quote"     // agree to a new price
	OrderRest       Action = "order_rest"       // order what was not bought
	RetryFailed     Action = "retry_failed"     // order what failed once more
	BuyAgain        Action = "buy_again"        // send a request of unknown outcome once more
	LookAgain       Action = "look_again"       // have a request of unknown outcome looked up
	Adopt           Action = "adopt"            // say which machines such a request made, as far as the evidence allows
	AdoptBeyond     Action = "adopt_beyond"     // say so of machines that no evidence speaks for
	CloseUnresolved Action = "close_unresolved" // say that such a request bought nothing
	Release         Action = "release"          // give machines back
	Destroy         Action = "destroy"          // empty the recycle bin of machines
	Forget          Action = "forget"           // take an order off the lists
	Approve         Action = "approve"          // approve an order that waits
	Deny            Action = "deny"             // say no to it, or take an approval back
	SavePassword    Action = "save_password"    // say that the password that the program made for an order is saved
	ReadAudit       Action = "audit"            // read and verify the audit
	EveryProfile    Action = "every_profile"    // use profiles, and see orders, that the file of people does not give them
)

// Reach is with whose orders an action may be done.
type Reach int

// The reaches.
const (
	Nobody Reach = iota // it may not be done
	Own                 // with orders of one's own
	Others              // with orders that someone else has placed
	All
)

// reaches is how far each role may go with an action.
type reaches struct{ viewer, operator, approver, admin Reach }

// table is what a role may do. What is not in it nobody may.
var table = map[Action]reaches{ //nolint:gochecknoglobals // nobody changes it
	Look:            {All, All, All, All},
	Refresh:         {All, All, All, All},
	Price:           {Nobody, All, All, All},
	Order:           {Nobody, Own, Nobody, Own},
	Send:            {Nobody, Own, Nobody, All},
	AcceptQuote:     {Nobody, Own, Nobody, All},
	OrderRest:       {Nobody, Own, Nobody, All},
	RetryFailed:     {Nobody, Own, Nobody, All},
	BuyAgain:        {Nobody, Own, Nobody, All},
	LookAgain:       {Nobody, Own, Nobody, All},
	Adopt:           {Nobody, Own, Nobody, All},
	AdoptBeyond:     {Nobody, Nobody, Nobody, All},
	CloseUnresolved: {Nobody, Own, Nobody, All},
	Release:         {Nobody, Own, Nobody, All},
	Destroy:         {Nobody, Own, Nobody, All},
	Forget:          {Nobody, Own, Nobody, All},
	Approve:         {Nobody, Nobody, Others, Others},
	Deny:            {Nobody, Nobody, Others, Others},
	SavePassword:    {Nobody, Own, Nobody, All},
	ReadAudit:       {Nobody, Nobody, Nobody, All},
	EveryProfile:    {Nobody, Nobody, Nobody, All},
}

// Of is how far the role may go with the action. A role or an action that does not exist goes nowhere.
func Of(r Role, a Action) Reach {
	row := table[a]
	switch r {
	case Viewer:
		return row.viewer
	case Operator:
		return row.operator
	case Approver:
		return row.approver
	case Admin:
		return row.admin
	}
	return Nobody
}

// Buys reports whether the action may have something bought from a vendor.
func (a Action) Buys() bool {
	switch a { //nolint:exhaustive // the others do not
	case Order, Send, OrderRest, RetryFailed, BuyAgain:
		return true
	}
	return false
}

// Actions returns all actions, sorted by name.
func Actions() []Action {
	all := make([]Action, 0, len(table))
	for a := range table {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// Ever reports whether someone with the roles may do the action with any order at all.
func Ever(roles []Role, a Action) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return Of(r, a) != Nobody })
}

// May reports whether someone with the roles may do the action with an order, which is their own or someone else's.
func May(roles []Role, a Action, own bool) bool {
	return slices.ContainsFunc(roles, func(r Role) bool {
		reach := Of(r, a)
		return reach == All || own && reach == Own || !own && reach == Others
	})
}
