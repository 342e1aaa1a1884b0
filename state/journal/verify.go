package journal

import "context"

// Verify looks through the whole file for damage; [ReasonCorrupt] when it finds some. It changes nothing.
func (s *Store) Verify(ctx context.Context) error { return explain(s.path, checkDamage(ctx, s.read)) }
