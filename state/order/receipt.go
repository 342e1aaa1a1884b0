package order

import (
	"context"
	"fmt"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Signer signs receipts of orders of one account with the secret of its credentials. The error is [ErrNoAccount] where
// this program has not got it.
func (s *Service) Signer(p provider.ProductID, account string) (func(hash string) (string, error), error) {
	key := journal.Key{Account: account, Product: p}
	if !s.accounts.opens(key) || !s.signer.has(key) { // a key alone may be one of this program's own making
		return nil, fmt.Errorf("%w: %s at %s", ErrNoAccount, account, p)
	}
	return func(hash string) (string, error) { return s.signer.mac(key, "receipt", hash), nil }, nil
}

// Of returns the rows of the audit about an order, the oldest first, and the end of the audit at the same time.
// Its errors are those of [Audit.Rows].
func (a *Audit) Of(ctx context.Context, id ID) (head journal.Head, rows []journal.Entry, err error) {
	err = a.store.View(ctx, func(j *journal.Snapshot) (err error) {
		if head, err = j.Audit.Head(); err != nil {
			return err
		}
		rows, err = j.Audit.Of(string(id))
		return err
	})
	return head, rows, err
}
