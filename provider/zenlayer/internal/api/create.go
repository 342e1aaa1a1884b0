package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/lenient"
)

// create is the action that buys.
const create = "CreateInstances"

// Ready waits for room for one [Client.Create].
func (c *Client) Ready(ctx context.Context) error { return c.Session.Ready(ctx, create) }

// Create buys b of the product p with the request in, exactly once, with the batch token where the vendor's support
// can find it. See [httpx.Buy] for what the answer means: a refusal is certain when p or the vendor's common codes
// know it, and its status is not that of an internal error.
func (c *Client) Create(ctx context.Context, p *provider.Product, s Service, in any,
	b provider.Batch,
) (provider.Receipt, error) {
	call, err := c.call(s, create, in, b.Token)
	if err != nil {
		return provider.Receipt{}, err
	}
	r, err := httpx.Buy(ctx, c.Client, call, receipt, func(e *provider.Error) httpx.Refusal {
		_, listed := p.Code(e.Code)
		_, common := commonKind(e.Code)
		switch {
		case e.HTTP >= http.StatusInternalServerError:
			return httpx.Unsure
		case p.Refuses(e.Code) || Refuses(e.Code):
			return httpx.Certain
		case !listed && !common && e.HTTP >= http.StatusBadRequest:
			return httpx.Unlisted
		default:
			return httpx.Unsure
		}
	})
	if err != nil {
		return r, provider.NewScrubber(b.Spec.Access.Secrets()...).Scrub(p.Locate(Explain(err, p), b.Spec))
	}
	r.FailedCount = max(b.Spec.Machines()-len(r.IDs), 0)
	return r, nil
}

// receipt reads the fields of CreateInstances.
func receipt(data json.RawMessage) (provider.Receipt, error) {
	var bought struct {
		InstanceIDSet List[Text] `json:"instanceIdSet"`
		OrderNumber   Text       `json:"orderNumber"`
	}
	err := lenient.Unmarshal(data, &bought)
	return provider.Receipt{
		IDs:         lenient.Distinct[provider.InstanceID](bought.InstanceIDSet),
		OrderNumber: string(bought.OrderNumber),
	}, err
}
