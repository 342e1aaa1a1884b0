package tencent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Refusal is an answer with an Error.
type Refusal struct {
	Status  int // 200, unless a fault wants another
	Code    string
	Message string
}

// Error is the code and the message.
func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

// Refuse makes a refusal. The message must not hold a secret.
func Refuse(code, format string, args ...any) *Refusal {
	return &Refusal{Status: http.StatusOK, Code: code, Message: fmt.Sprintf(format, args...)}
}

// requestID is the call's id in this vendor's form: a UUID in small letters.
func requestID(c *wire.Call) string { return strings.ToLower(strings.TrimPrefix(c.RequestID, "T")) }

func success(c *wire.Call, result any) wire.Reply {
	inner := []byte("{}")
	if result != nil {
		var err error
		if inner, err = marshal(result); err != nil {
			return failure(c, err)
		}
	}
	var b bytes.Buffer
	b.Grow(len(inner) + 80)
	b.WriteString(`{"Response":`)
	b.Write(inner[:len(inner)-1])
	if len(inner) > len("{}") {
		b.WriteByte(',')
	}
	fmt.Fprintf(&b, `"RequestId":%q}}`, requestID(c))
	return wire.Reply{Status: http.StatusOK, Body: b.Bytes()}
}

func failure(c *wire.Call, err error) wire.Reply {
	r, ok := errors.AsType[*Refusal](err)
	if !ok { // our own fault: its text may name files and is not for the wire
		r = Refuse("InternalError", "An internal error has occurred. Retry your request, but if the problem persists, contact us.")
	}
	type failed struct {
		Code    string
		Message string
	}
	body, err := marshal(struct{ Response any }{struct {
		Error     failed
		RequestId string
	}{failed{r.Code, r.Message}, requestID(c)}})
	if err != nil {
		body = []byte("{}")
	}
	return wire.Reply{Status: r.Status, Body: body}
}

// marshal writes JSON without escaping <, > and &.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
