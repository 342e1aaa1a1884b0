//go:build unix

package order

import "github.com/metalwright/metalwright/state/journal"

// orderEdits change what was ordered, and which machines there are.
func orderEdits() []edit {
	return []edit{
		{
			name: "what was ordered",
			text: `update orders set spec = replace(spec, 'M6C', 'M6D') where id = '{used}'`,
			want: journal.ViolationOrder,
		},
		{
			name: "who ordered it",
			text: `update orders set created_by = 'eve' where id = '{pending}'`,
			want: journal.ViolationOrder,
		},
		{
			name: "what it costs",
			text: `update orders set quote = replace(quote, '"micros":', '"micros":1') where id = '{given}'`,
			want: journal.ViolationOrder,
		},
		{
			name: "what it costs, where the total stays",
			text: `update orders set quote = replace(quote, '"hour":{"micros":', '"hour":{"micros":1')
				where id = '{given}'`,
			want: journal.ViolationOrder,
		},
		{
			name: "what limits count it as",
			text: `update orders set quote_micros = 0 where id = '{used}'`,
			want: journal.ViolationOrder,
		},
		{
			name: "what someone agreed to pay",
			text: `update orders set quote = replace(quote, '"micros":', '"micros":1') where id = '{closed}'`,
			want: journal.ViolationOrder,
		},
		{
			name: "what it cost before someone agreed to pay more",
			text: `update orders set quote = (select o.quote from orders o where o.id = '{again}') where id = '{closed}'`,
			want: journal.ViolationOrder,
		},
		{
			name: "an order hidden",
			text: `update orders set forgotten_at = created_at + 7 where id = '{denied}'`,
			want: journal.ViolationNoRow,
		},
		{
			name: "an order removed",
			text: `delete from approvals where order_id = '{denied}'; delete from orders where id = '{denied}'`,
			want: journal.ViolationNoOrder,
		},
		{
			name: "an order added",
			text: `insert into orders(id, profile, account, product, spec, quote, quote_micros, currency, wanted, created_at,
				created_by) select 'o-aaaaaaaa', profile, account, product, spec, quote, quote_micros, currency, wanted,
				created_at + 1,
				created_by
				from orders where id = '{used}'`,
			want: journal.ViolationNoRow,
		},
		{
			name: "a released machine",
			text: `update instances set release_at = accepted_at + 9 where release_at = 0`,
			want: journal.ViolationNoRow,
		},
		{name: "a release taken back", text: `update instances set release_at = 0`, want: journal.ViolationState},
		{
			name: "a machine named by nobody",
			text: `update instances set source = 'person'`,
			want: journal.ViolationNoRow,
		},
	}
}

// laterEdits change what is released at a time.
func laterEdits() []edit {
	return []edit{
		{name: "a release that is sooner", text: `update later set at = at - 86400000`, want: journal.ViolationState},
		{name: "who wants a release", text: `update later set asked_by = 'eve'`, want: journal.ViolationState},
		{name: "a release that is over", text: `update later set state = 'done'`, want: journal.ViolationState},
		{name: "a release removed", text: `delete from later`, want: journal.ViolationState},
		{
			name: "a release added",
			text: `insert into later(order_id, at, asked_by, set_at) select '{closed}', at, asked_by, set_at from later`,
			want: journal.ViolationState,
		},
	}
}

