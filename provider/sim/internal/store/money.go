package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
)

// Micros are millionths of an amount of money, rounded.
func Micros(amount float64) int64 { return int64(math.Round(amount * 1e6)) }

// Ledger is the account's money and its purchases, as a session sees them.
type Ledger struct{ s *Session }

// Ledger returns the account's money and its purchases.
func (s *Session) Ledger() Ledger { return Ledger{s} }

// Cash is what the account has left of its own money, in millionths.
func (l Ledger) Cash(ctx context.Context) (int64, error) {
	var moved int64
	if err := l.s.q.QueryRowContext(ctx, "SELECT COALESCE(SUM(micros), 0) FROM entry").Scan(&moved); err != nil {
		return 0, fmt.Errorf("read the balance: %w", err)
	}
	return Micros(l.s.Catalogue.Account.Cash) + moved, nil
}

// Power is what the account can spend, in millionths: its cash and its credit.
func (l Ledger) Power(ctx context.Context) (int64, error) {
	cash, err := l.Cash(ctx)
	return cash + Micros(l.s.Catalogue.Account.Credit), err
}

// Move adds millionths to the account; negative ones are taken from it.
func (l Ledger) Move(ctx context.Context, reason string, micros int64) error {
	if micros == 0 {
		return nil
	}
	_, err := l.s.q.ExecContext(ctx, "INSERT INTO entry VALUES (?, ?, ?)", l.s.At.UnixMilli(), reason, micros)
	if err != nil {
		return fmt.Errorf("book %s: %w", reason, err)
	}
	return nil
}

// Purchase is one purchase request that the cloud carried out.
type Purchase struct {
	Serial  int64
	Order   string
	Product string
	Token   string
	Name    string // of the first machine
	At      int64  // Unix milliseconds
	Wanted  int
	IDs     []string
}

// AddPurchase stores p.
func (l Ledger) AddPurchase(ctx context.Context, p Purchase) error {
	_, err := l.s.q.ExecContext(ctx, "INSERT INTO purchase VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		p.Serial, p.Order, p.Product, p.Token, p.Name, p.At, p.Wanted, strings.Join(p.IDs, " "))
	if err != nil {
		return fmt.Errorf("enter purchase %s: %w", p.Order, err)
	}
	return nil
}

// Purchases are all that were carried out, the oldest first.
func (l Ledger) Purchases(ctx context.Context) ([]Purchase, error) {
	rows, err := l.s.q.QueryContext(ctx,
		"SELECT serial, ordered, product, token, name, at, wanted, ids FROM purchase ORDER BY serial")
	if err != nil {
		return nil, fmt.Errorf("read purchases: %w", err)
	}
	return collect(rows, func(rows *sql.Rows) (Purchase, error) {
		var p Purchase
		var ids string
		err := rows.Scan(&p.Serial, &p.Order, &p.Product, &p.Token, &p.Name, &p.At, &p.Wanted, &ids)
		p.IDs = strings.Fields(ids)
		return p, err
	})
}
