// Package provider is the vocabulary of every product that metalwright orders from: what is sold, asked for,
// priced, made and refused. It uses the standard library only and knows no vendor.
package provider

import "context"

// Catalog looks up what one account can buy at one product, and at what price. Its methods are safe for concurrent use,
// honour ctx, neither prompt nor log, and report what the vendor said as an [*Error].
type Catalog interface {
	// Zones lists where the product is sold, with a stock badge where the vendor publishes it.
	Zones(ctx context.Context) ([]Zone, error)
	// Types lists what s.Zone sells under s.Billing.Charge (the product's default charge when empty), sold-out
	// types included.
	Types(ctx context.Context, s Spec) ([]InstanceType, error)
	// Images lists what can be installed on s.Type in s.Zone.
	Images(ctx context.Context, s Spec) ([]Image, error)
	// Options lists the choices for one answer: fixed words (charge, network mode) as well as things of the account
	// (subnets, key pairs, resource groups). A field with free text has no options: nil, nil.
	Options(ctx context.Context, s Spec, f Field) ([]Option, error)
	// Quote prices s. A product without prices answers a Quote with Priced false.
	Quote(ctx context.Context, s Spec) (Quote, error)
}

// Rules is what a product knows about orders without asking anyone. Its methods make no request and are safe for
// concurrent use.
type Rules interface {
	// Check applies all rules, at every keystroke if need be. k holds what has been looked up so far; a rule whose facts
	// are missing from k is not applied. Faults are joined, one [*Error] each.
	Check(s Spec, k Known) error
	// Suggest answers what is unanswered in s and has a sensible default. It changes no answer.
	Suggest(s Spec, k Known) Spec
	// Names lists the names that the machines of s would get, in order, as the vendor expands them. It returns at
	// most limit names (0 means all). A malformed pattern is an [*Error] at its field.
	Names(s Spec, limit int) ([]Name, error)
	// Part returns the spec of n instances of s, starting with the instance number first (from 0), so that
	// numbered names continue where the part before ended.
	Part(s Spec, first, n int) Spec
	// Body returns the purchase request for b as indented JSON, secrets masked.
	Body(b Batch) []byte
}

// Reader is one account at one product as a screen has it: it looks up and checks. It can neither buy nor reach a
// machine, and nothing that it wraps or embeds can. [Product.Open] and [Operator.ReadOnly] make it.
type Reader interface {
	// Product describes what is behind this Reader.
	Product() *Product

	Catalog
	Rules
}

// Machines finds, follows and ends the machines of one account at one product. It is how a purchase is found that no
// journal knows of, which names are taken, and what a purchase with unknown outcome may have bought. A list that broke
// off before its end is an error, never a shorter list. Its methods follow the rules of [Catalog].
type Machines interface {
	// Find returns what may have been bought for b, recognised by its token; empty proves nothing.
	Find(ctx context.Context, b Batch) ([]Instance, error)
	// Instances asks for ids in the fewest requests that the vendor allows; ids it does not list are absent. z is their
	// zone, "" when they are in several, which a Regional product is never asked.
	Instances(ctx context.Context, z ZoneID, ids []InstanceID) ([]Instance, error)
	// Ours lists the machines of the account, in all zones, whose tag or name carries a batch token, whoever bought them;
	// [Instance.Token] says which.
	Ours(ctx context.Context) ([]Instance, error)
	// List lists all machines of the account in the zone, or in all zones when z is "".
	List(ctx context.Context, z ZoneID) ([]Instance, error)
	// Terminate ends the instances; what that means for prepaid machines is the vendor's rule.
	Terminate(ctx context.Context, z ZoneID, ids []InstanceID) error
}

// Operator is one account at one product as the order service has it: it does everything but buy.
// [Product.OpenOperator] makes it.
type Operator interface {
	Reader
	Machines
	// ReadOnly returns the account as a screen has it, over the same connections.
	ReadOnly() Reader
}

