package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/lenient"
)

// Body is in as JSON with the operator's text as it was typed; nil is {}, never null.
func Body(op string, in any) ([]byte, error) {
	if in == nil {
		return []byte("{}"), nil
	}
	body, err := plain(in, "")
	if err != nil {
		return nil, &provider.Error{Kind: provider.KindInvalid, Outcome: provider.NotSent, Op: op, Err: err}
	}
	return body, nil
}

// Indented is in as indented JSON, for people.
func Indented(in any) []byte {
	body, err := plain(in, "  ")
	if err != nil {
		return []byte(err.Error()) // strings and numbers always encode; a NaN is refused by Check
	}
	return body
}

// Decode reads an action's fields. Fields of a wrong type stay zero; what is no JSON is an error.
func Decode[T any](op string, e Envelope) (T, error) {
	var out T
	if err := lenient.Unmarshal(e.Data, &out); err != nil {
		return out, protocol(op, e, fmt.Sprintf("the response cannot be read: %v", err))
	}
	return out, nil
}

func protocol(op string, e Envelope, why string) *provider.Error {
	return &provider.Error{
		Kind: provider.KindProtocol, Op: op, RequestID: e.RequestID, HTTP: http.StatusOK,
		Err: errors.New(why),
	}
}

// Refusal is what the vendor's refusal of a purchase is worth.
type Refusal uint8

// The refusals.
const (
	Unsure   Refusal = iota // it may have been bought all the same
	Certain                 // nothing was bought
	Unlisted                // the vendor itself refuses, with a code that it does not document
)

// Buy sends a purchase exactly once. bought takes what the answer gives out of its fields. An answer with an id in it
// is a receipt whatever else it says. Otherwise the error's outcome is Refused only when the answer carries a request
// id and a certain refusal; NotSent when no byte left; and else Ambiguous, with Unlisted where the vendor refuses with
// a code that it does not document.
func Buy(ctx context.Context, c *Client, call Call, bought func(json.RawMessage) (provider.Receipt, error),
	sort func(*provider.Error) Refusal,
) (provider.Receipt, error) {
	answer, _, failed := c.Once(ctx, call)
	if failed != nil {
		return provider.Receipt{}, failed
	}
	e, refused := c.open(call, answer)
	var r provider.Receipt
	var err error
	if len(e.Data) > 0 {
		r, err = bought(e.Data)
	}
	r.RequestID = e.RequestID
	switch {
	case len(r.IDs) > 0 && answer.Status < http.StatusInternalServerError:
		return r, nil
	case refused != nil:
		if len(r.IDs) == 0 && refused.RequestID != "" {
			switch sort(refused) {
			case Certain:
				refused.Outcome = provider.Refused
			case Unlisted:
				refused.Unlisted = refused.Code != ""
			case Unsure:
			}
		}
		return r, refused
	case err != nil:
		return r, protocol(call.Op, e, fmt.Sprintf("the response cannot be read: %v", err))
	}
	return r, protocol(call.Op, e, "success without an instance id")
}

// plain is JSON that escapes nothing for web pages.
func plain(in any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(in); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
