package compute

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// maxMonths is the longest prepaid term that is offered; the vendor documents no upper bound.
const maxMonths = 36

// terms are the prepaid terms that are offered, in months.
var terms = [...]int{1, 2, 3, 6, 12, 24, 36}

// maxScript is the size limit of the script for the first start in bytes (Zenlayer API reference, CreateInstances,
// userData and initScript, read 2026-11).
const maxScript = 32 * 1024

// BatchTag is the key of the tag that carries the batch token.
const BatchTag = "metalwright"

// CheckQuotable checks the answers without which there is no price.
func CheckQuotable(s provider.Spec) error {
	var faults []*provider.Error
	if s.Zone == "" {
		faults = append(faults, rules.Required(provider.FieldZone))
	}
	if s.Type == "" {
		faults = append(faults, rules.Required(provider.FieldType))
	}
	if s.Network.Charge == "" {
		faults = append(faults, rules.Required(provider.FieldNetCharge))
	}
	return provider.Join(append(faults, CheckCharge(s.Billing))...)
}

// CheckCharge checks how the machines are paid, and the prepaid term.
func CheckCharge(b provider.Billing) *provider.Error {
	switch b.Charge {
	case "":
		return rules.Required(provider.FieldCharge)
	case provider.Postpaid:
		return nil
	case provider.Prepaid:
	default:
		return rules.Words(provider.FieldCharge, provider.RuleOneOf, string(provider.Prepaid), string(provider.Postpaid))
	}
	switch {
	case b.Months == 0:
		return rules.Limit(provider.FieldMonths, provider.RuleRequired, maxMonths, 0)
	case b.Months < 1:
		return rules.Limit(provider.FieldMonths, provider.RuleMin, 1, b.Months)
	case b.Months > maxMonths:
		return rules.Limit(provider.FieldMonths, provider.RuleMax, maxMonths, b.Months)
	}
	return nil
}

// CheckSold checks that the zone and the type are sold under the charge; nil for either is not known.
func CheckSold(c provider.Charge, z *provider.Zone, t *provider.InstanceType) *provider.Error {
	if t != nil {
		return provider.SoldOtherwise(c, t.Supplies)
	}
	if z != nil {
		return provider.SoldOtherwise(c, z.Supplies)
	}
	return nil
}

// BestCharge is the charge to suggest: the one under which the type is sold, or else the zone; "" when the vendor
// reports nothing about either.
func BestCharge(z *provider.Zone, t *provider.InstanceType) provider.Charge {
	switch {
	case t != nil && len(t.Supplies.Sold()) > 0:
		return t.Supplies.Best()
	case z != nil && len(z.Supplies.Sold()) > 0:
		return z.Supplies.Best()
	}
	return ""
}

// CheckBandwidth checks Mbps against the most that is allowed; 0 or less for the most is not known.
func CheckBandwidth(mbps, most int) *provider.Error {
	switch {
	case mbps < 0:
		return rules.Limit(provider.FieldBandwidth, provider.RuleMin, 1, mbps)
	case most > 0 && mbps > most:
		return rules.Limit(provider.FieldBandwidth, provider.RuleMax, most, mbps)
	}
	return nil
}

// CheckTraffic checks the TB of a traffic package against the least that is allowed.
func CheckTraffic(tb *float64, least float64) *provider.Error {
	if tb == nil {
		return nil
	}
	if math.IsNaN(*tb) || math.IsInf(*tb, 0) || *tb < max(least, 0) {
		return rules.Limit(provider.FieldTraffic, provider.RuleMin, int(math.Ceil(max(least, 0))), 0)
	}
	return nil
}

// CheckSubnet checks the chosen subnet: in the zone, ready, and with enough addresses for count machines.
func CheckSubnet(o provider.Option, z provider.ZoneID, count int) *provider.Error {
	switch {
	case o.Zone != "" && z != "" && o.Zone != z:
		return rules.Words(provider.FieldSubnet, provider.RuleNotOffered, string(o.Zone))
	case !o.Ready:
		return rules.Words(provider.FieldSubnet, provider.RuleUnsupported, o.Status)
	case o.Free != nil && *o.Free < count:
		return rules.Limit(provider.FieldSubnet, provider.RuleMax, *o.Free, count)
	}
	return nil
}

// CheckName checks a name pattern for count machines that are ordered in batches of at most batch. "" is the vendor's
// default.
func CheckName(f provider.Field, name string, count, batch int) *provider.Error {
	p, e := ParseName(name)
	if e != nil {
		e.Field = f
		return e
	}
	if p.Length() > MaxName {
		return rules.Limit(f, provider.RuleTooLong, MaxName, p.Length())
	}
	last := min(max(count, 1), provider.MaxCount) - 1 // more are a fault of the count
	if n, _ := p.Name(last); len(n) > MaxName {
		return rules.Limit(f, provider.RuleTooLong, MaxName, len(n))
	}
	if begin := p.Begin(); begin >= 0 && begin+last/batch*batch > MaxBegin {
		return rules.Limit(f, provider.RuleOverflow, MaxBegin, begin+last/batch*batch)
	}
	return nil
}

// CheckScript checks the script for the first start: its bytes count, not its characters.
func CheckScript(s provider.Secret) *provider.Error {
	if n := len(s.Reveal()); n > maxScript {
		return rules.Limit(provider.FieldInitScript, provider.RuleTooBig, maxScript, n)
	}
	return nil
}

// CheckTags checks that keys are unique and keys and values have 1 to longest characters. The key of the batch token is
// taken.
func CheckTags(tags []provider.Tag, longest int) *provider.Error {
	seen := map[string]bool{BatchTag: true}
	for _, t := range tags {
		switch {
		case t.Key == "" || t.Value == "":
			return rules.Limit(provider.FieldTags, provider.RuleTooShort, 1, 0)
		case utf8.RuneCountInString(t.Key) > longest || utf8.RuneCountInString(t.Value) > longest:
			return rules.Limit(provider.FieldTags, provider.RuleTooLong, longest, max(utf8.RuneCountInString(t.Key),
				utf8.RuneCountInString(t.Value)))
		case seen[t.Key]:
			return rules.Words(provider.FieldTags, provider.RuleDuplicate, t.Key)
		}
		seen[t.Key] = true
	}
	return nil
}

// MonthOptions are the prepaid terms as options.
func MonthOptions() []provider.Option {
	var all []provider.Option
	for _, m := range terms {
		all = append(all, provider.Option{Value: strconv.Itoa(m), Ready: true})
	}
	return all
}
