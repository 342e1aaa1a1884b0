package cli

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// prepared is an order file that was checked against the vendor and priced.
type prepared struct {
	path    string
	file    *orderfile.File
	plan    *orderfile.Plan // nil unless the file was a frozen plan
	written *provider.Spec  // the file's answers without the profile's defaults; nil for plans and wizards
	asked   bool            // the answers were asked for: those that others switch off are kept
	account step.Account
	spec    provider.Spec // complete, with its secrets
	known   provider.Known
	quote   provider.Quote
	balance *provider.Money             // nil where the vendor does not target
	clashes []string                    // names that the zone has already
	budgets []policy.Budget             // what limits leave
	keep    func(provider.Secret) error // stores a password that was made
	made    provider.Secret             // a password that was made and is kept nowhere; zero: none was
}

// madePassword reports whether the order has a password that only who sees it once will have.
func (r *prepared) madePassword() bool { return !r.made.IsZero() && r.spec.Access.Password == r.made }

// withPlaceholders is the spec of r with something for each secret that its file has a source of.
func withPlaceholders(r *prepared) provider.Spec {
	s := r.file.Spec.Clone()
	if !r.file.Password.IsZero() {
		s.Access.Password = provider.NewSecret("stand-in")
	}
	if !r.file.InitScript.IsZero() {
		s.Access.InitScript = provider.NewSecret("stand-in")
	}
	return s
}

// draftOf is r as the screens know it, for wording its answers.
func draftOf(r *prepared) step.Draft {
	return step.Draft{Product: r.account.Reader.Product(), Account: &r.account, Spec: r.spec, Known: r.known}
}
