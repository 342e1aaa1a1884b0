package tcapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/lenient"
)

// Create is the action that buys machines.
const Create = "CreateInstances"

// Ready waits for room for one [Client.Buy] of the action.
func (c *Client) Ready(ctx context.Context, action string) error { return c.Session.Ready(ctx, action) }

// Purchase is a request that buys something: its action, its fields, and how the ids are read from its answer.
type Purchase struct {
	Action  string
	In      any
	Receipt func(json.RawMessage) (provider.Receipt, error)
}

// Create buys b of the product p with the request in, exactly once, with the batch token where the vendor's support
// can find it. See [httpx.Buy] for what the answer means: a refusal is certain when p knows it, and its status is the
// service's own.
//
// The vendor's FailedCount is absent when all went well. Where it and the ids disagree, the ids count.
func (c *Client) Create(ctx context.Context, p *provider.Product, region string, in any,
	b provider.Batch,
) (provider.Receipt, error) {
	r, err := c.Buy(ctx, p, region, Purchase{Create, in, receipt}, b)
	if err == nil {
		r.FailedCount = max(b.Spec.Machines()-len(r.IDs), 0)
	}
	return r, err
}

// Buy sends the purchase of the batch exactly once, as [Client.Create] does.
func (c *Client) Buy(ctx context.Context, p *provider.Product, region string, what Purchase,
	b provider.Batch,
) (provider.Receipt, error) {
	call, err := c.call(region, what.Action, what.In, b.Token)
	if err != nil {
		return provider.Receipt{}, err
	}
	r, err := httpx.Buy(ctx, c.Client, call, what.Receipt, func(e *provider.Error) httpx.Refusal { return sort(p, e) })
	if err != nil {
		return r, provider.NewScrubber(b.Spec.Access.Secrets()...).Scrub(p.Locate(Explain(err, p), b.Spec))
	}
	return r, nil
}

// sort says what a refusal proves. A code of a family that proves nothing, such as InternalError.Something, proves
// nothing either; any other code that is not documented is [httpx.Unlisted].
func sort(p *provider.Product, e *provider.Error) httpx.Refusal {
	if e.HTTP != http.StatusOK {
		return httpx.Unsure
	}
	if p.Refuses(e.Code) {
		return httpx.Certain
	}
	family, _, _ := strings.Cut(e.Code, ".")
	for _, code := range []string{e.Code, family} {
		row, listed := p.Code(code)
		if listed && (row.Ambiguous || code == e.Code) {
			return httpx.Unsure
		}
		for _, row := range Common() {
			if row.Code == code && row.Ambiguous {
				return httpx.Unsure
			}
		}
	}
	return httpx.Unlisted
}

// receipt reads the fields of CreateInstances.
func receipt(data json.RawMessage) (provider.Receipt, error) {
	var bought struct {
		InstanceIDSet lenient.List[lenient.Text] `json:"InstanceIdSet"`
	}
	err := lenient.Unmarshal(data, &bought)
	return provider.Receipt{IDs: lenient.Distinct[provider.InstanceID](bought.InstanceIDSet)}, err
}
