-- The columns of approvals by the names that they had up to the 13th schema, so that the programs of that time go on
-- reading what newer ones write. They write nothing here.
alter table approvals add column seal text generated always as (digest) virtual;
alter table approvals add column asked_by text generated always as (requested_by) virtual;
alter table approvals add column asked_at bigint generated always as (requested_at) virtual;
alter table approvals add column asked_key text generated always as (requested_key) virtual;
alter table approvals add column lasts_ms bigint generated always as (ttl_ms) virtual;
