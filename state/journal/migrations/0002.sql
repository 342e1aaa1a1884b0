-- An order that the journal did not know: its machines were found at the vendor.
alter table orders add column recovered bigint not null default 0;
alter table batches add column cost_micros bigint not null default 0;       -- what it costs by the quote that was confirmed
alter table batches add column cost_currency text not null default '';      -- '' when the vendor states no prices
alter table batches add column evidence text not null default '';           -- JSON: machines that it may have bought, for a person
alter table instances add column release_at bigint not null default 0;      -- when a person asked to give it back
alter table instances add column replaced_by text not null default '';      -- the batch that was ordered in its place
alter table watches add column swept_at bigint not null default 0;
update batches set
  cost_micros = coalesce((select o.quote_micros * batches.wanted / o.wanted from orders o
    where o.id = batches.order_id and o.wanted > 0), 0),
  cost_currency = coalesce((select o.currency from orders o where o.id = batches.order_id), '');
create index batches_created on batches(created_at);

-- The tokens of orders that were removed for their age: their machines are known for ever.
create table pruned(
  token text primary key,
  order_id text not null,
  pruned_at bigint not null);
