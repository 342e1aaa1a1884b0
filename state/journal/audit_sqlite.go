package journal

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// auditGuards make SQLite itself refuse every change of the audit except an addition. A replacing insert removes rows
// without firing the delete trigger (SQLite, CREATE TRIGGER and PRAGMA recursive_triggers).
const auditGuards = `
create trigger if not exists audit_unchanged before update on audit
begin select raise(abort, 'the audit is only added to'); end;
create trigger if not exists audit_kept before delete on audit
begin select raise(abort, 'the audit is only added to'); end;
create trigger if not exists audit_not_replaced before insert on audit when exists (select 1 from audit where n = new.n)
begin select raise(abort, 'the audit is only added to'); end;
create trigger if not exists audit_head_forward before update on audit_head when new.n < old.n or new.id <> old.id
begin select raise(abort, 'the audit is only added to'); end;
create trigger if not exists audit_head_kept before delete on audit_head
begin select raise(abort, 'the audit is only added to'); end;`

// guardAudit makes the triggers where they are missing.
func guardAudit(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, auditGuards)
	if e, ok := malformed(err, 0, "audit").(*AuditError); ok { //nolint:errorlint // it has just been made
		return &Error{
			Reason: ReasonCorrupt,
			Err:    fmt.Errorf("the tables of the audit are missing, or not as they were made: %w", e),
		}
	}
	return err
}

// guards reads the triggers as SQLite keeps them: from their names on as they were written.
func (*sqliteEngine) guards() (text string, want map[string]string) {
	const create = "create trigger if not exists "
	want = map[string]string{}
	for _, t := range strings.Split(auditGuards, create)[1:] {
		name, _, _ := strings.Cut(t, " ")
		want[name] = "CREATE TRIGGER " + strings.TrimRight(t, ";\n")
	}
	return `select name, sql from sqlite_master where type = 'trigger' and tbl_name in ('audit', 'audit_head')`, want
}
