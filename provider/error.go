package provider

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what can be done about an error: which step is opened, which exit code it gets, whether to try again.
type Kind uint8

// The kinds.
const (
	KindUnknown     Kind = iota // nobody knows the code
	KindAuth                    // sign in again, or obtain a permission
	KindClock                   // the clock is wrong
	KindInvalid                 // change the field
	KindSoldOut                 // choose another type or zone
	KindQuota                   // choose less, or raise the limit
	KindPayment                 // the account cannot pay
	KindStale                   // the price or the stock moved: quote again
	KindNotFound                // not there, or no longer
	KindState                   // not in this state of the machine
	KindThrottled               // wait RetryAfter
	KindUnavailable             // try again
	KindNetwork                 // no connection could be made
	KindProtocol                // the answer was not what the vendor documents
)

// Outcome says what a purchase request has done.
type Outcome uint8

// The outcomes. An error that nothing has classified is ambiguous.
const (
	Ambiguous Outcome = iota // it may have been bought: look up, never send again
	Refused                  // the vendor said no: nothing was bought
	NotSent                  // no byte left this machine: nothing was bought
)

// Rule names a broken rule; the message catalogue has its sentence below "rule.".
type Rule string

// The rules that are checked without asking the vendor.
const (
	RuleRequired    Rule = "required"
	RuleMin         Rule = "min"         // Limit
	RuleMax         Rule = "max"         // Limit
	RuleMultiple    Rule = "multiple"    // Limit
	RuleOneOf       Rule = "one_of"      // Allowed
	RuleTooLong     Rule = "too_long"    // Limit: characters
	RuleTooShort    Rule = "too_short"   // Limit: characters
	RuleTooBig      Rule = "too_big"     // Limit: bytes
	RuleTooMany     Rule = "too_many"    // Limit: elements
	RuleCharacters  Rule = "characters"  // Allowed
	RulePattern     Rule = "pattern"     // a malformed [begin,bits]
	RuleOverflow    Rule = "overflow"    // a number outgrows its digits
	RuleFormat      Rule = "format"      // Allowed: an example
	RuleConflict    Rule = "conflict"    // Allowed: the other field
	RuleNeeds       Rule = "needs"       // Allowed: the other field
	RuleDuplicate   Rule = "duplicate"   // Allowed: the value
	RuleOrder       Rule = "order"       // Allowed: the right order
	RuleSum         Rule = "sum"         // Limit: GB that the sizes must add up to; Got: GB
	RuleUnsupported Rule = "unsupported" // Allowed: what is supported, or ""
	RuleSoldOut     Rule = "sold_out"    // Limit: machines left
	RuleQuota       Rule = "quota"       // Limit: machines of the type that the account may have; Got: wanted
	RuleUnnumbered  Rule = "unnumbered"  // a counter, where the vendor numbers no names: a warning
	RuleClasses     Rule = "classes"     // Allowed: the character classes that are needed
	RulePrivateKey  Rule = "private_key" // a private key where a public one belongs
	RuleDisks       Rule = "disks"       // the level needs Limit disks or more
	RuleEven        Rule = "even"        // the level needs an even number of disks
	RuleMixed       Rule = "mixed"       // disks of different size need custom arrays
	RuleHostBits    Rule = "host_bits"   // an address has bits below its mask; Allowed: the network's own address
	RuleNotOffered  Rule = "not_offered" // the vendor does not know or offer it here; Allowed: what it has, or ""
	RuleMaySum      Rule = "may_sum"     // as RuleSum, where the vendor does not say that it must: a warning
)

// Error is why a request failed: the vendor refused it (Code is set), a rule of ours is broken (Rule is set), or it did
// not get there and back (Err is set).
type Error struct {
	Kind    Kind
	Field   Field   // the answer at fault; "" when no single one is
	Outcome Outcome // of a purchase; meaningless for reads

	Rule    Rule   // the rule that was broken
	Limit   int    // its number
	Got     int    // what was given
	Allowed string // its words

	Op         string        // the vendor's action: "CreateInstances"
	Code       string        // the vendor's code, verbatim
	Message    string        // the vendor's sentence, verbatim
	Advice     string        // key of what to do, below "advice." in the message catalogue
	RequestID  string        // for the support ticket
	HTTP       int           // status; 0 when there was no answer
	RetryAfter time.Duration // 0 when the vendor did not say
	// Unlisted marks a purchase that the vendor itself refused, in its own envelope, with a code that it does not
	// document. It is ambiguous, but more likely refused than not.
	Unlisted bool
	// Host is the host that was asked, when no answer came from the vendor; Cause is why, "" when that is not known.
	Host  string
	Cause Cause
	Err   error // the cause below
}

// Violation makes the error for a broken rule at f.
func Violation(f Field, r Rule) *Error {
	return &Error{Kind: KindInvalid, Field: f, Rule: r, Outcome: Refused}
}

// Error is the text for logs; screens make their own sentence of the fields of e.
func (e *Error) Error() string {
	var b strings.Builder
	add := func(format string, a ...any) {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		fmt.Fprintf(&b, format, a...)
	}
	if e.Op != "" {
		add("%s", e.Op)
	}
	if e.Field != "" {
		add("%s", e.Field)
	}
	switch {
	case e.Rule != "" && e.Allowed != "":
		add("%s (%s)", e.Rule, e.Allowed)
	case e.Rule != "":
		add("%s (%d)", e.Rule, e.Limit)
	case e.Code != "":
		add("%s: %s", e.Code, e.Message)
	}
	if e.HTTP != 0 && e.Code == "" {
		add("HTTP status %d", e.HTTP)
	}
	if e.RequestID != "" {
		add("request %s", e.RequestID)
	}
	if e.Err != nil {
		add("%v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// At is the answer to change: Field, or the one that Kind implies; "" when there is none.
func (e *Error) At() Field {
	if e.Field != "" {
		return e.Field
	}
	switch e.Kind {
	case KindAuth, KindClock:
		return FieldAccount
	case KindSoldOut:
		return FieldType
	case KindQuota:
		return FieldCount
	case KindPayment:
		return FieldCharge
	default:
		return ""
	}
}

// All returns every *Error in the tree of err, in order.
func All(err error) []*Error {
	switch e := err.(type) { //nolint:errorlint // walks the tree itself
	case nil:
		return nil
	case *Error:
		return []*Error{e}
	case interface{ Unwrap() []error }:
		var all []*Error
		for _, x := range e.Unwrap() {
			all = append(all, All(x)...)
		}
		return all
	}
	return All(errors.Unwrap(err))
}

// OutcomeOf says what a purchase has done that ended with err. An error that is not an *Error is ambiguous.
func OutcomeOf(err error) Outcome {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Outcome
	}
	return Ambiguous
}

// Join returns the errors that are not nil as one error; nil when there are none.
func Join(faults ...*Error) error {
	errs := make([]error, 0, len(faults))
	for _, f := range faults {
		if f != nil {
			errs = append(errs, f)
		}
	}
	return errors.Join(errs...)
}

var kindNames = [...]string{
	"unknown", "auth", "clock", "invalid", "sold_out", "quota", "payment", "stale", "not_found", "state", "throttled",
	"unavailable", "network", "protocol",
}

// String is the kind's name in messages and JSON: "sold_out".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[0]
}
