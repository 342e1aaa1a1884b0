package provider

import (
	"net/netip"
	"time"
)

// Status is the state of an instance in terms that are the same for all vendors; [Instance.VendorStatus] has the
// vendor's own.
type Status string

// The states, as they are written on screens and in JSON.
const (
	StatusPending  Status = "PENDING"
	StatusCreating Status = "CREATING"
	StatusRunning  Status = "RUNNING"
	StatusFailed   Status = "FAILED"
	StatusVanished Status = "VANISHED" // the vendor lists it no more
	StatusUnknown  Status = "UNKNOWN"  // asked and got no answer, or a status nobody knows
	StatusReleased Status = "RELEASED"
)

// Terminal reports whether an instance in state s is no longer on its way to RUNNING.
func (s Status) Terminal() bool {
	return s == StatusRunning || s == StatusFailed || s.Gone()
}

// Gone reports whether an instance in state s is not there any more: it was released, or the vendor lists it no more.
func (s Status) Gone() bool { return s == StatusReleased || s == StatusVanished }

// Instance is a machine as the vendor last reported it.
type Instance struct {
	ID           InstanceID
	Zone         ZoneID
	Type         TypeID
	Image        ImageID
	ImageName    string // what the vendor calls the image; "" when not stated
	Name         string
	Hostname     string
	Status       Status
	VendorStatus string       // verbatim
	Public       []netip.Addr // IPv4 first
	Private      []netip.Addr
	Created      time.Time // by the vendor's clock; zero when not stated
	Token        string    // the batch token that it carries in tag or name; "" when none
	// Delivered is what the machine was made as, for comparison with the order; nil when the vendor was asked for the
	// status only. It is not stored.
	Delivered *Delivered `json:"-"`
}

// Batch is one CreateInstances request of an order.
type Batch struct {
	Token string // unique; lets the vendor's list say what the batch bought
	Spec  Spec   // with the batch's own count and names, and the secrets
	// Make is what it buys instead of machines; nil for machines. The ids of its receipt are those of the resources.
	Make *Making
}

// TokenPlaceholder is in names in place of the batch token, which is made when the order is placed.
const TokenPlaceholder = "mw········"

// Receipt is the vendor's answer to a purchase that it accepted, wholly or in part.
type Receipt struct {
	IDs         []InstanceID
	FailedCount int    // machines that were wanted and got no id
	OrderNumber string // "" when the vendor has none
	RequestID   string
}
