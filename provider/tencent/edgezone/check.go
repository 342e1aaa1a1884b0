package edgezone

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// maxImage is the longest image id that we take; the vendor publishes no rule.
const maxImage = 128

// known are the facts behind a spec's answers; nil where a fact is missing or about another answer.
type known struct {
	zone            *provider.Zone
	kind            *provider.InstanceType
	private, public *provider.Option
}

func relevant(s provider.Spec, k provider.Known) known {
	var out known
	if k.Zone != nil && k.Zone.ID == s.Zone {
		out.zone = k.Zone
	}
	if k.Type != nil && k.Type.ID == s.Type {
		out.kind = k.Type
	}
	if o, ok := k.Chosen[provider.FieldPrivate]; ok && o.Value == s.Network.Private {
		out.private = &o
	}
	if o, ok := k.Chosen[provider.FieldPublic]; ok && o.Value == s.Network.Public {
		out.public = &o
	}
	return out
}

// Check applies the rules that need no network.
func (r *ruleSet) Check(s provider.Spec, facts provider.Known) error {
	k := relevant(s, facts)
	return provider.Join(append([]*provider.Error{
		checkProduct(s), checkZone(s), checkRegion(s, k), checkType(s), checkImage(s), checkVersion(s), checkConsent(s),
		checkNetwork(provider.FieldPrivate, s.Network.Private, s, k.private),
		checkNetwork(provider.FieldPublic, s.Network.Public, s, k.public),
		r.checkLogin(s.Access), r.checkPassword(s.Access), r.checkSSHKeys(s.Access),
		checkName(s.Name), provider.CheckCount(s.Count), checkQuota(s, k),
	}, r.checkMakes(s)...)...)
}

// checkQuota refuses more machines than the account may have of the type. The vendor does not state whether the quota
// counts machines in all or those that are left (Tencent Cloud API reference, edgezone InstanceTypeQuota, Quota, read
// 2026-11); more than it are too many either way. 0 states no limit.
func checkQuota(s provider.Spec, k known) *provider.Error {
	if k.kind == nil || k.kind.Quota == nil || *k.kind.Quota <= 0 || s.Machines() <= *k.kind.Quota {
		return nil
	}
	return rules.Limit(provider.FieldCount, provider.RuleQuota, *k.kind.Quota, s.Machines())
}

// Warn lists what the vendor does not do as it was asked for: all machines of a request have one name, in which nothing
// is a counter (Tencent Cloud API reference, edgezone CreateInstances, InstanceName, read 2026-11).
func (r *ruleSet) Warn(s provider.Spec, _ provider.Known) []*provider.Error {
	if !counter.MatchString(s.Name) {
		return nil
	}
	return []*provider.Error{provider.Violation(provider.FieldName, provider.RuleUnnumbered)}
}

// counter is what other vendors read as a counter in a name.
var counter = regexp.MustCompile(`\[\d+,\d+\]`)

func checkProduct(s provider.Spec) *provider.Error {
	if s.Product != "" && s.Product != ID {
		return rules.Words(provider.FieldProduct, provider.RuleOneOf, string(ID))
	}
	return nil
}

func checkZone(s provider.Spec) *provider.Error {
	if s.Zone == "" {
		return rules.Required(provider.FieldZone)
	}
	return nil
}

// checkRegion: the region comes with the zone, so an answer is needed only where the list of zones cannot be read.
func checkRegion(s provider.Spec, k known) *provider.Error {
	switch {
	case s.Region == "":
		return nil
	case k.zone != nil && k.zone.Region != "" && k.zone.Region != s.Region:
		return rules.Words(provider.FieldRegion, provider.RuleOneOf, k.zone.Region)
	case !slices.Contains(regions(), s.Region) && !plain(s.Region):
		return rules.Words(provider.FieldRegion, provider.RuleFormat, "ap-guangzhou")
	}
	return nil
}

// plain reports whether text can be the value of a header.
func plain(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') &&
			c != '-'
	})
}

func checkType(s provider.Spec) *provider.Error {
	if s.Type == "" {
		return rules.Required(provider.FieldType)
	}
	return nil
}

// checkImage: no image leaves the choice to the vendor.
func checkImage(s provider.Spec) *provider.Error {
	id := string(s.Image)
	switch {
	case id == "":
		return nil
	case strings.ContainsFunc(id, unicode.IsSpace) || !printable(id):
		return rules.Words(provider.FieldImage, provider.RuleFormat, "img-centos-7.9")
	case utf8.RuneCountInString(id) > maxImage:
		return rules.Limit(provider.FieldImage, provider.RuleTooLong, maxImage, utf8.RuneCountInString(id))
	}
	return nil
}

func checkVersion(s provider.Spec) *provider.Error {
	switch {
	case s.ImageVersion == "" || s.Image == "": // without an image it does not count
		return nil
	case strings.ContainsFunc(s.ImageVersion, unicode.IsSpace) || !printable(s.ImageVersion):
		return rules.Words(provider.FieldImageVersion, provider.RuleFormat, "7.9.2009")
	}
	return nil
}

// checkConsent: the first machine in a zone switches billing on there, and nothing says whether it is on already
// (Tencent Cloud API reference, edgezone CreateInstances, read 2026-11).
func checkConsent(s provider.Spec) *provider.Error {
	if !s.Billing.Consent {
		return rules.Required(provider.FieldConsent)
	}
	return nil
}

// checkNetwork: the network is of the zone and has room.
func checkNetwork(f provider.Field, id string, s provider.Spec, o *provider.Option) *provider.Error {
	switch {
	case id == "" && makes(s, f):
		return nil
	case id == "":
		return rules.Required(f)
	case o == nil:
		return nil
	case o.Zone != "" && s.Zone != "" && o.Zone != s.Zone:
		return rules.Words(f, provider.RuleNotOffered)
	case o.Free != nil && *o.Free+reserves(s, f) < s.Machines():
		return rules.Limit(f, provider.RuleMax, *o.Free+reserves(s, f), s.Machines())
	}
	return nil
}
