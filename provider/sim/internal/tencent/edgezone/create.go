package edgezone

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

type createRequest struct {
	Zone             string  `json:"Zone" tc:"required"`
	InstanceType     string  `json:"InstanceType" tc:"required"`
	InstanceName     *string `json:"InstanceName"` // required in A
	PrivateNetworkID string  `json:"PrivateNetworkId" tc:"required"`
	PublicNetworkID  string  `json:"PublicNetworkId" tc:"required"`
	ImageID          string  `json:"ImageId"`
	InstanceCount    *int    `json:"InstanceCount"`
	VersionNumber    string  `json:"VersionNumber"`
	EnableIPv6       *bool   `json:"EnableIpv6"`
	Password         *string `json:"Password" tc:"B"`
	SSHKey           *string `json:"SSHKey" tc:"B"`
}

// The bounds of a request (Tencent Cloud API reference, edgezone CreateInstances and ModifyInstanceAttribute, read
// 2026-11).
const (
	maxMachines = 50
	maxName     = 60
)

func (r *createRequest) machines() int { return wire.Or(r.InstanceCount, 1) }

func (r *createRequest) name() string { return wire.Or(r.InstanceName, "") }

// order is a purchase while it is checked; each check adds what it found.
type order struct {
	*createRequest

	edge    edge
	call    *tencent.Call
	session *store.Session
	zone    *store.Zone
	offer   *store.Offer
	private *private
	public  *public
	there   []*machine // in the zone, and not being destroyed
	addrs   []*address // of the public network, the oldest first
}

type createAnswer struct {
	InstanceIDSet []string `json:"InstanceIdSet"`
	FailedCount   *int     `json:"FailedCount,omitempty"` // only when some failed
}

func (i instances) createInstances(ctx context.Context, c *tencent.Call) (any, error) {
	r := &createRequest{}
	if err := decode(c, r); err != nil {
		return nil, err
	}
	if r.InstanceName == nil && !c.RevisionB {
		return nil, tencent.Refuse("MissingParameter", "The request is missing a required parameter `InstanceName`.")
	}
	var answer createAnswer
	err := i.Store.Write(ctx, func(session *store.Session) error {
		o := &order{createRequest: r, edge: i.edge, call: c, session: session}
		n, err := o.check(ctx)
		if err != nil {
			return err
		}
		answer, err = o.accept(ctx, n)
		return err
	})
	return answer, err
}

func bad(format string, args ...any) *tencent.Refusal {
	return tencent.Refuse("InvalidParameterValue", "Parameter value error: "+format, args...)
}

// check applies the rules in their order and returns how many machines there are for the order. A refused order
// changes nothing.
func (o *order) check(ctx context.Context) (int, error) {
	for _, rule := range []func(context.Context) error{
		o.checkPlace, o.checkWords, o.checkNetworks,
		o.checkImage, o.checkQuota,
	} {
		if err := rule(ctx); err != nil {
			return 0, err
		}
	}
	left, err := o.session.Left(ctx, Product, o.zone, o.offer)
	if err != nil {
		return 0, err
	}
	if f, ok := o.call.Faults.Get(fault.Partial); ok {
		left = min(left, f.Keep)
	}
	if left == 0 || o.call.Faults.Has(fault.SoldOut) {
		return 0, tencent.Refuse("ResourceInsufficient", "Insufficient resources.")
	}
	if o.call.Faults.Has(fault.NoBalance) {
		return 0, tencent.Refuse("FailedOperation", "The operation failed: billing could not be enabled for the account.")
	}
	return min(left, o.machines()), nil
}

func (o *order) checkPlace(context.Context) error {
	z, ok := o.edge.zone(o.call, o.Zone)
	if !ok {
		return bad("Zone `%s` does not exist.", o.Zone)
	}
	offer, ok := z.Offer(o.InstanceType)
	if !ok {
		return bad("InstanceType `%s` is not offered in `%s`.", o.InstanceType, o.Zone)
	}
	o.zone, o.offer = z, offer
	return nil
}

