//go:build unix

package order

import (
	"slices"

	"github.com/metalwright/metalwright/state/journal"
)

// edit is a change that a person with access to the database makes behind the program's back.
type edit struct {
	name string
	text string // a statement; "" with one for each database
	file string // for SQLite
	host string // for PostgreSQL
	want journal.Violation
	// unkept is the flaw that is found when this machine keeps no head; "" for the same flaw.
	unkept journal.Violation
}

// none is the flaw of an edit that cannot be found.
const none journal.Violation = "none"

// the edits. {pending}, {given}, {denied}, {used}, {hidden}, {closed} and {again} are the orders of [edited].
func edits() []edit {
	return slices.Concat(rowEdits(), guardEdits(), approvalEdits(), orderEdits(), requestEdits(), laterEdits())
}

// rowEdits change the audit itself.
func rowEdits() []edit {
	const anew = `delete from audit where n > 2; update audit_head set n = 2, hash = (select hash from audit where n = 2)`
	return []edit{
		{name: "who of a row", text: `update audit set who = 'eve' where n = 3`, want: journal.ViolationChanged},
		{
			name: "what of a row",
			text: `update audit set what = 'deny' where what = 'approve'`,
			want: journal.ViolationChanged,
		},
		{
			name: "the order of a row",
			text: `update audit set order_id = 'o-x' where n = 4`,
			want: journal.ViolationChanged,
		},
		{
			name: "the detail of a row",
			text: `update audit set detail = replace(detail, 'done', 'refused') where n = 4`,
			want: journal.ViolationChanged,
		},
		{
			name: "a detail that is no JSON",
			text: `update audit set detail = 'x' where n = 2`,
			want: journal.ViolationChanged,
		},
		{name: "the time of a row", text: `update audit set at = at + 1 where n = 2`, want: journal.ViolationChanged},
		{
			name: "the time of a row, to none",
			text: `update audit set at = 0 where n = 2`,
			want: journal.ViolationChanged,
		},
		{name: "the times of all rows", text: `update audit set at = at - 86400000`, want: journal.ViolationChanged},
		{name: "the hash of a row", text: `update audit set hash = prev where n = 3`, want: journal.ViolationChanged},
		{
			name: "the hash before a row",
			text: `update audit set prev = hash where n = 3`,
			want: journal.ViolationChanged,
		},
		{name: "the first row removed", text: `delete from audit where n = 1`, want: journal.ViolationMissing},
		{name: "a row removed", text: `delete from audit where n = 3`, want: journal.ViolationMissing},
		{
			name: "a row removed, the rest moved up",
			text: `delete from audit where n = 3; update audit set n = -n where n > 3;
				update audit set n = -n - 1 where n < 0`,
			want: journal.ViolationChanged,
		},
		{
			name: "rows exchanged",
			text: `update audit set n = -2 where n = 2; update audit set n = 2 where n = 3; update audit set n = 3 where n = -2`,
			want: journal.ViolationChanged,
		},
		{
			name: "a row added at the end",
			text: `insert into audit select n + 1, at, who, what, order_id, detail, hash, hash from audit
				where n = (select max(n) from audit)`,
			want: journal.ViolationChanged,
		},
		{
			name: "a row added before the first",
			text: `insert into audit select 0, at, who, what, order_id, detail, '', hash from audit where n = 1`,
			want: journal.ViolationMissing,
		},
		{
			name: "a row with a number far off",
			text: `insert into audit select 9000, at, who, what, order_id, detail, hash, hash from audit where n = 1`,
			want: journal.ViolationMissing,
		},
		{
			name: "a row twice",
			file: `create table a2 as select * from audit; drop table audit; alter table a2 rename to audit;
				insert into audit select * from audit where n = 2`,
			host: `alter table audit drop constraint audit_pkey;
				insert into audit select * from audit where n = 2`,
			want: journal.ViolationTwice,
		},
		{
			name: "the last row removed",
			text: `delete from audit where n = (select max(n) from audit)`,
			want: journal.ViolationEnd,
		},
		{name: "all rows removed", text: `delete from audit`, want: journal.ViolationEnd},
		{
			name: "the head set back",
			text: `update audit_head set n = 2, hash = (select hash from audit where n = 2)`,
			want: journal.ViolationEnd,
		},
		{name: "the end cut off with its head", text: anew, want: journal.FlawKept, unkept: journal.ViolationNoRow},
		{
			name:   "everything removed with the head",
			text:   `delete from audit; update audit_head set n = 0, hash = ''`,
			want:   journal.FlawKept,
			unkept: journal.ViolationNoRow,
		},
		{
			name: "everything removed, the orders too",
			text: `delete from audit; update audit_head set n = 0, hash = ''; delete from approvals;
				delete from instances; delete from events; delete from batches; delete from later; delete from orders`,
			want:   journal.FlawKept,
			unkept: none,
		},
		{name: "the head removed", text: `delete from audit_head`, want: journal.ViolationNoHead},
		{
			name: "a second head",
			text: `insert into audit_head select 2, n, hash from audit_head`,
			want: journal.ViolationNoHead,
		},
		{
			name: "a text where the head's number was",
			file: `update audit_head set n = 'x'`,
			host: `drop trigger audit_head_forward on audit_head; alter table audit_head alter column n type text`,
			want: journal.ViolationNoHead,
		},
		{
			name: "a text where a number was",
			file: `update audit set n = 'x' where n = (select max(n) from audit)`,
			host: `alter table audit alter column n type text`,
			want: journal.ViolationForm,
		},
		{
			name: "a text where the time was",
			file: `update audit set at = 'noon' where n = 2`,
			host: `alter table audit alter column at type text`,
			want: journal.ViolationForm,
		},
		{
			name: "bytes where a text was",
			file: `update audit set who = x'ff00' where n = 2`,
			host: `alter table audit alter column who type bytea
				using who::bytea`,
			want: journal.ViolationForm,
		},
		{
			name: "nothing where a text was",
			file: `create table a2 as select * from audit; drop table audit; alter table a2 rename to audit;
				update audit set who = null where n = 2`,
			host: `alter table audit alter column who drop not null; update audit set who = null where n = 2`,
			want: journal.ViolationForm,
		},
		{name: "a column removed", text: `alter table audit drop column who`, want: journal.ViolationTable},
		{name: "the table removed", text: `drop table audit`, want: journal.ViolationTable},
		{name: "the table of the head removed", text: `drop table audit_head`, want: journal.ViolationTable},
	}
}

