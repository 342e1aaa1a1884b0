package provider

import (
	"net/http"
	"slices"
	"time"
)

// ProductID names a product on the command line, in files and in the journal: "zenlayer-bmc".
type ProductID string

// Product describes one product before anyone has signed in. Facts are fields, abilities are methods of its
// [Reader], [Operator] and [Buyer].
type Product struct {
	ID     ProductID
	Vendor string // the vendor's own name: "Zenlayer"
	Name   string // the product's own name: "Bare Metal Cloud"

	// Fields are the answers that this product knows, in the order in which they are asked. A step is shown when
	// the product has one of the fields it owns.
	Fields []Field
	// Codes are the vendor's documented refusals of CreateInstances, one row each.
	Codes []Code
	// Params are the parameters of the vendor's CreateInstances, one row each.
	Params []Param
	// Switches are the answers that others switch off, one row each.
	Switches []Switch
	// Form normalizes a spec to what is sent: letter case, order, and what is sent for an open answer.
	Form func(Spec) Spec
	// Defaults fills in what fixed rules of the product answer: always the same for the same spec, whatever the account.
	// It makes no secret and suggests no prepaid term.
	Defaults func(Spec) Spec

	MaxBatch  int    // instances in one CreateInstances, at most
	MaxIDs    int    // ids in one status request, at most
	Regional  bool   // a status request reaches one region only: ids of different zones cannot share it
	Endpoint  string // the vendor's URL, without a path: "https://console.zenlayer.com"
	Console   string // the address of the vendor's console for people; "" when its pages name none
	Versions  []string
	Currency  string          // ISO 4217; "" when the vendor states no prices
	NoImage   bool            // machines can be bought without an image
	FreeImage bool            // images beyond those listed exist: any id may be typed
	Tagged    bool            // machines carry the batch token in a tag; otherwise it becomes a part of the name
	KeyNames  []CredentialEnv // where the vendor's own tools look in the environment, most specific first
	// Vanishing is set where a machine that failed is no longer listed. Elsewhere absence from the list does not prove
	// the end of a machine.
	Vanishing bool
	// RecycleBin is set where terminated machines can still be restored for a time. The product's [Operator] is a
	// [Releaser] then.
	RecycleBin bool
	Settle     time.Duration // how long after an unknown outcome a person is asked; the vendor may be slower
	// TrafficCharges and ClusterCharges are the network charges with which a traffic package and a bandwidth cluster
	// have a meaning.
	TrafficCharges, ClusterCharges []string
	Lifecycle                      []string // the vendor's statuses from accepted to running, for progress
	Tools                          Tools    // how others buy the same

	// Limiters are shared by all clients of the product, and by the products of one vendor, which may count their
	// requests together.
	Limiters *Limiters
	// Open is for who looks up and checks, OpenOperator for who follows and ends machines, OpenBuyer for who buys. They
	// check the account's form and make no request.
	Open         func(Account) (Reader, error)
	OpenOperator func(Account) (Operator, error)
	OpenBuyer    func(Account) (Buyer, error)
}

// Has reports whether the product knows the answer f.
func (p *Product) Has(f Field) bool { return slices.Contains(p.Fields, f) }

// Brief lists the answers of p that a short summary of an order has, in the order in which they are asked.
func (p *Product) Brief() []Field {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f Field) bool {
		a := row(f)
		return a == nil || !a.Brief
	})
}

// Code returns the row of the vendor's code, and whether it is documented. Where several rows have a code the
// first counts.
func (p *Product) Code(code string) (Code, bool) {
	i := slices.IndexFunc(p.Codes, func(c Code) bool { return c.Code == code })
	if i < 0 {
		return Code{}, false
	}
	return p.Codes[i], true
}

// Refuses reports whether the vendor's code is documented as a certain refusal: with it nothing was bought. The list is
// closed: what it does not know may have been bought.
func (p *Product) Refuses(code string) bool {
	row, documented := p.Code(code)
	return documented && !row.Ambiguous
}

// Refusals are all codes with which a purchase is refused for certain, sorted: those of [Product.Refuses], and those
// that any action of the vendor's answers.
func (p *Product) Refusals() []string {
	all := slices.Clone(p.Tools.Refusals)
	for _, c := range p.Codes {
		if p.Refuses(c.Code) {
			all = append(all, c.Code)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Locate moves each refusal of an order of s in err to an answer that s has, where its code stands for several. It
// returns err.
func (p *Product) Locate(err error, s Spec) error {
	for _, e := range All(err) {
		if row, documented := p.Code(e.Code); documented && e.Field == row.Field {
			e.Field = row.at(s)
		}
	}
	return err
}

// Param is one request parameter of the vendor's CreateInstances.
type Param struct {
	Name  string // the vendor's, with a path: "instanceChargePrepaid.period"
	Type  string // JSON type: string, integer, number, boolean, array, object
	Field Field  // the answer that it carries
}

// CaughtBy says how far a refusal can be foreseen before sending.
type CaughtBy uint8

// How a documented refusal is caught before sending.
const (
	CaughtNever CaughtBy = iota // only the vendor knows
	CaughtData                  // by what was looked up, which may be stale
	CaughtRule                  // by a rule that needs no network
)

// Code is one documented refusal.
type Code struct {
	Code   string   // the vendor's, verbatim
	HTTP   int      // its documented HTTP status
	Kind   Kind     // what can be done about it
	Field  Field    // the answer that was refused: the step that owns it is opened
	Also   []Field  // other answers that can be the reason
	Advice string   // key of the sentence that says what to do, below "advice." in the message catalogue
	Caught CaughtBy // whether Check sees it before sending
	// Ambiguous is set for codes that do not prove that nothing was bought, such as an internal error.
	Ambiguous bool
}

// at is the answer at fault in an order of s that was refused with c: the one of the row, or the first of the others
// that s has where it has none there.
func (c Code) at(s Spec) Field {
	if c.Field == "" || Answered(s, c.Field) {
		return c.Field
	}
	for _, f := range c.Also {
		if Answered(s, f) {
			return f
		}
	}
	return c.Field
}

// CredentialEnv is one family of environment variables that holds one credential.
type CredentialEnv struct {
	ID, Secret string
	Token      string // "" when the family has none
	Region     string // of the region that the vendor's tools ask in; "" when they know none
}

// Account is how to reach one account at one product.
type Account struct {
	KeyID  string
	Secret Secret
	Token  Secret // a session token, with temporary keys only

	Endpoint string // a URL without a path; "" is the product's own
	// Regions of the vendor that are asked first, in this order, for what is the same in all; none is the product's own
	// choice.
	Regions  []string
	Version  string // the API version or revision; "" is the product's default
	Language string // "en" or "zh"; "" is English
	Client   string // what we call ourselves to the vendor: "metalwright/1.0"

	// PerSecond is how many requests per second are made at most, in the long run; 0 is what is decent towards the
	// vendor. It does not exceed a limit that the vendor states. Of clients that share the account the first one's
	// counts.
	PerSecond float64
	Transport http.RoundTripper // nil: a transport of our own that honours the proxy variables
	Now       func() time.Time  // nil: the system's clock
	// Observe is called after every request that was made. It must be safe for concurrent use; nil calls nothing.
	Observe func(Exchange)
}

// Exchange is a request that was made to a vendor, and how it ended. It has nothing of what either of them says.
type Exchange struct {
	Action         string
	Outcome        string // "ok", or the kind of its error
	Status         int    // of HTTP; 0 when no whole answer came
	RequestID      string // the vendor's; "" when it gave none
	Took           time.Duration
	Sent, Received int // bytes of the bodies
}