// requestEdits change the records of requests to the vendor.
func requestEdits() []edit {
	return []edit{
		{name: "the state of a request", text: `update batches set state = 'rejected'`, want: journal.ViolationState},
		{
			name: "a request that nobody said bought nothing",
			text: `update batches set state = 'closed', version = version + 1
				where order_id = '{again}' and n = 1;
				insert into events(batch, version, at, kind, detail)
				select id, version, changed_at, 'closed', '' from batches where order_id = '{again}' and n = 1`,
			want: journal.ViolationNoRow,
		},
		{
			name: "a request that someone said bought nothing, open again",
			text: `delete from events where kind = 'closed' and batch in (select id from batches
				where order_id = '{closed}');
				update batches set state = 'unresolved', version = version - 1, changed_at = (select max(e.at)
				from events e where e.batch = batches.id and e.kind = 'unresolved') where order_id = '{closed}'`,
			want: journal.ViolationState,
		},
		{
			name: "a request bought again, forgotten",
			text: `delete from instances where batch in (select id from batches where order_id = '{again}' and n = 2);
				delete from events where batch in (select id from batches where order_id = '{again}' and n = 2);
				delete from batches where order_id = '{again}' and n = 2`,
			want: journal.ViolationState,
		},
		{
			name: "which request was bought again",
			text: `update batches set retry_of = '' where order_id = '{again}'`,
			want: journal.ViolationState,
		},
		{
			name: "a request bought again by nobody",
			text: `insert into batches(id, order_id, n, zone, account, product, token, name, first_no, wanted, state,
				retry_of, created_at, changed_at) select 'mwx', order_id, 9, zone, account, product, 'mwx', name, first_no,
				wanted, 'rejected', id, created_at, changed_at + 9 from batches where order_id = '{closed}';
				insert into events(batch, version, at, kind, detail)
				select id, version, changed_at, state, '' from batches where id = 'mwx'`,
			want: journal.ViolationNoRow,
		},
		{
			name: "a request sent once more by nobody",
			text: `insert into batches(id, order_id, n, zone, account, product, token, name, first_no, wanted, state,
				retry_of, created_at, changed_at) select 'mwx', order_id, 9, zone, account, product, 'mwx', name, first_no,
				wanted, 'rejected', id, created_at, changed_at + 9 from batches where order_id = '{used}';
				insert into events(batch, version, at, kind, detail)
				select id, version, changed_at, state, '' from batches where id = 'mwx'`,
			want: journal.ViolationNoRow,
		},
		{
			name: "the first request forgotten",
			text: `delete from instances where batch in (select id from batches where order_id = '{closed}');
				delete from events where batch in (select id from batches where order_id = '{closed}');
				delete from batches where order_id = '{closed}'`,
			want: journal.ViolationState,
		},
	}
}

// guardEdits change what has the database refuse anything but additions. They are made with the guards in place.
func guardEdits() []edit {
	all := []edit{
		{name: "a guard removed", file: `drop trigger audit_kept`, host: `drop trigger audit_kept on audit`},
		{
			name: "a guard of the head removed",
			file: `drop trigger audit_head_forward`,
			host: `drop trigger audit_head_forward on audit_head`,
		},
		{
			name: "a guard that does nothing",
			file: `drop trigger audit_kept; create trigger audit_kept before delete on audit begin select 1; end`,
			host: `create or replace function audit_only_added() returns trigger language plpgsql
				as $$ begin return old; end $$`,
		},
		{
			name: "a guard of something else",
			file: `drop trigger audit_unchanged; create trigger audit_unchanged before update of at on audit
				begin select raise(abort, 'the audit is only added to'); end`,
			host: `drop trigger audit_unchanged on audit; create trigger audit_unchanged before update on audit
				for each row execute function audit_only_added()`,
		},
		{
			name: "a guard that is never asked",
			file: `drop trigger audit_head_forward; create trigger audit_head_forward before update on audit_head
				when new.n < 0 begin select raise(abort, 'the audit is only added to'); end`,
			host: `drop trigger audit_head_forward on audit_head; create trigger audit_head_forward before update on audit_head
				for each row when (new.n < 0) execute function audit_only_added()`,
		},
		{name: "a guard switched off", host: `alter table audit disable trigger audit_unchanged`},
		{name: "a guard for replicas only", host: `alter table audit enable replica trigger audit_unchanged`},
		{
			name: "a guard that is another program's",
			file: `create trigger more after insert on audit begin update approvals set state = 'given'; end`,
			host: `create function more() returns trigger language plpgsql as $$ begin return new; end $$;
				create trigger more after insert on audit for each row execute function more()`,
		},
		{name: "a rule that hides what is refused", host: `create rule quiet as on delete to audit do instead nothing`},
	}
	for i := range all {
		all[i].want = journal.FlawGuard
	}
	return all
}
