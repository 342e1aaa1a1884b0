-- What only one of the hosts may do at a time, and which hosts are alive. A file has locks for that.
create table leases(
  name text primary key,
  holder text not null,                      -- the program, by its mark
  until bigint not null);                    -- by the server's clock

-- The server itself refuses what is not an addition to the audit.
create function audit_only_added() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is only added to';
end $$;
create trigger audit_unchanged before update or delete on audit for each row execute function audit_only_added();
create trigger audit_kept before truncate on audit for each statement execute function audit_only_added();
create trigger audit_head_forward before update on audit_head for each row
  when (new.n < old.n or new.id <> old.id) execute function audit_only_added();
create trigger audit_head_kept before delete on audit_head for each row execute function audit_only_added();
create trigger audit_head_whole before truncate on audit_head for each statement execute function audit_only_added();
