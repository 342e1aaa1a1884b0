package wire

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// Refusal is a vendor's error answer.
type Refusal struct {
	Status  int // of HTTP
	Code    string
	Message string
}

// Refuse makes a refusal. The message must not hold a secret.
func Refuse(status int, code, format string, args ...any) *Refusal {
	return &Refusal{Status: status, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Error is the code and the message.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

// Reword gives it the code, the message and the status that f has. statusOf is the status of a code.
func (r *Refusal) Reword(f fault.Fault, statusOf func(code string) int) {
	if f.Code != "" {
		r.Code, r.Status = f.Code, statusOf(f.Code)
	}
	if f.Message != "" {
		r.Message = f.Message
	}
	if f.Status != 0 {
		r.Status = f.Status
	}
}

// JSON writes v without escaping <, > and &, as the vendors do.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Members writes the members of the object v as JSON without the braces, "" for nil and for an object without any.
func Members(v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	object, err := JSON(v)
	if err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(bytes.TrimPrefix(object, []byte("{")), []byte("}")), nil
}
