package journal_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// filled is a journal of n orders, each with a batch and a machine: order-0, batch-0, machine-0 and so on.
func filled(b *testing.B, n int) *journal.Store {
	b.Helper()
	s, err := journal.Open(b.Context(), options(b.TempDir()))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	err = s.Update(b.Context(), func(tx *journal.Tx) error {
		for i := range n {
			o, batch := sample()
			o.ID = fmt.Sprintf("order-%d", i)
			batch.ID, batch.Order, batch.Token = fmt.Sprintf("batch-%d", i), o.ID, fmt.Sprintf("mwaaaa%04d", i)
			if _, err := tx.Orders.Add(o); err != nil {
				return err
			}
			if err := tx.Batches.Add(batch); err != nil {
				return err
			}
			if _, err := tx.Instances.Put(machine(i, at)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func machine(i int, seen time.Time) journal.Instance {
	return journal.Instance{
		Instance: provider.Instance{
			ID: provider.InstanceID(fmt.Sprintf("machine-%d", i)), Zone: "SEL-A", Type: "M6C", Name: "web",
			Status: provider.StatusCreating, VendorStatus: "CREATING", Created: at,
		},
		Key: key(), Batch: fmt.Sprintf("batch-%d", i), Source: journal.SourceAnswer, Accepted: at, Changed: seen, Seen: seen,
	}
}

// BenchmarkRead reads an order with all that belongs to it, in a small journal and in a large one.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := filled(b, n)
			b.ReportAllocs()
			for b.Loop() {
				err := s.View(b.Context(), func(v *journal.Snapshot) error {
					if _, found, err := v.Orders.Get("order-7"); err != nil || !found {
						return fmt.Errorf("order-7 is there: %v: %w", found, err)
					}
					if _, err := v.Batches.Of("order-7"); err != nil {
						return err
					}
					_, err := v.Instances.Of("order-7")
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWrite writes what changed about a machine, to disk, in a small journal and in a large one.
func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := filled(b, n)
			b.ReportAllocs()
			seen := at
			for b.Loop() {
				seen = seen.Add(time.Second)
				err := s.Update(b.Context(), func(tx *journal.Tx) error {
					_, err := tx.Instances.Put(machine(7, seen))
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
