package compute

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// maxMonths is the longest prepaid term that is offered; the vendor documents no upper bound.
const maxMonths = 36

// maxScript is the size limit of the script for the first start in bytes (Zenlayer API reference, CreateInstances,
// userData and initScript, read 2026-11).
const maxScript = 32 * 1024

// batchTag is the key of the tag that carries the batch token.
const batchTag = "metalwright"

// CheckQuotable checks the answers that a price depends on.
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

// CheckProduct checks that s is an order of the product.
func CheckProduct(s provider.Spec, id provider.ProductID) *provider.Error {
	if s.Product != "" && s.Product != id {
		return rules.Words(provider.FieldProduct, provider.RuleOneOf, string(id))
	}
	return nil
}

// CheckZone checks that there is a zone, and that it is not known to be sold out.
func CheckZone(s provider.Spec, k Facts) *provider.Error {
	switch {
	case s.Zone == "":
		return rules.Required(provider.FieldZone)
	case k.Zone != nil && k.Zone.Stock == provider.StockSoldOut && k.Type == nil:
		return SoldOut(provider.FieldZone, 0)
	}
	return nil
}

// CheckType checks that there is a type, and that it is not known to be sold out under every charge.
func CheckType(s provider.Spec, k Facts) *provider.Error {
	switch {
	case s.Type == "":
		return rules.Required(provider.FieldType)
	case k.Type != nil && k.Type.Under(s.Billing.Charge).Gone() && len(k.Type.Supplies.Sold()) == 0:
		return SoldOut(provider.FieldType, 0)
	}
	return nil
}

// SoldOut is the error for an answer of which only so many machines are left.
func SoldOut(f provider.Field, left int) *provider.Error {
	e := provider.Violation(f, provider.RuleSoldOut)
	e.Kind, e.Limit = provider.KindSoldOut, left
	return e
}

// CheckSoldUnder checks how the machines are paid, and that the zone and the type are sold that way. If they are sold
// only under another charge, the error is at the charge.
func CheckSoldUnder(b provider.Billing, k Facts) *provider.Error {
	if e := CheckCharge(b); e != nil {
		return e
	}
	if k.Type != nil {
		return provider.SoldOtherwise(b.Charge, k.Type.Supplies)
	}
	if k.Zone != nil {
		return provider.SoldOtherwise(b.Charge, k.Zone.Supplies)
	}
	return nil
}

// CheckNetCharge checks the network charge against those of the type, or against all while those are not known.
func CheckNetCharge(charge string, all []string, k Facts) *provider.Error {
	if charge == "" {
		return rules.Required(provider.FieldNetCharge)
	}
	if k.Type != nil && len(k.Type.NetCharges) > 0 {
		all = k.Type.NetCharges
	}
	return rules.OneOf(provider.FieldNetCharge, charge, all)
}

// CheckCluster checks that there is a bandwidth cluster where the network charge is one of those that need one.
func CheckCluster(n provider.Network, need []string) *provider.Error {
	if n.Cluster == "" && slices.Contains(need, n.Charge) {
		return rules.Required(provider.FieldCluster)
	}
	return nil
}

// CheckCredential checks the password, or the key pair, where that is the way in. specials are as in [CheckPassword].
func CheckCredential(way provider.Login, a provider.Access, specials string) *provider.Error {
	switch {
	case way == provider.LoginPassword:
		return CheckPassword(a.Password, specials)
	case way == provider.LoginKeyPair && a.KeyPair == "":
		return rules.Required(provider.FieldKeyPair)
	}
	return nil
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

// CheckBandwidth checks Mbps against the most that is allowed, which is not known when it is 0 or less.
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
	if p.Length() > maxName {
		return rules.Limit(f, provider.RuleTooLong, maxName, p.Length())
	}
	last := min(max(count, 1), provider.MaxCount) - 1 // more are a fault of the count
	if n, _ := p.Name(last); len(n) > maxName {
		return rules.Limit(f, provider.RuleTooLong, maxName, len(n))
	}
	if begin := p.Begin(); begin >= 0 && begin+last/batch*batch > MaxBegin {
		return rules.Limit(f, provider.RuleOverflow, MaxBegin, begin+last/batch*batch)
	}
	return nil
}

// CheckScript checks the size of the script for the first start, in bytes.
func CheckScript(s provider.Secret) *provider.Error {
	if n := len(s.Reveal()); n > maxScript {
		return rules.Limit(provider.FieldInitScript, provider.RuleTooBig, maxScript, n)
	}
	return nil
}

// CheckTags checks that keys are unique and keys and values have 1 to longest characters. The key of the batch token is
// taken.
func CheckTags(tags []provider.Tag, longest int) *provider.Error {
	seen := map[string]bool{batchTag: true}
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
