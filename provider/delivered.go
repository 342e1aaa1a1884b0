package provider

// Delivered is what a vendor's list says that a machine is, in the shape of an order.
type Delivered struct {
	Spec Spec
	// States are the answers that the vendor states, also where they are zero. Of all others nothing is known.
	States []Field
}

// Mismatch is an answer where a machine is not what was ordered. The values are as a person writes them; "" is none.
type Mismatch struct {
	Field     Field  `json:"field"`
	Ordered   string `json:"ordered"`
	Delivered string `json:"delivered"`
}
