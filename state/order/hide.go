package order

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// hide replaces the secrets of s in text by masks. A vendor's message may quote what it refuses.
func hide(s provider.Spec, text string) string {
	for _, x := range []provider.Secret{s.Access.Password, s.Access.InitScript} {
		if x.IsZero() {
			continue
		}
		text = strings.ReplaceAll(text, x.Reveal(), x.String())
		if quoted, err := json.Marshal(x.Reveal()); err == nil { // as it stands inside a quoted body
			text = strings.ReplaceAll(text, strings.Trim(string(quoted), `"`), x.String())
		}
	}
	return text
}

// hideError returns a copy of e that holds no secret of s and no error values of others.
func hideError(s provider.Spec, e *provider.Error) *provider.Error {
	c := *e
	c.Message, c.Allowed = hide(s, c.Message), hide(s, c.Allowed)
	if e.Err != nil {
		c.Err = errors.New(hide(s, e.Err.Error()))
	}
	return &c
}
