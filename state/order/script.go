package order

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
)

// Script is the first-boot script of an order; false when this program has not got it, or it is another one than was
// ordered. It is a secret.
func (s *Views) Script(ctx context.Context, id ID) (provider.Secret, bool, error) {
	v, err := s.Order(ctx, id)
	if err != nil || v.Script == nil {
		return provider.Secret{}, false, err
	}
	access, _ := s.secrets.held(id)
	held := provider.Spec{Access: access}
	return held.Access.InitScript, identity.ScriptHash(held) == v.Script.SHA256, nil
}
