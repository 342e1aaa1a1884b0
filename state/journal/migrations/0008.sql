-- What a batch buys instead of machines: networks or addresses.
alter table batches add column kind text not null default '';               -- '' is machines
alter table batches add column make text not null default '';               -- JSON of the request; '' is machines
alter table batches add column seen_before text not null default '';        -- JSON: what there was just before it was sent

-- Networks and addresses that orders have bought.
create table resources(
  batch text not null references batches(id),
  id text not null,                          -- of an address: the address
  account text not null,
  product text not null,
  zone text not null,
  kind text not null,
  network text not null default '',          -- of an address: its public network
  position bigint not null,
  source text not null,
  made_at bigint not null,                   -- when it became known
  release_at bigint not null default 0,      -- when a person asked to give it back
  released_at bigint not null default 0,     -- when the vendor did not list it any more after that
  primary key(batch, id));
create index resources_account on resources(account, product, kind, id);
