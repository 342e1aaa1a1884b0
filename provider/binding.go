package provider

import (
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
	type spec = Spec
	switch f {
	case FieldRegion:
		return line(f, func(s *spec) *string { return &s.Region }), true
	case FieldImage:
		return word(f, func(s *spec) *ImageID { return &s.Image }), true
	case FieldImageVersion:
		return line(f, func(s *spec) *string { return &s.ImageVersion }), true
	case FieldIPXE:
		return line(f, func(s *spec) *string { return &s.IPXE }), true
	case FieldCharge:
		return word(f, func(s *spec) *Charge { return &s.Billing.Charge }), true
	case FieldMonths:
		return number(f, func(s *spec) *int { return &s.Billing.Months }), true
	case FieldCommitment:
		return number(f, func(s *spec) *int { return &s.Billing.Commitment }), true
	case FieldConsent:
		return consent(), true
	case FieldDiscountCode:
		return line(f, func(s *spec) *string { return &s.Marketing.DiscountCode }), true
	case FieldPOCVoucher:
		return toggle(f, func(s *spec) **bool { return &s.Marketing.UsePOCVoucher }), true
	case FieldNetCharge:
		return line(f, func(s *spec) *string { return &s.Network.Charge }), true
	case FieldBandwidth:
		return number(f, func(s *spec) *int { return &s.Network.BandwidthMbps }), true
	case FieldTraffic:
		return decimal(f, func(s *spec) **float64 { return &s.Network.TrafficTB }), true
	case FieldCluster:
		return line(f, func(s *spec) *string { return &s.Network.Cluster }), true
	case FieldSubnet:
		return line(f, func(s *spec) *string { return &s.Network.Subnet }), true
	case FieldPrivate:
		return line(f, func(s *spec) *string { return &s.Network.Private }), true
	case FieldPublic:
		return line(f, func(s *spec) *string { return &s.Network.Public }), true
	case FieldIPv4:
		return toggle(f, func(s *spec) **bool { return &s.Network.IPv4 }), true
	case FieldIPv6:
		return toggle(f, func(s *spec) **bool { return &s.Network.IPv6 }), true
	case FieldSecurityGroup:
		return line(f, func(s *spec) *string { return &s.Network.SecurityGroup }), true
	case FieldCIDRBlock:
		return line(f, func(s *spec) *string { return &s.Network.CIDRBlock }), true
	case FieldCIDRStart:
		return line(f, func(s *spec) *string { return &s.Network.CIDRStart }), true
	case FieldNetMode:
		return line(f, func(s *spec) *string { return &s.Network.Mode }), true
	case FieldWAN:
		return line(f, func(s *spec) *string { return &s.Network.NIC.WAN }), true
	case FieldLAN:
		return line(f, func(s *spec) *string { return &s.Network.NIC.LAN }), true
	case FieldGatewayMode:
		return toggle(f, func(s *spec) **bool { return &s.Network.GatewayMode }), true
	case FieldPreallocate:
		return toggle(f, func(s *spec) **bool { return &s.Storage.Preallocate }), true
	case FieldLogin:
		return word(f, func(s *spec) *Login { return &s.Access.Login }), true
	case FieldPassword:
		return secret(f, func(s *spec) *Secret { return &s.Access.Password }), true
	case FieldInitScript:
		return secret(f, func(s *spec) *Secret { return &s.Access.InitScript }), true
	case FieldSSHKeys:
		return lines(f, func(s *spec) *[]string { return &s.Access.SSHKeys }), true
	case FieldKeyPair:
		return line(f, func(s *spec) *string { return &s.Access.KeyPair }), true
	case FieldPassthrough:
		return toggle(f, func(s *spec) **bool { return &s.Passthrough }), true
	case FieldName:
		return line(f, func(s *spec) *string { return &s.Name }), true
	case FieldHostname:
		return line(f, func(s *spec) *string { return &s.Hostname }), true
	case FieldCount:
		return number(f, func(s *spec) *int { return &s.Count }), true
	case FieldResourceGroup:
		return line(f, func(s *spec) *string { return &s.ResourceGroup }), true
	case FieldTags:
		return tags(), true
	default:
		return Binding{}, false
	}
}

func line(f Field, at func(*Spec) *string) Binding { return word(f, at) }

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
			if err != nil {
				return unreadable(f, "100", err)
			}
			if n < 1 { // 0 would read as not answered
				e := Fault(f, RuleMin)
				e.Limit, e.Got = 1, n
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
