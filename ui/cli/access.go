package cli

import (
	"bytes"
	"context"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/reach"
	"github.com/metalwright/metalwright/ui/board"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// boardAccess is how the boards of this run help people to get into machines. Over SSH nothing is run, and no file is
// written: both would be the server's.
func boardAccess(rt *run.Runtime) board.Access {
	a := board.Access{
		Export: func(ctx context.Context, v order.View, f export.Format) ([]byte, error) {
			s, err := placedSource(rt.Env, v)
			if err != nil {
				return nil, err
			}
			s.ASCII = rt.Env.Theme.ASCII
			if f == export.KnownHosts {
				s.HostKeys = hostKeys(ctx, s)
			}
			var out bytes.Buffer
			err = export.Write(&out, f, s)
			return out.Bytes(), exportError(rt, s, err)
		},
	}
	if rt.Process.Session != nil {
		return a
	}
	program, err := exec.LookPath("ssh")
	if _, file := rt.Process.In.(*os.File); err == nil && file { // what is no file cannot be lent
		a.SSH = func(ctx context.Context, target string) *exec.Cmd {
			c := exec.CommandContext(ctx, program, target) // no shell reads it
			c.Stdin, c.Stdout, c.Stderr = rt.Process.In, report.Terminal(rt.Process.Out), report.Terminal(rt.Process.Err)
			return c
		}
	}
	a.Save = func(name string, data []byte) (string, error) {
		path := filepath.Join(rt.Process.Dir, name)
		return path, rt.Process.Create(path, data)
	}
	return a
}

// mostAsked is how many machines are asked for their keys at the same time.
const mostAsked = 32

// hostKeys asks the machines of s for their SSH host keys. Those that do not answer are left out, and so are all of the
// simulated cloud, whose addresses are nobody's.
func hostKeys(ctx context.Context, s export.Source) map[netip.Addr]ssh.PublicKey {
	if s.Simulated {
		return nil
	}
	type answer struct {
		at  netip.Addr
		key ssh.PublicKey
	}
	answers := make(chan answer, len(s.Instances))
	free := make(chan struct{}, mostAsked)
	g, ctx := together.With(ctx)
	for _, i := range s.Instances {
		w := login.Of(provider.Spec{}, i)
		if w.Target() == "" {
			continue
		}
		free <- struct{}{}
		g.Go(func() error {
			defer func() { <-free }()
			if key, err := reach.HostKey(ctx, w.Endpoint()); err == nil {
				answers <- answer{w.Address, key}
			}
			return nil
		})
	}
	_ = g.Wait() // none of them returns one
	close(answers)
	keys := map[netip.Addr]ssh.PublicKey{}
	for a := range answers {
		keys[a.at] = a.key
	}
	return keys
}