func (o *order) checkWords(context.Context) error {
	switch n := utf8.RuneCountInString(o.name()); {
	case o.machines() < 1 || o.machines() > maxMachines:
		return bad("InstanceCount must be between 1 and %d.", maxMachines)
	case o.InstanceName != nil && (n < 1 || n > maxName):
		return bad("InstanceName must have between 1 and %d characters.", maxName)
	case o.Password != nil && o.SSHKey != nil:
		return bad("Password and SSHKey must not be given together.")
	}
	return nil
}

func (o *order) checkNetworks(ctx context.Context) error {
	privateOnes, err := privates(ctx, o.session)
	if err != nil {
		return err
	}
	publicOnes, err := publics(ctx, o.session)
	if err != nil {
		return err
	}
	o.private = find(privateOnes, func(n *private) bool { return n.ID == o.PrivateNetworkID && n.Zone == o.zone.ID })
	o.public = find(publicOnes, func(n *public) bool { return n.ID == o.PublicNetworkID && n.Zone == o.zone.ID })
	switch {
	case o.private == nil:
		return bad("PrivateNetworkId `%s` does not exist in the zone.", o.PrivateNetworkID)
	case o.public == nil:
		return bad("PublicNetworkId `%s` does not exist in the zone.", o.PublicNetworkID)
	}
	return nil
}

func (o *order) checkImage(context.Context) error {
	image, ok := o.edge.catalog().Image(o.ImageID)
	switch {
	case !ok && o.ImageID != "":
		return bad("ImageId `%s` does not exist.", o.ImageID)
	case o.VersionNumber == "" || o.edge.Lenient:
		return nil
	case !ok:
		return bad("VersionNumber must not be given without ImageId.")
	case image.Custom:
		return bad("VersionNumber must not be given with a custom image, only public images have versions.")
	case image.Version != o.VersionNumber:
		return bad("VersionNumber `%s` does not exist for ImageId `%s`.", o.VersionNumber, o.ImageID)
	}
	return nil
}

// checkQuota refuses the whole order when it exceeds what the account may hold of the type in the zone; 0 is no limit.
func (o *order) checkQuota(ctx context.Context) error {
	var err error
	if o.there, err = attached(ctx, o.session, o.zone.ID); err != nil {
		return err
	}
	held := count(o.there, func(m *machine) bool { return m.Type == o.offer.Type })
	if o.offer.Quota > 0 && held+o.machines() > o.offer.Quota {
		return tencent.Refuse("LimitExceeded.InstanceQuota", "LimitExceeded.InstanceQuota")
	}
	return nil
}

// tokenPattern finds the token at the end of a name.
var tokenPattern = regexp.MustCompile(`(?:^|-)(mw[0-9a-z]+)$`)

