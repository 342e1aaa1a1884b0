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
		text := e.T("script."+string(p.Reason), "Line", p.Line, "Why", why, "Got", e.Clean(p.Got))
		all = append(all, Warning{provider.FieldInitScript, text})
	}
	return all
}
