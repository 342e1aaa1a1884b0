package edgezone

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// request is CreateInstances with all parameters of both revisions, in the order of the vendor's page (Tencent Cloud
// API reference, edgezone CreateInstances, read 2026-11). Where 0 or false means something the member is a pointer.
type request struct {
	Zone         string `json:"Zone,omitempty"`
	InstanceType string `json:"InstanceType,omitempty"`
	// B allows to leave it out; we need it to find the machines again
	InstanceName     string `json:"InstanceName,omitempty"`
	PrivateNetworkID string `json:"PrivateNetworkId,omitempty"`
	PublicNetworkID  string `json:"PublicNetworkId,omitempty"`
	ImageID          string `json:"ImageId,omitempty"`
	InstanceCount    int    `json:"InstanceCount,omitempty"`
	VersionNumber    string `json:"VersionNumber,omitempty"`
	EnableIPv6       *bool  `json:"EnableIpv6,omitempty"`
	Password         string `json:"Password,omitempty"` // B
	SSHKey           string `json:"SSHKey,omitempty"`   // B
}

// newRequest translates what is sent of b. reveal turns secrets into what is written: their text, or a mask.
func (c conn) newRequest(b provider.Batch, reveal func(provider.Secret) string) request {
	s := c.product.Sent(b.Spec)
	q := request{
		Zone: string(s.Zone), InstanceType: string(s.Type), InstanceName: withToken(s.Name, b.Token),
		PrivateNetworkID: s.Network.Private, PublicNetworkID: s.Network.Public, ImageID: string(s.Image),
		InstanceCount: s.Count,
		VersionNumber: s.ImageVersion, EnableIPv6: s.Network.IPv6,
	}
	if c.revision == revisionA { // it knows no credentials; Check refuses them
		return q
	}
	switch login(s.Access) {
	case provider.LoginPassword:
		q.Password = reveal(s.Access.Password)
	case provider.LoginKeys:
		q.SSHKey = strings.Join(s.Access.SSHKeys, "\n")
	case provider.LoginKeyPair, provider.LoginVendor:
	}
	return q
}

// login is the way in: the chosen one, or the only one that has an answer.
func login(a provider.Access) provider.Login {
	return rules.Login(a, provider.LoginPassword, provider.LoginKeys)
}

// Body returns the request for b as indented JSON with masks for the secrets.
func (r *ruleSet) Body(b provider.Batch) []byte {
	if b.Make != nil {
		return httpx.Indented(makeRequest(b))
	}
	return httpx.Indented(r.newRequest(b, provider.Secret.String))
}

// Ready looks up the region of the zone, and waits until the rate limit has room for the request.
func (b *buyer) Ready(ctx context.Context, batch provider.Batch) error {
	if _, err := b.regionOf(ctx, batch.Spec.Zone, batch.Spec.Region); err != nil {
		return nothingSent(err)
	}
	if batch.Make != nil {
		return b.api.Ready(ctx, makeAction(*batch.Make))
	}
	return b.api.Ready(ctx, tcapi.Create)
}

// Create sends one CreateInstances, or one request for what the batch makes, to the region of the zone.
func (b *buyer) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	region, err := b.regionOf(ctx, batch.Spec.Zone, batch.Spec.Region)
	if err != nil {
		return provider.Receipt{}, nothingSent(err)
	}
	if batch.Make != nil {
		p := tcapi.Purchase{Action: makeAction(*batch.Make), In: makeRequest(batch), Receipt: makeReceipt}
		return b.api.Buy(ctx, b.product, region, p, batch)
	}
	return b.api.Create(ctx, b.product, region, b.newRequest(batch, provider.Secret.Reveal), batch)
}

// nothingSent marks the error of a purchase that was not sent because the region of its zone is not known.
func nothingSent(err error) error {
	e, ok := errors.AsType[*provider.Error](err)
	if !ok {
		return &provider.Error{Kind: provider.KindNetwork, Outcome: provider.NotSent, Field: provider.FieldRegion, Err: err}
	}
	out := *e
	out.Outcome = provider.NotSent
	if e.Code != "" || e.Rule != "" { // the vendor, or what it lists, says no
		out.Outcome = provider.Refused
	}
	out.Field = cmp.Or(out.Field, provider.FieldRegion)
	return &out
}
