package tcapi

import (
	"context"
	"net/http"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/liberal"
)

// create is the action that buys.
const create = "CreateInstances"

// Ready waits for room for one [Client.Create].
func (c *Client) Ready(ctx context.Context) error { return c.wire.Ready(ctx, create) }

// Bought is what the answer to CreateInstances says.
type Bought struct {
	InstanceIDSet liberal.List[liberal.Text] `json:"InstanceIdSet"`
	FailedCount   liberal.Num                `json:"FailedCount"` // absent when everything worked
}

// IDs are the machines that were bought, each once.
func (b Bought) IDs() []provider.InstanceID {
	return liberal.Distinct[provider.InstanceID](b.InstanceIDSet)
}

// Create sends CreateInstances exactly once, with the batch token where the vendor's support can find it. An answer with an id in it is
// a receipt whatever else it says. Otherwise the error's outcome is Refused only when refuses knows its code, the answer carries a
// request id and its status is the service's own; NotSent when no byte left; and else Ambiguous.
func (c *Client) Create(ctx context.Context, region string, in any, token string, refuses func(code string) bool) (Bought, string, error) {
	call, err := c.call(region, create, in, token)
	if err != nil {
		return Bought{}, "", err
	}
	answer, _, failed := c.wire.Once(ctx, call)
	if failed != nil {
		return Bought{}, "", failed
	}
	e, refused := c.wire.Open(call, answer)
	var bought Bought
	if len(e.Data) > 0 {
		bought, err = decode[Bought](create, e)
	}
	switch {
	case len(bought.IDs()) > 0 && answer.Status < http.StatusInternalServerError:
		return bought, e.RequestID, nil
	case refused != nil:
		if refused.RequestID != "" && refused.HTTP == http.StatusOK && len(bought.IDs()) == 0 && refuses(refused.Code) {
			refused.Outcome = provider.Refused
		}
		return bought, e.RequestID, refused
	case err != nil:
		return bought, e.RequestID, err
	}
	return bought, e.RequestID, protocol(create, e, "success without an instance id")
}
