package journal

import (
	"context"
	"errors"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

func TestSecretsNeverReachTheServer(t *testing.T) {
	t.Parallel()
	s := onServer(t, Options{})
	secret := provider.Spec{Access: provider.Access{
		Password: provider.NewSecret("marker-Pa55word"), InitScript: provider.NewSecret("marker-script"),
	}}
	if err := s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Orders.Add(Order{ID: "o-1", Spec: secret})
		return err
	}); err != nil {
		t.Fatalf("Update() = %v, want nil", err)
	}
	var tables, found int
	err := s.read.QueryRowContext(t.Context(), `select count(*),
		coalesce(sum(cardinality(xpath('//*[contains(text(), "marker-")]',
			query_to_xml('select * from ' || quote_ident(tablename), false, false, '')))), 0)
		from pg_tables where schemaname = 'metalwright'`).Scan(&tables, &found)
	if err != nil || tables < 5 || found != 0 {
		t.Errorf("the marker was found %d times in %d tables, %v, want 0 times in all", found, tables, err)
	}
}

func TestServerDescribesItself(t *testing.T) {
	t.Parallel()
	url := postgres.Database(t)
	s := onServer(t, Options{Server: url})
	onServer(t, Options{Server: url})
	got, ok, err := s.Host().Server(t.Context())
	if err != nil || !ok || got.Hosts != 2 || got.Version == "" {
		t.Errorf("Server() = %+v, %v, %v, want two hosts", got, ok, err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Errorf("Verify() = %v, want nil", err)
	}
	say(t, url, "alter table metalwright.batches drop constraint batches_order_id_fkey",
		`insert into metalwright.batches(id, order_id, n, zone, account, product, token, name, first_no, wanted, state,
			created_at, changed_at)
		values ('b9', 'o-9', 1, '', '', '', 't', '', 0, 1, 'intent', 1, 1)`)
	if err := s.Verify(t.Context()); reasonOf(err) != ReasonCorrupt {
		t.Errorf("Verify() of a batch without an order = %v, want reason corrupt", err)
	}
}

func TestReasonsOfServers(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]Reason{
		"53100": reasonFull, "25006": ReasonReadOnly, "55P03": ReasonBusy, "57014": ReasonBusy, "42501": ReasonPermission,
		"28P01": ReasonPermission, "57P01": ReasonUnreachable, "57P03": ReasonUnreachable, "08006": ReasonUnreachable,
		"53300": ReasonUnreachable, "XX001": ReasonCorrupt, "3D000": ReasonMissing, "42P01": ReasonMissing,
		"26000": reasonPooler, "22021": ReasonUnreadable,
	} {
		if got := codeReason(code); got != want {
			t.Errorf("codeReason(%s) = %s, want %s", code, got, want)
		}
	}
	for _, err := range []error{context.Canceled, context.DeadlineExceeded, errors.New("no")} {
		if r, ok := postgresReason(err); ok {
			t.Errorf("postgresReason(%v) = %s, want none", err, r)
		}
	}
}
