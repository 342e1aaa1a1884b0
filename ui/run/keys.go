package run

import (
	"context"
	"path/filepath"

	"github.com/metalwright/metalwright/state/sshkeys"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// keys are the public keys of whoever runs the program: those of the home directory and of the agent, and over SSH the
// one that they have signed in with.
func (p Process) keys(tx *text.Text) func(context.Context) []step.Line {
	return func(ctx context.Context) []step.Line {
		var found []sshkeys.Key
		if s := p.Session; s != nil {
			if k, ok := sshkeys.Parse([]byte(s.AuthorizedKey()), s.User, ""); ok {
				return []step.Line{{Label: k.Name, Detail: k.Type + ", " + tx.T("access.from_session"), Value: k.Line}}
			}
			return nil
		}
		socket, _ := p.Lookup("SSH_AUTH_SOCK")
		found = sshkeys.Find(ctx, p.Home, socket)
		var out []step.Line
		for _, k := range found {
			from := tx.T("access.from_agent")
			if k.From != "" {
				from = filepath.Join("~", ".ssh", filepath.Base(k.From))
			}
			out = append(out, step.Line{Label: k.Name, Detail: k.Type + ", " + from, Value: k.Line})
		}
		return out
	}
}
