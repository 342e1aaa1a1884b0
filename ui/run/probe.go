package run

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
)

// errNoAddress is the error of a machine that cannot be asked yet.
var errNoAddress = errors.New("no address yet")

// probe asks machines whether their login port answers: those of the simulated cloud at the port on this machine that
// stands for theirs. nil where the configuration or the process wants none to be asked.
func (rt *Runtime) probe(c runOptions) order.Probe {
	answers := rt.Process.Answers
	if answers == nil || !c.file.AsksReady() {
		return nil
	}
	rt.Asks = true
	return func(ctx context.Context, k journal.Key, s provider.Spec, i provider.Instance) error {
		w := login.Of(s, i)
		if !w.Address.IsValid() {
			return errNoAddress
		}
		if !rt.simulatedAccounts[k.Account] {
			return answers(ctx, w.Endpoint())
		}
		if rt.Cloud == nil { // one that another program runs has no port here
			return errNoAddress
		}
		at, err := rt.Cloud.LoginPort(ctx, i.ID)
		if err != nil {
			return err
		}
		return answers(ctx, at)
	}
}
