// Package rules holds the rules for answers that Zenlayer's products share. Each function looks at one answer and
// returns the first rule that it breaks, or nil.
package rules

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/pattern"
)

// MaxMonths is the longest prepaid term that is offered; the vendor documents no upper bound.
const MaxMonths = 36

// Terms are the prepaid terms that are offered, in months.
var Terms = [...]int{1, 2, 3, 6, 12, 24, 36}

// MaxScript is the size limit of the script for the first start in bytes (Zenlayer API reference, CreateInstances,
// userData and initScript, read 2026-11).
const MaxScript = 32 * 1024

// BatchTag is the key of the tag that carries the batch token.
const BatchTag = "metalwright"

// Required is the fault of an answer that is missing.
func Required(f provider.Field) *provider.Error { return provider.Fault(f, provider.RuleRequired) }

// Limit is the fault of a number against its limit.
func Limit(f provider.Field, r provider.Rule, limit, got int) *provider.Error {
	e := provider.Fault(f, r)
	e.Limit, e.Got = limit, got
	return e
}

// Words is the fault of an answer against words: what is allowed, or an example.
func Words(f provider.Field, r provider.Rule, allowed ...string) *provider.Error {
	e := provider.Fault(f, r)
	e.Allowed = strings.Join(allowed, ", ")
	return e
}

// OneOf checks a word that is answered.
func OneOf(f provider.Field, word string, allowed []string) *provider.Error {
	if slices.Contains(allowed, word) {
		return nil
	}
	return Words(f, provider.RuleOneOf, allowed...)
}

// Quotable checks the answers without which there is no price.
func Quotable(s provider.Spec) error {
	var faults []*provider.Error
	if s.Zone == "" {
		faults = append(faults, Required(provider.FieldZone))
	}
	if s.Type == "" {
		faults = append(faults, Required(provider.FieldType))
	}
	if s.Network.Charge == "" {
		faults = append(faults, Required(provider.FieldNetCharge))
	}
	return provider.Join(append(faults, Charge(s.Billing))...)
}

// Charge checks how the machines are paid, and the prepaid term.
func Charge(b provider.Billing) *provider.Error {
	switch b.Charge {
	case "":
		return Required(provider.FieldCharge)
	case provider.Postpaid:
		return nil
	case provider.Prepaid:
	default:
		return Words(provider.FieldCharge, provider.RuleOneOf, string(provider.Prepaid), string(provider.Postpaid))
	}
	switch {
	case b.Months == 0:
		return Limit(provider.FieldMonths, provider.RuleRequired, MaxMonths, 0)
	case b.Months < 1:
		return Limit(provider.FieldMonths, provider.RuleMin, 1, b.Months)
	case b.Months > MaxMonths:
		return Limit(provider.FieldMonths, provider.RuleMax, MaxMonths, b.Months)
	}
	return nil
}

// Sold checks that the zone and the type are sold under the charge; nil for either is not known.
func Sold(c provider.Charge, z *provider.Zone, t *provider.InstanceType) *provider.Error {
	if t != nil {
		return provider.SoldOtherwise(c, t.Supplies)
	}
	if z != nil {
		return provider.SoldOtherwise(c, z.Supplies)
	}
	return nil
}

// Best is the charge to suggest: the one under which the type is sold, or else the zone; "" when nothing is told about
// either.
func Best(z *provider.Zone, t *provider.InstanceType) provider.Charge {
	switch {
	case t != nil && len(t.Supplies.Sold()) > 0:
		return t.Supplies.Best()
	case z != nil && len(z.Supplies.Sold()) > 0:
		return z.Supplies.Best()
	}
	return ""
}

// Bandwidth checks Mbps against the most that is allowed; 0 or less for the most is not known.
func Bandwidth(mbps, most int) *provider.Error {
	switch {
	case mbps < 0:
		return Limit(provider.FieldBandwidth, provider.RuleMin, 1, mbps)
	case most > 0 && mbps > most:
		return Limit(provider.FieldBandwidth, provider.RuleMax, most, mbps)
	}
	return nil
}

