package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
)

// Endpoints parses PRODUCT=URL, separated by commas, for the products that exist. http:// is for this machine alone.
func Endpoints(v Value, products []*provider.Product) (map[provider.ProductID]string, error) {
	all := map[provider.ProductID]string{}
	for part := range strings.SplitSeq(v.Text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		id, text, ok := strings.Cut(part, "=")
		if !ok || id == "" || text == "" {
			return nil, v.fault(ReasonFormat, part)
		}
		product := provider.ProductID(strings.TrimSpace(id))
		if !slices.ContainsFunc(products, func(p *provider.Product) bool { return p.ID == product }) {
			e := v.fault(ReasonProduct, id)
			for _, p := range products {
				e.Known = append(e.Known, string(p.ID))
			}
			return nil, e
		}
		endpoint, reason := parseEndpoint(strings.TrimSpace(text))
		if reason != "" {
			return nil, v.fault(reason, part)
		}
		all[product] = endpoint
	}
	return all, nil
}

// fault is the problem with text in v. A URL with a password, or with a query or fragment, which may hold a key, is not
// repeated.
func (v Value) fault(r Reason, text string) *Error {
	if strings.ContainsAny(text, "@?#") || v.HasPassword() {
		text = ""
	}
	e := &Error{Reason: r, Text: text}
	if v.Source != "" {
		e.Names = []string{v.Source}
	}
	return e
}

// parseEndpoint returns text without a trailing slash, or why it is no endpoint.
func parseEndpoint(text string) (string, Reason) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		strings.Trim(u.Path, "/") != "" {
		return "", ReasonURL
	}
	switch u.Scheme {
	case "https":
	case "http":
		if !loopback(u.Hostname()) {
			return "", ReasonInsecure
		}
	default:
		return "", ReasonURL
	}
	return u.Scheme + "://" + u.Host, ""
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// Public says whether v may be seen by everybody on the machine, as the arguments of a process are: [ReasonPassword]
// for a flag with a password in it.
func Public(v Value) error {
	if v.Origin == OriginFlag && v.HasPassword() {
		return &Error{Reason: ReasonPassword, Names: []string{v.Source, v.Name.Variable()}}
	}
	return nil
}

// HasPassword reports whether v is a database's URL, or its keywords, with a password.
func (v Value) HasPassword() bool {
	_, rest, ok := strings.Cut(v.Text, "://")
	at := strings.LastIndex(rest, "@") // a password may hold any sign
	return ok && at >= 0 && strings.Contains(rest[:at], ":") || passwordWord().MatchString(v.Text)
}

// passwordWord is a keyword of a database's address: password=, sslpassword=.
var passwordWord = pattern.Lazy(`(?i)password\s*=`)

// Bool reports whether v is switched on; an empty value is off.
func Bool(v Value) (bool, error) {
	if v.Text == "" {
		return false, nil
	}
	b, err := strconv.ParseBool(v.Text)
	if err != nil {
		return false, v.fault(reasonBool, v.Text)
	}
	return b, nil
}
