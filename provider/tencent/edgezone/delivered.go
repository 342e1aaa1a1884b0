package edgezone

import "github.com/metalwright/metalwright/provider"

// configuration is what a row of DescribeInstances says of how the machine was made, beside what the screens show
// (Tencent Cloud API reference, edgezone Instance, read 2026-11).
type configuration struct {
	PrivateNetwork text `json:"PrivateNetworkId"`
	PublicNetwork  text `json:"PublicNetworkId"`
}

// delivered is what the row says that the machine is. Addresses count only once it runs.
func (i instance) delivered() *provider.Delivered {
	d := &provider.Delivered{States: []provider.Field{provider.FieldZone, provider.FieldType, provider.FieldImage}}
	d.Spec.Zone, d.Spec.Type = provider.ZoneID(i.Zone), provider.TypeID(i.Type)
	d.Spec.Image, d.Spec.ImageVersion = provider.ImageID(i.Image), string(i.Version)
	d.Spec.Network.Private, d.Spec.Network.Public = string(i.PrivateNetwork), string(i.PublicNetwork)
	d.StateAnswers()
	if status(string(i.Status)) == provider.StatusRunning {
		d.Spec.Network.IPv6 = new(i.PrivateIPv6 != "" || i.PublicIPv6 != "")
		d.States = append(d.States, provider.FieldIPv6)
	}
	return d
}
