// Package sign computes and reads the request signatures of the vendors: ZC2-HMAC-SHA256 (Zenlayer) and
// TC3-HMAC-SHA256 (Tencent Cloud). A client signs with it and a server verifies with it, so that both ends cannot
// diverge.
package sign

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// The schemes, as the Authorization header has them.
const (
	SchemeZC2 = "ZC2-HMAC-SHA256"
	SchemeTC3 = "TC3-HMAC-SHA256"
)

// Header is one signed header. Name and value may be in any case; they are lowered and trimmed for signing.
type Header struct{ Name, Value string }

// ZC2 returns the signature of a POST request with the signed headers (sorted here), the body exactly as sent, and the
// time of X-ZC-Timestamp in Unix seconds (Zenlayer API reference, signature, read 2026-11).
func ZC2(secret provider.Secret, headers []Header, body []byte, unix int64) string {
	text := SchemeZC2 + "\n" + strconv.FormatInt(unix, 10) + "\n" + hexSum([]byte(canonical(headers, body)))
	return hex.EncodeToString(mac([]byte(secret.Reveal()), text))
}

// TC3 returns the signature of a POST request to the service ("edgezone") with the signed headers (sorted here), the
// body exactly as sent, and the time of X-TC-Timestamp in Unix seconds (Tencent Cloud API 3.0, signature v3, read
// 2026-11).
func TC3(secret provider.Secret, service string, headers []Header, body []byte, unix int64) string {
	date := dateOf(unix)
	text := SchemeTC3 + "\n" + strconv.FormatInt(unix, 10) + "\n" + Scope(service, unix) + "\n" +
		hexSum([]byte(canonical(headers, body)))
	key := mac([]byte("TC3"+secret.Reveal()), date)
	key = mac(key, service)
	key = mac(key, "tc3_request")
	return hex.EncodeToString(mac(key, text))
}

// Scope is what follows the key id in the credential of TC3: "2026-04-27/edgezone/tc3_request".
func Scope(service string, unix int64) string { return dateOf(unix) + "/" + service + "/tc3_request" }

// dateOf is the UTC date of the Unix time, "2026-04-27".
func dateOf(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.DateOnly) }

// Received collects the named headers of a request as a server sees it: the host comes from r.Host with its port,
// everything else from the first value of the header.
func Received(r *http.Request, names []string) []Header {
	headers := make([]Header, 0, len(names))
	for _, name := range names {
		value := r.Header.Get(name)
		if strings.EqualFold(name, "host") {
			value = r.Host
		}
		headers = append(headers, Header{name, value})
	}
	return headers
}

// Equal compares two signatures in constant time.
func Equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// canonical is the canonical request: the URI is always "/" and the query always empty, whatever the request's URL.
func canonical(headers []Header, body []byte) string {
	var b strings.Builder
	b.WriteString("POST\n/\n\n")
	headers = normal(headers)
	for _, h := range headers {
		b.WriteString(h.Name + ":" + h.Value + "\n")
	}
	b.WriteString("\n" + strings.Join(names(headers), ";") + "\n" + hexSum(body))
	return b.String()
}

// normal returns the headers lowered, trimmed and sorted by name.
func normal(headers []Header) []Header {
	out := make([]Header, len(headers))
	for i, h := range headers {
		out[i] = Header{strings.ToLower(strings.TrimSpace(h.Name)), strings.ToLower(strings.TrimSpace(h.Value))}
	}
	slices.SortStableFunc(out, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func names(headers []Header) []string {
	out := make([]string, len(headers))
	for i, h := range headers {
		out[i] = h.Name
	}
	return out
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}
