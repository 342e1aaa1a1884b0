package provider

import (
	"errors"
	"strconv"
	"strings"
)

// Binding reads and writes one answer of a spec as text, the way a person types it. "" is not answered.
type Binding struct {
	Field Field
	Get   func(*Spec) string
	// Set changes the answer, or says what is wrong with the text and leaves the answer as it was.
	Set func(*Spec, string) *Error
}

// BindingFor returns how f is read and written; false for answers that are no single line, such as RAID.
func BindingFor(f Field) (Binding, bool) {
	var is Spec
	switch {
	case textOf(&is, f) != nil:
		return word(f, func(s *Spec) *string { return textOf(s, f) }), true
	case numberOf(&is, f) != nil:
		return number(f, func(s *Spec) *int { return numberOf(s, f) }), true
	case toggleOf(&is, f) != nil:
		return toggle(f, func(s *Spec) **bool { return toggleOf(s, f) }), true
	case secretOf(&is, f) != nil:
		return secret(f, func(s *Spec) *Secret { return secretOf(s, f) }), true
	}
	switch f {
	case FieldImage:
		return word(f, func(s *Spec) *ImageID { return &s.Image }), true
	case FieldCharge:
		return word(f, func(s *Spec) *Charge { return &s.Billing.Charge }), true
	case FieldLogin:
		return word(f, func(s *Spec) *Login { return &s.Access.Login }), true
	case FieldTraffic:
		return decimal(f, func(s *Spec) **float64 { return &s.Network.TrafficTB }), true
	case FieldSSHKeys:
		return lines(f, func(s *Spec) *[]string { return &s.Access.SSHKeys }), true
	case FieldConsent:
		return consent(), true
	case FieldTags:
		return tags(), true
	default:
		return Binding{}, false
	}
}

// TextFor returns how f is read and written where an answer is one line of text outside of screens, as in --set: all
// that [BindingFor] has, and the zone and the type. It is false for secrets.
func TextFor(f Field) (Binding, bool) {
	switch f {
	case FieldZone:
		return word(f, func(s *Spec) *ZoneID { return &s.Zone }), true
	case FieldType:
		return word(f, func(s *Spec) *TypeID { return &s.Type }), true
	case FieldPassword, FieldInitScript:
		return Binding{}, false
	default:
		return BindingFor(f)
	}
}

// textOf is where s has the answer f; nil when f is no line of text.
func textOf(s *Spec, f Field) *string {
	switch f {
	case FieldRegion:
		return &s.Region
	case FieldImageVersion:
		return &s.ImageVersion
	case FieldIPXE:
		return &s.IPXE
	case FieldDiscountCode:
		return &s.Marketing.DiscountCode
	case FieldKeyPair:
		return &s.Access.KeyPair
	case FieldName:
		return &s.Name
	case FieldHostname:
		return &s.Hostname
	case FieldResourceGroup:
		return &s.ResourceGroup
	default:
		return wireOf(&s.Network, f)
	}
}

// wireOf is where n has the answer f; nil when f is no line of text about the network.
func wireOf(n *Network, f Field) *string {
	switch f {
	case FieldNetCharge:
		return &n.Charge
	case FieldCluster:
		return &n.Cluster
	case FieldSubnet:
		return &n.Subnet
	case FieldPrivate:
		return &n.Private
	case FieldPublic:
		return &n.Public
	case FieldSecurityGroup:
		return &n.SecurityGroup
	case FieldCIDRBlock:
		return &n.CIDRBlock
	case FieldCIDRStart:
		return &n.CIDRStart
	case FieldNetMode:
		return &n.Mode
	case FieldWAN:
		return &n.NIC.WAN
	case FieldLAN:
		return &n.NIC.LAN
	default:
		return nil
	}
}

// numberOf is where s has the answer f; nil when f is no whole number.
func numberOf(s *Spec, f Field) *int {
	switch f {
	case FieldMonths:
		return &s.Billing.Months
	case FieldCommitment:
		return &s.Billing.Commitment
	case FieldBandwidth:
		return &s.Network.BandwidthMbps
	case FieldCount:
		return &s.Count
	default:
		return nil
	}
}

// toggleOf is where s has the answer f; nil when f is not yes or no.
func toggleOf(s *Spec, f Field) **bool {
	switch f {
	case FieldPOCVoucher:
		return &s.Marketing.UsePOCVoucher
	case FieldIPv4:
		return &s.Network.IPv4
	case FieldIPv6:
		return &s.Network.IPv6
	case FieldGatewayMode:
		return &s.Network.GatewayMode
	case FieldPreallocate:
		return &s.Storage.Preallocate
	case FieldPassthrough:
		return &s.Passthrough
	default:
		return nil
	}
}

