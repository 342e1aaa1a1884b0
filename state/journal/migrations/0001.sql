-- Times are UTC Unix milliseconds, 0 for none. Both SQLite and PostgreSQL understand this file.
create table orders(
  id text primary key,
  profile text not null,
  account text not null,
  product text not null,
  spec text not null,                        -- JSON, every secret a mask
  quote text not null,                       -- JSON
  quote_micros bigint not null,              -- what the whole order costs
  currency text not null,
  wanted bigint not null,
  script_bytes bigint not null default 0,    -- the init script itself is not kept
  script_sha256 text not null default '',
  created_at bigint not null,
  created_by text not null,
  forgotten_at bigint not null default 0);
create index orders_created on orders(created_at);

create table batches(
  id text primary key,
  order_id text not null references orders(id),
  n bigint not null,
  zone text not null,
  account text not null,
  product text not null,
  token text not null unique,
  name text not null,
  first_no bigint not null,
  wanted bigint not null,
  state text not null,
  version bigint not null default 1,
  owner text not null default '',
  retry_of text not null default '',
  created_at bigint not null,
  sent_at bigint not null default 0,
  deadline bigint not null default 0,
  settle_at bigint not null default 0,
  looked_at bigint not null default 0,
  look_at bigint not null default 0,         -- the next look-up
  looks bigint not null default 0,
  order_number text not null default '',
  request_id text not null default '',
  vendor_code text not null default '',
  vendor_message text not null default '',
  error text not null default '',            -- JSON: what else there is to say of it
  shortfall bigint not null default 0,
  attention text not null default '',
  changed_at bigint not null,
  unique(order_id, n));
create index batches_open on batches(account, product, state);
create index batches_look on batches(account, product, look_at);

create table instances(
  product text not null,
  account text not null,
  id text not null,
  batch text not null references batches(id),
  position bigint not null,
  zone text not null,
  type text not null,
  image text not null,
  name text not null,
  hostname text not null,
  status text not null,
  vendor_status text not null,
  public text not null,                      -- addresses, separated by blanks
  private text not null,
  token text not null,
  source text not null,
  vendor_at bigint not null default 0,       -- created, by the vendor's clock
  misses bigint not null default 0,
  accepted_at bigint not null,
  running_at bigint not null default 0,
  changed_at bigint not null,
  seen_at bigint not null default 0,
  check_at bigint not null default 0,
  primary key(product, account, id));
create index instances_batch on instances(batch);

create table events(
  batch text not null references batches(id),
  version bigint not null,
  at bigint not null,
  kind text not null,
  detail text not null,
  primary key(batch, version));

create table watches(
  account text not null,
  product text not null,
  polled_at bigint not null default 0,
  next_at bigint not null default 0,
  error text not null default '',
  primary key(account, product));

create table meta(key text primary key, value text not null);