// Traffic checks the TB of a traffic package against the least that is allowed.
func Traffic(tb *float64, least float64) *provider.Error {
	if tb == nil {
		return nil
	}
	if math.IsNaN(*tb) || math.IsInf(*tb, 0) || *tb < max(least, 0) {
		return Limit(provider.FieldTraffic, provider.RuleMin, int(math.Ceil(max(least, 0))), 0)
	}
	return nil
}

// Subnet checks the chosen subnet: in the zone, ready, and with enough addresses for count machines.
func Subnet(o provider.Option, z provider.ZoneID, count int) *provider.Error {
	switch {
	case o.Zone != "" && z != "" && o.Zone != z:
		return Words(provider.FieldSubnet, provider.RuleNotOffered, string(o.Zone))
	case !o.Ready:
		return Words(provider.FieldSubnet, provider.RuleUnsupported, o.Status)
	case o.Free != nil && *o.Free < count:
		return Limit(provider.FieldSubnet, provider.RuleMax, *o.Free, count)
	}
	return nil
}

// Name checks a name pattern for count machines that are ordered in batches of at most batch. "" is the vendor's
// default.
func Name(f provider.Field, name string, count, batch int) *provider.Error {
	p, e := pattern.Parse(name)
	if e != nil {
		e.Field = f
		return e
	}
	if p.Length() > pattern.MaxLength {
		return Limit(f, provider.RuleTooLong, pattern.MaxLength, p.Length())
	}
	last := min(max(count, 1), provider.MaxCount) - 1 // more are a fault of the count
	if n, _ := p.Name(last); len(n) > pattern.MaxLength {
		return Limit(f, provider.RuleTooLong, pattern.MaxLength, len(n))
	}
	if begin := p.Begin(); begin >= 0 && begin+last/batch*batch > pattern.MaxBegin {
		return Limit(f, provider.RuleOverflow, pattern.MaxBegin, begin+last/batch*batch)
	}
	return nil
}

// Literal checks a name without a pattern, for renaming.
func Literal(f provider.Field, name string) *provider.Error {
	switch p, e := pattern.Parse(name); {
	case name == "":
		return Required(f)
	case e != nil:
		e.Field = f
		return e
	case p.Begin() >= 0 || strings.ContainsRune(name, '_'):
		return Words(f, provider.RuleCharacters, pattern.Allowed)
	case p.Length() > pattern.MaxLength:
		return Limit(f, provider.RuleTooLong, pattern.MaxLength, p.Length())
	}
	return nil
}

// Script checks the script for the first start: its bytes count, not its characters.
func Script(s provider.Secret) *provider.Error {
	if n := len(s.Reveal()); n > MaxScript {
		return Limit(provider.FieldInitScript, provider.RuleTooBig, MaxScript, n)
	}
	return nil
}

// Tags checks that keys are unique and keys and values have 1 to longest characters. The key of the batch token is
// taken.
func Tags(tags []provider.Tag, longest int) *provider.Error {
	seen := map[string]bool{BatchTag: true}
	for _, t := range tags {
		switch {
		case t.Key == "" || t.Value == "":
			return Limit(provider.FieldTags, provider.RuleTooShort, 1, 0)
		case utf8.RuneCountInString(t.Key) > longest || utf8.RuneCountInString(t.Value) > longest:
			return Limit(provider.FieldTags, provider.RuleTooLong, longest, max(utf8.RuneCountInString(t.Key),
				utf8.RuneCountInString(t.Value)))
		case seen[t.Key]:
			return Words(provider.FieldTags, provider.RuleDuplicate, t.Key)
		}
		seen[t.Key] = true
	}
	return nil
}

// MonthOptions are the prepaid terms as options.
func MonthOptions() []provider.Option {
	var all []provider.Option
	for _, m := range Terms {
		all = append(all, provider.Option{Value: strconv.Itoa(m), Ready: true})
	}
	return all
}
