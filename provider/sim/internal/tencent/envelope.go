package tencent

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Refusal is an answer with an Error. Its status is 200, unless a fault wants another.
type Refusal = wire.Refusal

// Refuse makes a refusal. The message must not hold a secret.
func Refuse(code, format string, args ...any) *Refusal {
	return wire.Refuse(http.StatusOK, code, format, args...)
}

// requestID is the call's id in this vendor's form: a UUID in small letters.
func requestID(c *wire.Call) string { return strings.ToLower(strings.TrimPrefix(c.RequestID, "T")) }

func success(c *wire.Call, result any) wire.Reply {
	members, err := wire.Members(result)
	if err != nil {
		return failure(c, err)
	}
	var b bytes.Buffer
	b.Grow(len(members) + 80)
	b.WriteString(`{"Response":{`)
	b.Write(members)
	if len(members) > 0 {
		b.WriteByte(',')
	}
	fmt.Fprintf(&b, `"RequestId":%q}}`, requestID(c))
	return wire.Reply{Status: http.StatusOK, Body: b.Bytes()}
}

func failure(c *wire.Call, err error) wire.Reply {
	r, ok := errors.AsType[*Refusal](err)
	if !ok { // an internal error: its text may name files and is not for clients
		r = Refuse("InternalError",
			"An internal error has occurred. Retry your request, but if the problem persists, contact us.")
	}
	type failed struct {
		Code    string
		Message string
	}
	body, err := wire.JSON(struct{ Response any }{struct {
		Error     failed
		RequestId string
	}{failed{r.Code, r.Message}, requestID(c)}})
	if err != nil {
		body = []byte("{}")
	}
	return wire.Reply{Status: r.Status, Body: body}
}
