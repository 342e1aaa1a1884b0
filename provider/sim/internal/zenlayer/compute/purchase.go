package compute

import (
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Purchase is the parameters of CreateInstances that both services have in addition to the [Terms].
type Purchase struct {
	ResourceGroupID string         `json:"resourceGroupId"`
	InstanceName    string         `json:"instanceName"`
	Password        string         `json:"password"`
	KeyID           string         `json:"keyId"`
	ClusterID       string         `json:"clusterId"`
	SubnetID        string         `json:"subnetId"`
	NIC             *NIC           `json:"nic"`
	Marketing       *Marketing     `json:"marketingOptions"`
	Tags            *zenlayer.Tags `json:"tags"`
}

// NIC is the names of the network interfaces.
type NIC struct {
	WANName string `json:"wanName"`
	LANName string `json:"lanName"`
}

// Marketing is what makes a purchase cheaper.
type Marketing struct {
	DiscountCode  string `json:"discountCode"`
	UsePOCVoucher *bool  `json:"usePocVoucher"`
}

// MaxScript is the longest user data or init script, in bytes.
const MaxScript = 32 << 10

// RequestedNIC is what the request says about the interfaces, without the names that it leaves out.
func (p *Purchase) RequestedNIC() NIC { return wire.Or(p.NIC, NIC{}) }

// InterfaceName reports whether name is 4 to most lower-case letters and digits, the first a letter.
func InterfaceName(name string, most int) bool {
	if len(name) < 4 || len(name) > most {
		return false
	}
	for i, c := range []byte(name) {
		letter, digit := c >= 'a' && c <= 'z', c >= '0' && c <= '9'
		if !letter && (!digit || i == 0) {
			return false
		}
	}
	return true
}