// approvalEdits change who has approved what.
func approvalEdits() []edit {
	return []edit{
		{
			name: "an approval that nobody gave",
			text: `update approvals set state = 'given', decided_by = 'bob', decided_at = requested_at + 5
				where order_id = '{pending}'`,
			want: journal.ViolationState,
		},
		{
			name: "a denial that became an approval",
			text: `update approvals set state = 'given' where order_id = '{denied}'`,
			want: journal.ViolationState,
		},
		{
			name: "an approval that can be used again",
			text: `update approvals set state = 'given' where order_id = '{used}'`,
			want: journal.ViolationState,
		},
		{
			name: "the approver",
			text: `update approvals set decided_by = 'eve' where order_id = '{given}'`,
			want: journal.ViolationState,
		},
		{
			name: "how long an approval holds",
			text: `update approvals set expires_at = expires_at + 86400000 where order_id = '{given}'`,
			want: journal.ViolationState,
		},
		{
			name: "what an approval is for",
			text: `update approvals set digest = 'x' where order_id = '{given}'`,
			want: journal.ViolationState,
		},
		{
			name: "an approval removed",
			text: `delete from approvals where order_id = '{denied}'`,
			want: journal.ViolationState,
		},
		{
			name: "a text where an approval had a time",
			file: `update approvals set requested_at = 'noon'`,
			host: `alter table approvals alter column asked_at drop expression; ` + // it follows the time
				`alter table approvals alter column requested_at type text using 'noon'`,
			want: journal.ViolationTable,
		},
		{
			name: "the key that asked",
			text: `update approvals set requested_key = 'SHA256:eve' where order_id = '{pending}'`,
			want: journal.ViolationState,
		},
		{
			name: "no key that asked",
			text: `update approvals set requested_key = ''`,
			want: journal.ViolationState,
		},
		{
			name: "the key that approved",
			text: `update approvals set decided_key = 'SHA256:eve' where order_id = '{used}'`,
			want: journal.ViolationState,
		},
		{
			name: "why someone said no",
			text: `update approvals set reason = 'too dear' where order_id = '{denied}'`,
			want: journal.ViolationState,
		},
		{
			name: "the secrets that an approval is about",
			text: `update approvals set secrets = 'x' where order_id = '{given}'`,
			want: journal.ViolationState,
		},
	}
}