func token(name string) string {
	if m := tokenPattern.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// accept makes n machines, and reports how many are missing.
func (o *order) accept(ctx context.Context, n int) (createAnswer, error) {
	first, err := o.session.Serials(ctx, n+1) // one more for the order
	if err != nil {
		return createAnswer{}, err
	}
	if o.addrs, err = freeAddresses(ctx, o); err != nil {
		return createAnswer{}, err
	}
	free := o.private.lowest(o.there, n)
	o.call.Strike(slices.Repeat([]string{o.name()}, n)...)
	answer := createAnswer{InstanceIDSet: []string{}}
	prefix := cmp.Or(o.edge.catalog().Edge.IDPrefix, machineIDs)
	for i := range n {
		serial := first + 1 + int64(i)
		m := &store.Machine{
			Serial: serial, ID: id(prefix, serial), Product: Product, Zone: o.zone.ID, Type: o.offer.Type,
			Subnet: o.private.ID, Name: o.name(), Token: token(o.name()),
		}
		if i < len(free) {
			m.Private4 = free[i]
		}
		if err := o.enter(ctx, m, i+1); err != nil {
			return answer, err
		}
		answer.InstanceIDSet = append(answer.InstanceIDSet, m.ID)
	}
	if n < o.machines() {
		answer.FailedCount = new(o.machines() - n)
	}
	if err := bill(ctx, o.session, o.zone.ID); err != nil {
		return answer, err
	}
	return answer, o.session.Ledger().AddPurchase(ctx, store.Purchase{
		Serial: first, Product: Product, Token: token(o.name()), Name: o.name(), At: o.session.At.UnixMilli(),
		Wanted: o.machines(), IDs: answer.InstanceIDSet,
	})
}

// freeAddresses are those of a static network that no machine has, the oldest first.
func freeAddresses(ctx context.Context, o *order) ([]*address, error) {
	all, err := addresses(ctx, o.session)
	if err != nil {
		return nil, err
	}
	var free []*address
	for _, a := range all {
		if a.Network == o.public.ID && a.Machine == "" {
			free = append(free, a)
		}
	}
	sortByAge(free)
	return free, nil
}

// enter gives machine number nth (from 1) its public addresses and its life, and enters it. Without the addresses that
// it needs it fails.
func (o *order) enter(ctx context.Context, m *store.Machine, nth int) error {
	d := detail{
		Host: id(hostIDs, m.Serial), ImageID: o.ImageID, Version: o.VersionNumber, PublicID: o.public.ID,
		FileSystem: "ext4", Operate: "normal",
		EnabledIPv6: o.EnableIPv6 != nil && *o.EnableIPv6,
	}
	if f, ok := o.call.Machine(nth, fault.WrongImage); ok {
		d.ImageID, d.Version = cmp.Or(f.Word, otherImage(o.edge.catalog(), o.ImageID)), ""
		if image, ok := o.edge.catalog().Image(d.ImageID); ok && o.VersionNumber != "" {
			d.Version = image.Version
		}
	}
	var bound []*address
	if o.public.Mode == static {
		bound = o.bind(m, &d)
	} else {
		o.number(m, &d)
	}
	o.schedule(m, &d, nth)
	for _, a := range bound {
		a.Machine, a.Bound, a.Updated = m.ID, m.PrivateFrom, m.PrivateFrom
		if err := change(ctx, o.session, a.Record, a); err != nil {
			return err
		}
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	m.Detail = text
	o.there = append(o.there, &machine{Machine: m, detail: d, status: allocating})
	return o.session.Add(ctx, m)
}

// otherImage is a public image with the same system as the one with the id, or any where that one is unknown.
func otherImage(all *store.Product, id string) string {
	ordered, known := all.Image(id)
	for _, image := range all.Images {
		if image.ID != id && !image.Custom && (!known || image.OS == ordered.OS) {
			return image.ID
		}
	}
	return ""
}

// bind takes the oldest addresses that were applied for.
func (o *order) bind(m *store.Machine, d *detail) []*address {
	var bound []*address
	take := func(v6 bool) (string, bool) {
		for i, a := range o.addrs {
			if a.V6 == v6 {
				o.addrs = append(o.addrs[:i:i], o.addrs[i+1:]...)
				bound = append(bound, a)
				return a.IP, true
			}
		}
		return "", false
	}
	var ok bool
	m.Public4, ok = take(false)
	d.MissingV4 = !ok
	if d.EnabledIPv6 {
		m.Public6, ok = take(true)
		d.MissingV6 = !ok
	}
	return bound
}

// number gives the machine the next address of the network's block.
func (o *order) number(m *store.Machine, d *detail) {
	taken := map[string]bool{}
	for _, other := range o.there {
		if other.PublicID == o.public.ID {
			taken[other.Public4] = true
		}
	}
	m.Public4, m.Public6 = next(o.public, taken, d.EnabledIPv6, m.Serial)
	d.MissingV4, d.MissingV6 = m.Public4 == "", d.EnabledIPv6 && m.Public6 == ""
}
