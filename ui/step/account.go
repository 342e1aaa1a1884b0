package step

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/text"
)

// Accounts are the vendor accounts that can be used.
type Accounts struct {
	// Of lists those that can be used with a product, the best first.
	Of func(provider.ProductID) []Account

	// uncached is Of without caches, for frames, which ask no reader; nil: Of has none either.
	uncached func(provider.ProductID) []Account
	remember func(provider.Reader) provider.Reader // see [Env.Cached]; nil: nothing is remembered
}

// AllSimulated reports whether every account that can be used with products is at the simulated cloud; false where
// there is none.
func (a Accounts) AllSimulated(products []*provider.Product) bool {
	found := false
	list := a.list()
	for _, p := range products {
		for _, one := range list(p.ID) {
			if !one.Simulated {
				return false
			}
			found = true
		}
	}
	return found
}

// AnyReal reports whether an account that can be used with products costs money.
func (a Accounts) AnyReal(products []*provider.Product) bool {
	list := a.list()
	for _, p := range products {
		if slices.ContainsFunc(list(p.ID), func(one Account) bool { return !one.Simulated }) {
			return true
		}
	}
	return false
}

func (a Accounts) list() func(provider.ProductID) []Account {
	if a.uncached != nil {
		return a.uncached
	}
	return a.Of
}

// cached are the same accounts, whose readers have the memories of m.
func (a Accounts) cached(m *memories) Accounts {
	return Accounts{uncached: a.Of, remember: m.reader, Of: func(id provider.ProductID) []Account {
		all := append([]Account{}, a.Of(id)...)
		for i := range all {
			all[i].Reader = m.reader(all[i].Reader)
		}
		return all
	}}
}

// Account is one vendor account, opened for reading.
type Account struct {
	ID        string // names the vendor account in the journal
	Profile   string
	Source    string // where the credential was found: a key below "source." in the message catalogue
	Origin    string // its name there: "ZENLAYER_ACCESS_KEY_ID"
	KeyHint   string // the last four characters of the key's id
	Endpoint  string
	Version   string // of the vendor's API, where it is not the product's default
	Simulated bool
	Named     bool // a flag, a variable, the configuration or the vendor's own variables name it
	Preferred bool // it pays where nothing names another one
	// Defaults are the answers that a new order begins with, of the profile DefaultsOf; "" without one.
	Defaults   config.Answers
	DefaultsOf string
	Reader     provider.Reader // nil when Problem says why
	Problem    error
}

// Name is what people call the account.
func (a *Account) Name(tx *text.Text) string {
	switch {
	case a.Simulated && a.Version != "":
		return tx.T("account.simulated_version", "Version", a.Version)
	case a.Simulated:
		return tx.T("account.simulated")
	case a.Profile != "":
		return tx.Clean(a.Profile)
	}
	return tx.T("account.key", "Hint", a.KeyHint)
}

// PayingName is what people call the account that pays: its profile, or its key. It is "" while there is none, and at
// the simulated cloud, where nobody pays.
func (a *Account) PayingName(tx *text.Text) string {
	if a == nil || a.Simulated {
		return ""
	}
	return a.Name(tx)
}
