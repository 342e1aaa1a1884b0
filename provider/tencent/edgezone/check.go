package edgezone

import (
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
	private, public *provider.Option
}

func relevant(s provider.Spec, k provider.Known) known {
	var out known
	if k.Zone != nil && k.Zone.ID == s.Zone {
		out.zone = k.Zone
	}
	if o, ok := k.Chosen[provider.FieldPrivate]; ok && o.Value == s.Network.Private {
		out.private = &o
	}
	if o, ok := k.Chosen[provider.FieldPublic]; ok && o.Value == s.Network.Public {
		out.public = &o
	}
	return out
}

// Check applies the rules that need no network. The quota of a type is not among them: the vendor does not state
// whether it counts machines in all or those that are left.
func (r *ruleSet) Check(s provider.Spec, facts provider.Known) error {
	k := relevant(s, facts)
	return provider.Join(append([]*provider.Error{
		checkProduct(s), checkZone(s), checkRegion(s, k), checkType(s), checkImage(s), checkVersion(s), checkConsent(s),
		checkNetwork(provider.FieldPrivate, s.Network.Private, s, k.private),
		checkNetwork(provider.FieldPublic, s.Network.Public, s, k.public),
		r.checkLogin(s.Access), r.checkPassword(s.Access), r.checkSSHKeys(s.Access),
		checkName(s.Name), provider.CheckCount(s.Count),
	}, r.checkMakes(s)...)...)
}

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
