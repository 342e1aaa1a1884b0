package provider

import "slices"

// Delivered is what a vendor's list says that a machine is, in the shape of an order.
type Delivered struct {
	Spec Spec
	// States are the answers that the vendor states, also where they are zero. Of all others nothing is known.
	States []Field
}

// StateAnswers adds every answer that d.Spec has to d.States: what is empty may just not be stated.
func (d *Delivered) StateAnswers() {
	for i := range table {
		if a := &table[i]; !slices.Contains(d.States, a.Field) && a.answered(&d.Spec) {
			d.States = append(d.States, a.Field)
		}
	}
}

// Mismatch is an answer where a machine is not what was ordered. The values are as a person writes them; "" is none.
type Mismatch struct {
	Field     Field  `json:"field"`
	Ordered   string `json:"ordered"`
	Delivered string `json:"delivered"`
}