// Buyer is what may spend money: one account at one product. Only the sender in state/order holds one.
type Buyer interface {
	// Ready returns when the vendor has room for one more purchase under its rate limit, and what has to be known about b
	// is known; or with an error, which Create would meet too. It buys nothing. The Create after it need not wait, so that
	// a purchase spends no time between being marked as sent and being sent.
	Ready(ctx context.Context, b Batch) error
	// Create sends exactly one purchase request for b and never retries. [OutcomeOf] its error says which it was:
	// refused (nothing was bought), not sent, or ambiguous (it may have been bought). A partial success is a Receipt
	// with FailedCount and no error. Ids beside an error are machines that were bought all the same.
	Create(ctx context.Context, b Batch) (Receipt, error)
}

// Releaser is an [Operator] of a product with a recycle bin, see [Product.RecycleBin].
type Releaser interface {
	// Release destroys what Terminate put into the recycle bin.
	Release(ctx context.Context, z ZoneID, ids []InstanceID) error
}

// Balancer is a Reader that reports what the account can spend.
type Balancer interface {
	// Balance returns the purchasing power: cash and credit.
	Balance(ctx context.Context) (Money, error)
}

// Passworder is a Reader that makes passwords.
type Passworder interface {
	// NewPassword makes a random password that the product's rules allow.
	NewPassword() Secret
}

// Cacher is a Reader that can cache what it reads.
type Cacher interface {
	// Cached returns a Reader of the same account with a cache. It is for a person who goes to and fro between the
	// questions of one order; purchases and the watcher need fresh answers.
	Cached() Cached
}

// Cached is a Reader with a cache: a question that is being asked, or was answered in the last minutes, is not sent to
// the vendor again.
type Cached interface {
	Reader
	// Forget empties the cache.
	Forget()
}

// RegionHinter is an [Operator] whose requests have to name the region of a zone.
type RegionHinter interface {
	// HintRegion says which region the zone is in, from an order that the vendor has accepted there. It saves a request.
	HintRegion(z ZoneID, region string)
}

// Warner is a Reader that knows of refusals which no published rule explains.
type Warner interface {
	// Warn lists what the vendor may refuse in s. None of it has to be changed before s is ordered.
	Warn(s Spec, k Known) []*Error
}

// StockReader is a [Catalog] that reports what is left of one type with fewer requests than Types takes.
type StockReader interface {
	// StockOf returns s.Type with its id and stock only: what is left under s.Billing.Charge in s.Zone, and under the
	// other charges when that is nothing. The stock is unknown where the vendor does not publish it. The result is nil
	// when the zone is known not to sell the type.
	StockOf(ctx context.Context, s Spec) (*InstanceType, error)
}

// Surveyor is a [Catalog] that lists what all zones sell with fewer requests than Types takes for each of them.
type Surveyor interface {
	// TypesByZone returns what [Catalog.Types] lists for each zone, whatever s.Zone is. A type that the vendor lists
	// without a zone is sold in all: it is listed for "" and for every other zone.
	TypesByZone(ctx context.Context, s Spec) (map[ZoneID][]InstanceType, error)
}

// Estimator is a [Catalog] that has to look something up in a zone before it can price an order there.
type Estimator interface {
	// Estimate is like [Catalog.Quote], but assumes what is usual instead of looking it up: it is for lists of many zones.
	Estimate(ctx context.Context, s Spec) (Quote, error)
}

// wrapper is a Reader, or an [Operator], around another one of its kind.
type wrapper interface {
	// Unwrap returns the one inside.
	Unwrap() Reader
}

// As returns r, or the first one inside it, as a T. r is a [Reader], an [Operator] or a part of one.
func As[T any](r any) (T, bool) {
	for r != nil {
		if t, ok := r.(T); ok {
			return t, true
		}
		w, ok := r.(wrapper)
		if !ok {
			break
		}
		r = w.Unwrap()
	}
	var zero T
	return zero, false
}
