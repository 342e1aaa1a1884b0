package order

import (
	"crypto/rand"
	"crypto/sha256"
	"io"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
)

// letters are those of tokens and ids: digits and letters without i, l, o and u, which are misread or spell words.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

const (
	tokenPrefix  = "mw" // lets a sweep recognise the machines that metalwright ordered
	idPrefix     = "o-"
	tokenLength  = 8
	originLength = 5 // number of letters of a token that identify what was ordered
)

// newToken returns what the machines of a batch carry: "mwk7q2m9x4". Its first letters are made of origin, by which a
// journal that does not know the batch recognises what was ordered; the others are random. Tokens of earlier versions
// are random altogether.
func newToken(from io.Reader, origin string) string {
	return beginning(origin) + random(from)[originLength:]
}

// beginning is what the tokens of all batches of origin begin with.
func beginning(origin string) string {
	sum := sha256.Sum256([]byte("metalwright token v1\n" + origin))
	return tokenPrefix + lettersOf(sum[:originLength])
}

// tokenOfAny reports whether token was made of one of names. Of a token that was made of something else it does so once
// in 33 million times.
func tokenOfAny(token string, names []string) bool {
	return isToken(token) && slices.ContainsFunc(names, func(name string) bool {
		return strings.HasPrefix(token, beginning(name))
	})
}

// originOf is what the tokens of an order are made of: the name that it has its id of, or what it sends where its id
// was made at random.
func originOf(id string, names []string, sends string) string {
	for _, name := range names {
		if identity.IsNumbered(id, name) {
			return name
		}
	}
	return sends
}

// unique gives b, which is not on disk, another token while its own is taken. Orders of the same share the first
// letters, so that it happens.
func unique(tx *journal.Tx, b *journal.Batch, from io.Reader) error {
	for tries := 0; ; tries++ {
		taken, err := tx.Batches.TokenTaken(b.Token)
		if err != nil || !taken {
			return err
		}
		b.Token = b.Token[:len(tokenPrefix)+originLength] + random(from)[originLength:]
		if tries > mostTries {
			b.Token = tokenPrefix + random(from)
		}
		b.ID = b.Token
	}
}

const mostTries = 100

// NewID returns the id of an order that nobody has placed yet.
func NewID() ID { return NewIDFrom(rand.Reader) }

// NewIDFrom is [NewID] with the random bytes of a reader, which must not fail.
func NewIDFrom(from io.Reader) ID { return ID(idPrefix + random(from)) }

// random returns 40 random bits.
func random(from io.Reader) string {
	var b [tokenLength]byte
	_, _ = io.ReadFull(from, b[:]) // it does not fail
	return lettersOf(b[:])
}

// lettersOf is a letter for each byte.
func lettersOf(b []byte) string {
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
