package config

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// ref is where the credential of a product is.
func (r *reader) ref(path string, id provider.ProductID, v map[string]any) Ref {
	ref := Ref{
		Source: SourceKind(str(v, "source")), Name: str(v, "name"), KeyID: str(v, "key_id_env"), Secret: str(v, "secret_env"),
		Token: str(v, "token_env"), Endpoint: str(v, "endpoint"), Version: str(v, "version"),
	}
	if ref.Endpoint != "" {
		r.endpoint(path+".endpoint", ref.Endpoint)
	}
	p := r.product(path, id)
	if p == nil {
		return ref
	}
	if allowed := sourcesOf(p); ref.Source != "" && !slices.Contains(allowed, string(ref.Source)) {
		r.fault(path+".source", problem{
			Reason: strict.ReasonWord, Got: string(ref.Source),
			Allowed: strings.Join(allowed, ", "),
		})
	}
	if ref.Version != "" && !slices.Contains(p.Versions, ref.Version) {
		r.fault(path+".version", problem{
			Reason: strict.ReasonWord, Got: ref.Version,
			Allowed: strings.Join(p.Versions, ", "),
		})
	}
	env := []string{"key_id_env", "secret_env", "token_env"}
	for _, key := range env {
		if r.doc.Has(path+"."+key) && ref.Source != sourceEnv {
			r.fault(path+"."+key, problem{Reason: strict.ReasonConflict, Allowed: "source: " + string(ref.Source)})
		}
	}
	if (ref.KeyID == "") != (ref.Secret == "") || ref.Token != "" && ref.KeyID == "" {
		r.fault(path, problem{Reason: strict.ReasonMissing, Allowed: "key_id_env and secret_env"})
	}
	return ref
}
