// Package steps is the ordered list of questions; each lives in a folder of its own below.
package steps

import (
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps/access"
	"github.com/metalwright/metalwright/ui/steps/account"
	"github.com/metalwright/metalwright/ui/steps/billing"
	"github.com/metalwright/metalwright/ui/steps/image"
	"github.com/metalwright/metalwright/ui/steps/naming"
	"github.com/metalwright/metalwright/ui/steps/network"
	"github.com/metalwright/metalwright/ui/steps/product"
	"github.com/metalwright/metalwright/ui/steps/review"
	"github.com/metalwright/metalwright/ui/steps/storage"
	"github.com/metalwright/metalwright/ui/steps/types"
	"github.com/metalwright/metalwright/ui/steps/zone"
)

// All is every question in the order in which it is asked. The review is the last.
func All() []step.Step {
	return []step.Step{
		product.Step(),
		account.Step(),
		zone.Step(),
		types.Step(),
		image.Step(),
		billing.Step(),
		network.Step(),
		storage.Step(),
		access.Step(),
		naming.Step(),
		review.Step(),
	}
}
