package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// failure is what the journal keeps of a [provider.Error] beside the vendor's code, message and request id, which
// have columns of their own.
type failure struct {
	Kind       string         `json:"kind"`
	Outcome    string         `json:"outcome"`
	Field      provider.Field `json:"field,omitzero"`
	Rule       provider.Rule  `json:"rule,omitzero"`
	Limit      int            `json:"limit,omitzero"`
	Got        int            `json:"got,omitzero"`
	Allowed    string         `json:"allowed,omitzero"`
	Op         string         `json:"op,omitzero"`
	Advice     string         `json:"advice,omitzero"`
	HTTP       int            `json:"http,omitzero"`
	RetryAfter int64          `json:"retry_after_ms,omitzero"`
	Cause      string         `json:"cause,omitzero"`
	Unlisted   bool           `json:"unlisted,omitzero"`
}

// kindOf is the inverse of [provider.Kind.String]; a word that only a newer program knows becomes unknown.
func kindOf(word string) provider.Kind {
	for k := provider.KindUnknown; k <= provider.KindProtocol; k++ {
		if k.String() == word {
			return k
		}
	}
	return provider.KindUnknown
}

// outcomeWord is the word for o on disk.
func outcomeWord(o provider.Outcome) string {
	switch o {
	case provider.Refused:
		return "refused"
	case provider.NotSent:
		return "not_sent"
	default:
		return "ambiguous"
	}
}

// outcomeOf is its inverse; a word that only a newer program knows becomes ambiguous.
func outcomeOf(word string) provider.Outcome {
	for _, o := range []provider.Outcome{provider.Refused, provider.NotSent} {
		if outcomeWord(o) == word {
			return o
		}
	}
	return provider.Ambiguous
}

// encodeFailure returns the text for the error column, "" for nil.
func encodeFailure(e *provider.Error) (string, error) {
	if e == nil {
		return "", nil
	}
	f := failure{
		Kind: e.Kind.String(), Outcome: outcomeWord(e.Outcome),
		Field: e.Field, Rule: e.Rule, Limit: e.Limit, Got: e.Got, Allowed: e.Allowed,
		Op: e.Op, Advice: e.Advice, HTTP: e.HTTP, RetryAfter: e.RetryAfter.Milliseconds(),
		Unlisted: e.Unlisted,
	}
	if e.Err != nil {
		f.Cause = e.Err.Error()
	}
	text, err := json.Marshal(f)
	return string(text), err
}

// decodeFailure is its inverse. A word that a newer program wrote becomes the zero value, which is the safe one.
func decodeFailure(text, code, message, requestID string) (*provider.Error, error) {
	if text == "" {
		return nil, nil
	}
	var f failure
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return nil, fmt.Errorf("error column: %w", err)
	}
	e := &provider.Error{
		Kind: kindOf(f.Kind), Outcome: outcomeOf(f.Outcome),
		Field: f.Field, Rule: f.Rule, Limit: f.Limit, Got: f.Got, Allowed: f.Allowed,
		Op: f.Op, Code: code, Message: message, Advice: f.Advice, RequestID: requestID, HTTP: f.HTTP,
		RetryAfter: time.Duration(f.RetryAfter) * time.Millisecond, Unlisted: f.Unlisted,
	}
	if f.Cause != "" {
		e.Err = errors.New(f.Cause)
	}
	return e, nil
}
