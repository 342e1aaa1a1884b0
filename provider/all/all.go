// Package all is the list of products, and the only place that names them.
package all

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// Products lists what can be ordered, in the order in which it is offered. What is opened of one list shares the
// vendors' rate limits, so a program makes one.
func Products() []*provider.Product {
	list := []*provider.Product{
		bmc.Product(),
		vm.Product(),
		edgezone.Product(),
	}
	pace := new(provider.Limiters)
	for _, p := range list {
		p.Limiters = pace
	}
	return list
}
