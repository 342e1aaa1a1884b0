package provider

import "context"

// Lister is a provider that lists what an account has, beyond the ids that somebody remembers. It is how a purchase is
// found that no journal knows of, which names are taken, and what a purchase with unknown outcome may have bought. A
// list that broke off before its end is an error, never a shorter list.
type Lister interface {
	// Ours lists the machines of the account, in all zones, whose tag or name carries a batch token, whoever bought them;
	// [Instance.Token] says which.
	Ours(ctx context.Context) ([]Instance, error)
	// List lists all machines of the account in the zone.
	List(ctx context.Context, z ZoneID) ([]Instance, error)
}
