package zenlayer

import (
	"context"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// TimeFormat is the vendor's format of times.
const TimeFormat = "2006-01-02T15:04:05Z"

// Number formats a serial number as one of the vendor's long decimal ids; kind, its first digits, distinguishes
// machines from orders.
func Number(kind, serial int64) string {
	return strconv.FormatInt(kind*1_000_000_000_000_000+serial, 10)
}

// OrNull is nil for the empty string.
func OrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// ListOf is the list with text, empty for the empty string.
func ListOf(text string) []string {
	if text == "" {
		return []string{}
	}
	return []string{text}
}

// ValidPassword reports whether the password has 8 to 16 characters of four classes, all of which occur: letters of
// both cases, digits and the special characters (Zenlayer API reference, CreateInstances, password, read 2026-11).
func ValidPassword(password, specials string) bool {
	if len(password) < 8 || len(password) > 16 {
		return false
	}
	const lower, upper, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	for _, class := range []string{lower, upper, digits, specials} {
		if !strings.ContainsAny(password, class) {
			return false
		}
	}
	return strings.Trim(password, lower+upper+digits+specials) == ""
}

// KnownKeyPair refuses a key pair that does not exist.
func KnownKeyPair(ctx context.Context, s *store.Session, id string) error {
	if id == "" {
		return nil
	}
	pair, err := store.Find(ctx, s, store.KeyPairs, id)
	if err == nil && pair == nil {
		err = Refuse("OPERATION_FAILED_RESOURCE_NOT_FOUND", "The specified keyId `%s` is not found", id)
	}
	return err
}
