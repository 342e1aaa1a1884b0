package tcapi

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/lenient"
)

// inner is what every Response has: a request id, and an error when the service refused (Tencent Cloud API 3.0,
// response, read 2026-11).
type inner struct {
	RequestID lenient.Text `json:"RequestId"`
	Error     *struct {
		Code    lenient.Text `json:"Code"`
		Message lenient.Text `json:"Message"`
	} `json:"Error"`
}

// open takes the envelope off an answer. The service says yes and no with status 200; any other status, and anything
// that is no envelope, comes from what is in front of it.
func open(a httpx.Answer) (httpx.Envelope, *provider.Error) {
	var outer struct {
		Response json.RawMessage `json:"Response"`
	}
	if err := lenient.Unmarshal(a.Body, &outer); err != nil || !lenient.IsObject(outer.Response) {
		return httpx.Envelope{}, noEnvelope(a, "the answer is not the vendor's envelope")
	}
	var in inner
	_ = lenient.Unmarshal(outer.Response, &in) // it was read as a part of the answer
	e := httpx.Envelope{RequestID: string(in.RequestID), Data: outer.Response}
	if in.Error != nil {
		return e, &provider.Error{
			Kind: kindOf(string(in.Error.Code), a.Status), Code: string(in.Error.Code), Message: string(in.Error.Message),
			RequestID: e.RequestID, HTTP: a.Status,
		}
	}
	if a.Status != http.StatusOK {
		return e, noEnvelope(a, "success with a status of failure")
	}
	if e.RequestID == "" {
		return e, noEnvelope(a, "the answer has no request id")
	}
	return e, nil
}

// noEnvelope is the error of an answer that did not come from the service itself.
func noEnvelope(a httpx.Answer, why string) *provider.Error {
	e := &provider.Error{Kind: provider.KindProtocol, HTTP: a.Status, Err: errors.New(why)}
	switch {
	case a.Status == http.StatusTooManyRequests:
		e.Kind = provider.KindThrottled
	case a.Status >= http.StatusInternalServerError:
		e.Kind = provider.KindUnavailable
	}
	return e
}
