package step

import (
	"context"

	"github.com/metalwright/metalwright/state/order"
)

// Ordered is a draft with the answers of an order, at the account that pays for it; its image has a name where that
// account lists it, which is asked. Product is nil where it is not offered.
func Ordered(ctx context.Context, e *Env, v order.View) Draft {
	d := Draft{Spec: v.Spec}
	for _, p := range e.Products {
		if p.ID == v.Product {
			d.Product = p
		}
	}
	if d.Product == nil {
		return d
	}
	for _, a := range e.Accounts.Of(v.Product) {
		if a.ID == v.Account && a.Reader != nil {
			d.Account = &a
			break
		}
	}
	if d.Account == nil || v.Spec.Image == "" {
		return d
	}
	images, err := d.Account.Reader.Images(ctx, v.Spec)
	if err != nil { // the order says which one it is all the same
		return d
	}
	for _, i := range images {
		if i.ID == v.Spec.Image {
			d.Known.Image = &i
		}
	}
	return d
}
