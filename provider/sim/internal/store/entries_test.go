package store

import (
	"context"
	"sync"
	"testing"
	"time"
)

// changedGroup opens a cloud whose catalogue has a security group with two rules, one of which was replaced since.
func changedGroup(t *testing.T) (*Store, *SecurityGroup) {
	t.Helper()
	seeded := &SecurityGroup{ID: "g", Status: "AVAILABLE", Rules: []SecurityRule{{Ports: "22/22"}, {Ports: "80/80"}}}
	catalogue := &Catalogue{Products: map[string]*Product{"vm": {Groups: []*SecurityGroup{seeded}}}}
	b, err := Open(t.Context(), Options{Now: time.Now, Catalogue: catalogue})
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	t.Cleanup(func() { _ = b.Close() })
	err = b.Write(t.Context(), func(s *Session) error {
		groups, err := Entries(t.Context(), s, GroupsOf("vm"))
		if err != nil {
			return err
		}
		groups[0].Value.Rules = []SecurityRule{{Ports: "443/443"}}
		return Save(t.Context(), s, groups[0])
	})
	if err != nil {
		t.Fatalf("Write() = %v", err)
	}
	return b, seeded
}

// TestCatalogueStaysAsLoaded: what was changed since is read without touching the catalogue, which all requests share.
func TestCatalogueStaysAsLoaded(t *testing.T) {
	t.Parallel()
	b, seeded := changedGroup(t)
	groups, err := Entries(t.Context(), b.Read(), GroupsOf("vm"))
	if err != nil || len(groups) != 1 || len(groups[0].Value.Rules) != 1 || groups[0].Value.Rules[0].Ports != "443/443" {
		t.Fatalf("Entries() = %v, %v, want the changed rule", groups, err)
	}
	if got := seeded.Rules[0].Ports; got != "22/22" {
		t.Errorf("the catalogue's first rule is for %s, want 22/22", got)
	}
}

func TestEntriesInParallel(t *testing.T) {
	t.Parallel()
	b, seeded := changedGroup(t)
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			if _, err := Entries(context.WithoutCancel(t.Context()), b.Read(), GroupsOf("vm")); err != nil {
				t.Errorf("Entries() = %v", err)
			}
			if got := seeded.Rules[0].Ports; got != "22/22" {
				t.Errorf("the catalogue's first rule is for %s, want 22/22", got)
			}
		})
	}
	readers.Wait()
}
