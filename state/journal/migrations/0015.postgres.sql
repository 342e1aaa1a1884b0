-- The columns of approvals by the names that they had up to the 13th schema, so that the programs of that time go on
-- reading what newer ones write. They write nothing here.
alter table approvals add column seal text not null generated always as (digest) stored;
alter table approvals add column asked_by text not null generated always as (requested_by) stored;
alter table approvals add column asked_at bigint not null generated always as (requested_at) stored;
alter table approvals add column asked_key text not null generated always as (requested_key) stored;
alter table approvals add column lasts_ms bigint not null generated always as (ttl_ms) stored;
