package step

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/cloudinit"
)

// ScriptWarnings are what cloud-init would ignore, or fail at, in the draft's start script.
func (e *Env) ScriptWarnings(d Draft) []Warning {
	if d.Product == nil || !d.Product.Counts(d.Spec, provider.FieldInitScript) {
		return nil
	}
	var all []Warning
	for _, p := range cloudinit.CheckFor(d.Spec.Access.InitScript.Reveal(), d.Known.Image) {
		why := ""
		if p.Why != "" {
			why = e.T("file." + p.Why)
		}
		got := e.Clean(p.Got)
		if e.Recorded() { // it is a piece of the script
			got = "***"
		}
		text := e.T("script."+string(p.Reason), "Line", p.Line, "Why", why, "Got", got)
		all = append(all, Warning{provider.FieldInitScript, text})
	}
	return all
}

// Recorded reports whether what is shown is recorded: start scripts are not drawn then.
func (e *Env) Recorded() bool { return e.Hide != nil }

// HideSecrets masks the secrets of an order in the recording, if there is one.
func (e *Env) HideSecrets(a provider.Access) {
	if e.Hide != nil {
		e.Hide(a.Secrets()...)
	}
}
