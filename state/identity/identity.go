// Package identity defines which ids an order may have, and when two orders are the same: an id is used once.
//
// The identity of an order is the hash of the requests that it sends, and of the account: its answers completed,
// without those that others switch off, in the form in which they are sent ([Of]). So two order files have the same
// identity exactly when they send the same requests, however they are written, and writing a default out changes
// nothing. A password does not count, because it is a secret and may be made anew each time; an init script does, by
// its hash. The batch token, the region that comes with the zone, and a consent are no part of it.
//
// Some defaults are facts that the vendor may change from day to day, such as the zone's default subnet or the
// bandwidth that is free. The same file may be completed differently tomorrow, and is still the same file. So an order
// is also known by the identity of the file that it was placed by, completed by the product's fixed rules alone
// ([OfFile]), which needs no network and is the same every day; and by the id that earlier versions gave that file
// ([Former]). A file has already been placed when an order is known by any of the three.
package identity

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// letters are those of an id: digits and letters without i, l, o and u, as in ids made at random.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

// MaxLength is the most characters of an id.
const MaxLength = 64

// Pattern is what an id looks like, as a regular expression.
const Pattern = `^[a-z0-9][a-z0-9._-]{0,63}$`

// Form is [Pattern] for people: what is allowed, and how much of it.
const Form = "a-z 0-9 . _ -, 1 to 64, not . _ - first"

// Err is the error of text that is no id.
var Err = errors.New("this is not a valid order ID")

// Check is the one rule for ids: lower-case letters, digits, and . _ - after the first character; at most [MaxLength]
// of them. Every id that comes from outside is checked by it before it is used, and every order when it is placed. The
// error is [Err].
func Check(id string) error {
	if id == "" || len(id) > MaxLength {
		return Err
	}
	for i, c := range []byte(id) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case i > 0 && (c == '.' || c == '_' || c == '-'):
		default:
			return Err
		}
	}
	return nil
}

// Shown is id as it may be shown: itself when it is one, and otherwise quoted, without a byte that a terminal could
// obey, and not at length.
func Shown(id string) string {
	if Check(id) == nil {
		return id
	}
	const most = 40
	if len(id) > most {
		return strconv.QuoteToASCII(id[:most]) + "..."
	}
	return strconv.QuoteToASCII(id)
}

// Numbered is the id of the n-th order of base, from 1: base, base-2, base-3. Where the number has no room the end of
// base gives way to a hash of it.
func Numbered(base string, n int) string {
	if n < 2 {
		return base
	}
	end := "-" + strconv.Itoa(n)
	if len(base)+len(end) > MaxLength {
		name := hash([]byte(base))
		base = base[:MaxLength-len(end)-len(name)] + name
	}
	return base + end
}

// IsNumbered reports whether id is [Numbered] of base.
func IsNumbered(id, base string) bool {
	if id == base {
		return true
	}
	n, err := strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:])
	return err == nil && n > 1 && Numbered(base, n) == id
}

// Of is the identity of an order of s at the account: s is complete, and has its init script.
func Of(p *provider.Product, s provider.Spec, account string) string {
	return OfStored(p, s, account, ScriptHash(s))
}

// OfStored is [Of] for a spec that has been written down: its script is known by its hash alone, "" without a script.
func OfStored(p *provider.Product, s provider.Spec, account, script string) string {
	s = p.Sent(s)
	s.Count = s.Machines()
	s.Region, s.Billing.Consent = "", false
	s.Access.Password, s.Access.InitScript = provider.Secret{}, provider.Secret{}
	return digest("metalwright order v2", account, s, script)
}

// OfFile is the identity of an order file with the answers s, completed by the product's fixed rules.
func OfFile(p *provider.Product, s provider.Spec, account string) string {
	if p.Defaults != nil {
		s = p.Defaults(s)
	}
	return Of(p, s, account)
}

// Former is the id that earlier versions gave an order file with the answers s: a hash of them as the file had them.
// Journals have such ids.
func Former(s provider.Spec, account string) string {
	s = s.Clone()
	s.Count = s.Machines()
	s.Access.Password, s.Access.InitScript = provider.Secret{}, provider.Secret{}
	for i := range s.Storage.DataDisks {
		s.Storage.DataDisks[i].Count = max(s.Storage.DataDisks[i].Count, 1)
	}
	return digest("metalwright order v1", account, s, "")
}

// ScriptHash recognises the init script of s: its SHA-256, "" without one.
func ScriptHash(s provider.Spec) string {
	text := s.Access.InitScript.Reveal()
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func digest(format, account string, s provider.Spec, script string) string {
	text, err := json.Marshal(struct {
		Format  string        `json:"format"`
		Account string        `json:"account"`
		Spec    provider.Spec `json:"spec"`
		Script  string        `json:"script,omitempty"`
	}{format, account, s, script})
	if err != nil { // a NaN, which no file holds: still not the id of anything else
		text = []byte(err.Error() + account)
	}
	return "o-" + hash(text)
}

// hash is 8 letters for text.
func hash(text []byte) string {
	sum := sha256.Sum256(text)
	const bytes = 5 // 8 letters
	return base32.NewEncoding(letters).WithPadding(base32.NoPadding).EncodeToString(sum[:bytes])
}
