package provider

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

const masked = "••••••••"

// Secret is text that prints, logs and marshals as a mask. The zero value is no secret. It is a value without
// pointers, so that a copy lives no longer than what holds it.
type Secret struct{ text string }

// NewSecret hides text.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal returns the text. Its callers are the signers, the request bodies, and the screen that shows a password once.
func (s Secret) Reveal() string { return s.text }

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.text == "" }

// String returns a mask of fixed length, or "".
func (s Secret) String() string {
	if s.text == "" {
		return ""
	}
	return masked
}

// Format writes the mask for every verb, %#v and %x included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue is the mask.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON writes the mask.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads nothing: JSON has only the mask.
func (s *Secret) UnmarshalJSON([]byte) error {
	s.text = ""
	return nil
}
