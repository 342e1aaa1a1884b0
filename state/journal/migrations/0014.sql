-- The columns of approvals by the words that the program uses for them.
alter table approvals rename column seal to digest;
alter table approvals rename column asked_by to requested_by;
alter table approvals rename column asked_at to requested_at;
alter table approvals rename column asked_key to requested_key;
alter table approvals rename column lasts_ms to ttl_ms;
