package api

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/lenient"
)

// envelope is both envelopes: a success has response, a failure has code (Zenlayer API reference, response envelopes).
type envelope struct {
	RequestID Text            `json:"requestId"`
	Response  json.RawMessage `json:"response"`
	Code      Text            `json:"code"`
	Message   Text            `json:"message"`
}

// open takes the envelope off an answer.
func open(a httpx.Answer) (httpx.Envelope, *provider.Error) {
	var e envelope
	if err := lenient.Unmarshal(a.Body, &e); err != nil || (e.RequestID == "" && e.Code == "" && e.Response == nil) {
		return httpx.Envelope{}, noEnvelope(a)
	}
	out := httpx.Envelope{RequestID: string(e.RequestID)}
	if lenient.IsObject(e.Response) {
		out.Data = e.Response
		if out.RequestID == "" {
			var inner struct {
				RequestID Text `json:"requestId"`
			}
			_ = lenient.Unmarshal(e.Response, &inner)
			out.RequestID = string(inner.RequestID)
		}
	}
	if e.Code == "" && a.Status == http.StatusOK && out.Data != nil {
		return out, nil
	}
	if e.Code == "" && a.Status == http.StatusOK {
		return out, protocolError(out.RequestID, "success without a response")
	}
	return out, &provider.Error{
		Kind: kindOf(string(e.Code), a.Status), Code: string(e.Code), Message: string(e.Message),
		RequestID: out.RequestID, HTTP: a.Status,
	}
}

// noEnvelope is the error of an answer that did not come from the service itself.
func noEnvelope(a httpx.Answer) *provider.Error {
	e := protocolError("", "the answer is not the vendor's envelope")
	switch {
	case a.Header.Get("Cf-Mitigated") != "", a.Status == http.StatusUnavailableForLegalReasons:
		e.Err = errors.New("the vendor's network edge blocked the request")
	case a.Status == http.StatusTooManyRequests:
		e.Kind = provider.KindThrottled
	case a.Status >= http.StatusInternalServerError:
		e.Kind = provider.KindUnavailable
	}
	e.HTTP = a.Status
	return e
}

func protocolError(requestID, why string) *provider.Error {
	return &provider.Error{Kind: provider.KindProtocol, RequestID: requestID, Err: errors.New(why)}
}

// common are the kinds of the codes that any action answers (Zenlayer API reference, common error codes, read 2026-11).
var common = map[string]provider.Kind{
	"INTERNAL_SERVER_ERROR":                     provider.KindUnavailable,
	"SERVICE_TEMPORARY_UNAVAILABLE":             provider.KindUnavailable,
	"REQUEST_TIMED_OUT":                         provider.KindUnavailable,
	"INVALID_OPERATION_TIMEOUT":                 provider.KindUnavailable,
	"AUTHFAILURE_INVALID_AUTHORIZATION":         provider.KindAuth,
	"AUTHFAILURE_SIGNATURE_FAILURE":             provider.KindAuth,
	"AUTHFAILURE_UNAUTHORIZED_OPERATION":        provider.KindAuth,
	"AUTHFAILURE_SIGNATURE_EXPIRED":             provider.KindClock,
	"MISSING_PARAMETER":                         provider.KindInvalid,
	"INVALID_PARAMETER_TYPE":                    provider.KindInvalid,
	"INVALID_PARAMETER_EXCEED_MAXIMUM":          provider.KindInvalid,
	"INVALID_PARAMETER_LESS_MINIMUM":            provider.KindInvalid,
	"INVALID_PARAMETER_EXCEED_LENGTH":           provider.KindInvalid,
	"INVALID_PARAMETER_LESS_LENGTH":             provider.KindInvalid,
	"INVALID_PARAMETER_PATTERN_ERROR":           provider.KindInvalid,
	"INVALID_PARAMETER_DATE_FORMAT_ERROR":       provider.KindInvalid,
	"INVALID_PARAMETER_VALUE":                   provider.KindInvalid,
	"OPERATION_FAILED_FOR_RECYCLE_RESOURCE":     provider.KindState,
	"OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND": provider.KindNotFound,
	"OPERATION_FAILED_RESOURCE_NOT_FOUND":       provider.KindNotFound,
	"REQUEST_LIMIT_EXCEEDED":                    provider.KindThrottled,
}

// kindOf classifies a refusal by its code, and by its status when the code is not known.
func kindOf(code string, status int) provider.Kind {
	if k, ok := common[code]; ok {
		return k
	}
	switch {
	case status == http.StatusTooManyRequests:
		return provider.KindThrottled
	case status == http.StatusUnauthorized:
		return provider.KindAuth
	case status == http.StatusNotFound:
		return provider.KindNotFound
	case status >= http.StatusInternalServerError:
		return provider.KindUnavailable
	}
	return provider.KindUnknown
}

// Refuses reports whether a common code proves that nothing was done. The code of an internal error does not.
func Refuses(code string) bool {
	k, ok := common[code]
	return ok && k != provider.KindUnavailable
}

// Refusals are the codes of [Refuses].
func Refusals() []string {
	return slices.DeleteFunc(slices.Collect(maps.Keys(common)), func(code string) bool { return !Refuses(code) })
}

// commonKind returns the kind of a code that any action answers.
func commonKind(code string) (provider.Kind, bool) {
	k, ok := common[code]
	return k, ok
}
