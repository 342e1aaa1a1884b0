package step

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
)

// FirstLogin is the command that logs in to the first machine of an order that runs; "" where none can be reached so.
func FirstLogin(v order.View) string {
	for _, i := range v.Instances {
		if c := login.Of(v.Spec, i.Instance).Command(); c != "" && i.Status == provider.StatusRunning {
			return c
		}
	}
	return ""
}
