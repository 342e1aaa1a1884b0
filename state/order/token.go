package order

import (
	"crypto/rand"
	"strings"
)

// letters are those of tokens and ids: digits and letters without i, l, o and u, which are misread or spell words.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

const (
	tokenPrefix = "mw" // lets a sweep tell our machines from others
	idPrefix    = "o-"
	tokenLength = 8
)

// newToken returns what the machines of a batch carry: "mwk7q2m9x4".
func newToken() string { return tokenPrefix + random() }

func newID() ID { return ID(idPrefix + random()) }

// random returns 40 random bits. rand.Read does not fail.
func random() string {
	var b [tokenLength]byte
	_, _ = rand.Read(b[:])
	var s strings.Builder
	for _, x := range b {
		s.WriteByte(letters[int(x)%len(letters)]) // 32 letters: no bias
	}
	return s.String()
}

// isToken reports whether text has the form of a batch's token.
func isToken(text string) bool {
	rest, ok := strings.CutPrefix(text, tokenPrefix)
	return ok && len(rest) == tokenLength && strings.Trim(rest, letters) == ""
}
