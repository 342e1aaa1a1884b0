package journal

import (
	"encoding/json"
	"net/netip"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// millis t on disk: UTC Unix milliseconds, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis its inverse.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// fromAddrs is addresses on disk, separated by blanks.
func fromAddrs(addrs []netip.Addr) string {
	words := make([]string, 0, len(addrs))
	for _, a := range addrs {
		words = append(words, a.String())
	}
	return strings.Join(words, " ")
}

// toAddrs is its inverse. Text that is not an address is left out: addresses are shown, never acted upon.
func toAddrs(text string) []netip.Addr {
	var addrs []netip.Addr
	for w := range strings.FieldsSeq(text) {
		if a, err := netip.ParseAddr(w); err == nil {
			addrs = append(addrs, a)
		}
	}
	return addrs
}

// fromMismatches is mismatches on disk; "" is none.
func fromMismatches(all []provider.Mismatch) string {
	if len(all) == 0 {
		return ""
	}
	text, err := json.Marshal(all)
	if err != nil { // strings alone: it cannot fail
		return ""
	}
	return string(text)
}

// toMismatches is its inverse.
func toMismatches(text string) (all []provider.Mismatch, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &all)
	}
	return all, err
}

// plain is text without what not every database can store: bytes that are not UTF-8, and zeros.
func plain(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
