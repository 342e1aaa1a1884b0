package zenlayer

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Refusal is an answer other than 200.
type Refusal = wire.Refusal

// Refuse makes a refusal with the HTTP status that the vendor documents for the code. The message must not hold a
// secret.
func Refuse(code, format string, args ...any) *Refusal {
	return wire.Refuse(statusOf(code), code, format, args...)
}

// statusOf is the HTTP status of a code (Zenlayer API reference, common error codes and CreateInstances, read 2026-11).
func statusOf(code string) int {
	switch {
	case code == "REQUEST_LIMIT_EXCEEDED":
		return http.StatusTooManyRequests
	case code == "INTERNAL_SERVER_ERROR":
		return http.StatusInternalServerError
	case code == "SERVICE_TEMPORARY_UNAVAILABLE", code == "REQUEST_TIMED_OUT":
		return http.StatusServiceUnavailable
	case code == "INVALID_REGION_SECURITY_GROUP_NOT_SUPPORT":
		return http.StatusForbidden
	case strings.HasPrefix(code, "AUTHFAILURE_"):
		return http.StatusUnauthorized
	case strings.HasSuffix(code, "_NOT_FOUND"):
		return http.StatusNotFound
	case strings.HasPrefix(code, "OPERATION_"):
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

func success(c *wire.Call, result any) wire.Reply {
	members, err := wire.Members(result)
	if err != nil {
		return failure(c, err)
	}
	var b bytes.Buffer
	b.Grow(len(members) + 128)
	fmt.Fprintf(&b, `{"requestId":%q,"response":{"requestId":%q`, c.RequestID, c.RequestID)
	if len(members) > 0 {
		b.WriteByte(',')
	}
	b.Write(members)
	b.WriteString("}}")
	return wire.Reply{Status: http.StatusOK, Body: b.Bytes()}
}

func failure(c *wire.Call, err error) wire.Reply {
	r, ok := errors.AsType[*Refusal](err)
	if !ok { // an internal error: its text may name files and is not for clients
		r = Refuse("INTERNAL_SERVER_ERROR", "An internal error occurred")
	}
	body, err := wire.JSON(struct {
		RequestID string `json:"requestId"`
		Code      string `json:"code"`
		Message   string `json:"message"`
	}{c.RequestID, r.Code, r.Message})
	if err != nil {
		body = []byte("{}")
	}
	return wire.Reply{Status: r.Status, Body: body}
}
