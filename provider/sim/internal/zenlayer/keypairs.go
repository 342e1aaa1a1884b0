package zenlayer

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
)

const kindKeyPair = "key pair"

// KeyPairs are those of the catalogue and those that were imported.
func KeyPairs(ctx context.Context, s *books.Session) ([]books.KeyPair, error) {
	pairs := append([]books.KeyPair{}, s.Catalogue.Account.KeyPairs...)
	imported, err := s.Things(ctx, "", kindKeyPair)
	if err != nil {
		return nil, err
	}
	for _, t := range imported {
		var p books.KeyPair
		if err := json.Unmarshal(t.Detail, &p); err != nil {
			return nil, fmt.Errorf("read key pair %s: %w", t.ID, err)
		}
		pairs = append(pairs, p)
	}
	return pairs, nil
}

// AddKeyPair enters an imported key pair.
func AddKeyPair(ctx context.Context, s *books.Session, serial int64, p books.KeyPair) error {
	detail, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("write key pair %s: %w", p.ID, err)
	}
	return s.AddThing(ctx, books.Thing{
		Serial: serial, Kind: kindKeyPair, ID: p.ID, Timeline: books.Timeline{{Status: "AVAILABLE"}}, Detail: detail,
	})
}
