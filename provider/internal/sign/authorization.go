package sign

import (
	"errors"
	"fmt"
	"strings"
)

// Authorization is the content of an Authorization header.
type Authorization struct {
	Scheme     string
	Credential string   // the key id; TC3 adds "/<date>/<service>/tc3_request"
	Signed     []string // names of the signed headers, lower case, in the order of the header
	Signature  string
}

// Signed makes the header for a signature over the headers.
func Signed(scheme, credential string, headers []Header, signature string) Authorization {
	return Authorization{scheme, credential, names(normal(headers)), signature}
}

// String is the header's value.
func (a Authorization) String() string {
	return a.Scheme + " Credential=" + a.Credential + ", SignedHeaders=" + strings.Join(a.Signed,
		";") + ", Signature=" + a.Signature
}

// Parse reads an Authorization header. Every part must be there once and not be empty; their order is free. Which
// headers have to be signed and how the credential is built is the caller's to check.
func Parse(value string) (Authorization, error) {
	scheme, rest, ok := strings.Cut(strings.TrimSpace(value), " ")
	if !ok || scheme == "" {
		return Authorization{}, errors.New("authorization header without a scheme")
	}
	parts := map[string]string{"Credential": "", "SignedHeaders": "", "Signature": ""}
	for part := range strings.SplitSeq(rest, ",") {
		name, text, ok := strings.Cut(strings.TrimSpace(part), "=")
		old, known := parts[name]
		if !ok || !known || old != "" || text == "" {
			return Authorization{}, errors.New("authorization header with an unknown, repeated or empty part")
		}
		parts[name] = text
	}
	for name, text := range parts {
		if text == "" {
			return Authorization{}, fmt.Errorf("authorization header without %s", name)
		}
	}
	signed := strings.Split(strings.ToLower(parts["SignedHeaders"]), ";")
	for _, name := range signed {
		if name == "" || strings.ContainsAny(name, " \t") {
			return Authorization{}, errors.New("authorization header with a malformed list of signed headers")
		}
	}
	return Authorization{scheme, parts["Credential"], signed, parts["Signature"]}, nil
}