// secretOf is where s has the answer f; nil when f is no secret.
func secretOf(s *Spec, f Field) *Secret {
	switch f {
	case FieldPassword:
		return &s.Access.Password
	case FieldInitScript:
		return &s.Access.InitScript
	default:
		return nil
	}
}

func word[T ~string](f Field, at func(*Spec) *T) Binding {
	return Binding{
		Field: f,
		Get:   func(s *Spec) string { return string(*at(s)) },
		Set: func(s *Spec, v string) *Error {
			*at(s) = T(strings.TrimSpace(v))
			return nil
		},
	}
}

func secret(f Field, at func(*Spec) *Secret) Binding {
	return Binding{
		Field: f,
		Get:   func(s *Spec) string { return at(s).Reveal() },
		Set: func(s *Spec, v string) *Error {
			*at(s) = NewSecret(v)
			return nil
		},
	}
}

func number(f Field, at func(*Spec) *int) Binding {
	return Binding{
		Field: f,
		Get: func(s *Spec) string {
			if *at(s) == 0 {
				return ""
			}
			return strconv.Itoa(*at(s))
		},
		Set: func(s *Spec, v string) *Error {
			v = strings.TrimSpace(v)
			if v == "" {
				*at(s) = 0
				return nil
			}
			n, err := strconv.Atoi(v)
			if err != nil && !errors.Is(err, strconv.ErrRange) { // beyond the range n is the nearest number
				return unreadable(f, "100", err)
			}
			if e := bounded(f, n, mostOf(f)); e != nil { // 0 would read as not answered
				return e
			}
			*at(s) = n
			return nil
		},
	}
}

func decimal(f Field, at func(*Spec) **float64) Binding {
	return Binding{
		Field: f,
		Get: func(s *Spec) string {
			if *at(s) == nil {
				return ""
			}
			return strconv.FormatFloat(**at(s), 'f', -1, 64)
		},
		Set: func(s *Spec, v string) *Error {
			v = strings.TrimSpace(v)
			if v == "" {
				*at(s) = nil
				return nil
			}
			n, err := strconv.ParseFloat(v, 64)
			if err != nil || n != n || n < 0 || n > 1e9 {
				return unreadable(f, "1.5", err)
			}
			*at(s) = &n
			return nil
		},
	}
}

func toggle(f Field, at func(*Spec) **bool) Binding {
	return Binding{
		Field: f,
		Get: func(s *Spec) string {
			if *at(s) == nil {
				return ""
			}
			return strconv.FormatBool(**at(s))
		},
		Set: func(s *Spec, v string) *Error {
			if v == "" {
				*at(s) = nil
				return nil
			}
			b, err := strconv.ParseBool(v)
			if err != nil {
				return unreadable(f, "true, false", err)
			}
			*at(s) = &b
			return nil
		},
	}
}

// consent is given or not: "false" is not answered.
func consent() Binding {
	return Binding{
		Field: FieldConsent,
		Get: func(s *Spec) string {
			if !s.Billing.Consent {
				return ""
			}
			return strconv.FormatBool(true)
		},
		Set: func(s *Spec, v string) *Error {
			v = strings.TrimSpace(v)
			if v == "" {
				s.Billing.Consent = false
				return nil
			}
			b, err := strconv.ParseBool(v)
			if err != nil {
				return unreadable(FieldConsent, "true, false", err)
			}
			s.Billing.Consent = b
			return nil
		},
	}
}

func lines(f Field, at func(*Spec) *[]string) Binding {
	return Binding{
		Field: f,
		Get:   func(s *Spec) string { return strings.Join(*at(s), "\n") },
		Set: func(s *Spec, v string) *Error {
			var out []string
			for l := range strings.Lines(v) {
				if l = strings.TrimSpace(l); l != "" {
					out = append(out, l)
				}
			}
			*at(s) = out
			return nil
		},
	}
}

// tags are typed as "env=prod, team=edge".
func tags() Binding {
	return Binding{
		Field: FieldTags,
		Get: func(s *Spec) string {
			parts := make([]string, len(s.Tags))
			for i, t := range s.Tags {
				parts[i] = t.Key + "=" + t.Value
			}
			return strings.Join(parts, ", ")
		},
		Set: func(s *Spec, v string) *Error {
			var out []Tag
			for part := range strings.SplitSeq(v, ",") {
				if part = strings.TrimSpace(part); part == "" {
					continue
				}
				k, val, ok := strings.Cut(part, "=")
				if k = strings.TrimSpace(k); !ok || k == "" {
					return unreadable(FieldTags, "env=prod, team=edge", nil)
				}
				out = append(out, Tag{Key: k, Value: strings.TrimSpace(val)})
			}
			s.Tags = out
			return nil
		},
	}
}

func unreadable(f Field, example string, err error) *Error {
	e := Fault(f, RuleFormat)
	e.Allowed, e.Err = example, err
	return e
}
