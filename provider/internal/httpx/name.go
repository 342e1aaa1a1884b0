package httpx

import "strings"

// maxName is the length of the header with the client's name, for both vendors (Zenlayer API reference,
// X-ZC-Request-Client; Tencent Cloud API reference, X-TC-RequestClient, read 2026-11).
const maxName = 128

// ClientName joins the parts to what both vendors take as a client's name: 0-9 a-z A-Z - _ space , ; and the full stop.
func ClientName(parts ...string) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', strings.ContainsRune("-_ ,;.", r):
			return r
		}
		return ','
	}, strings.Join(parts, ","))
	text = strings.Trim(text, ",")
	return text[:min(len(text), maxName)]
}
