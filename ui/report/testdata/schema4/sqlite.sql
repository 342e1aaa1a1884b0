CREATE TABLE orders(
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
  forgotten_at bigint not null default 0, recovered bigint not null default 0);
CREATE INDEX orders_created on orders(created_at);
CREATE TABLE batches(
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
  changed_at bigint not null, cost_micros bigint not null default 0, cost_currency text not null default '', evidence text not null default '',
  unique(order_id, n));
CREATE INDEX batches_open on batches(account, product, state);
CREATE INDEX batches_look on batches(account, product, look_at);
CREATE TABLE instances(
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
  check_at bigint not null default 0, release_at bigint not null default 0, replaced_by text not null default '',
  primary key(product, account, id));
CREATE INDEX instances_batch on instances(batch);
CREATE TABLE events(
  batch text not null references batches(id),
  version bigint not null,
  at bigint not null,
  kind text not null,
  detail text not null,
  primary key(batch, version));
CREATE TABLE watches(
  account text not null,
  product text not null,
  polled_at bigint not null default 0,
  next_at bigint not null default 0,
  error text not null default '', swept_at bigint not null default 0,
  primary key(account, product));
CREATE TABLE meta(key text primary key, value text not null);
CREATE INDEX batches_created on batches(created_at);
CREATE TABLE pruned(
  token text primary key,
  order_id text not null,
  pruned_at bigint not null);
CREATE TABLE approvals(
  order_id text primary key,
  state text not null,
  seal text not null,                        -- SHA-256 of what is asked for: spec, quote, account and who asks
  asked_by text not null,
  asked_at bigint not null,
  lasts_ms bigint not null,
  expires_at bigint not null,                -- of the asking, then of the yes
  decided_by text not null default '',
  decided_at bigint not null default 0,
  reason text not null default '');
CREATE TABLE audit(
  n bigint primary key,                      -- from 1, without gaps
  at bigint not null,
  who text not null,
  what text not null,
  order_id text not null,
  detail text not null,                      -- JSON
  prev text not null,
  hash text not null);
CREATE INDEX audit_order on audit(order_id);
CREATE TABLE audit_head(
  id bigint primary key,
  n bigint not null,
  hash text not null);
CREATE TRIGGER audit_unchanged before update on audit
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_kept before delete on audit
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_not_replaced before insert on audit when exists (select 1 from audit where n = new.n)
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_head_forward before update on audit_head when new.n < old.n or new.id <> old.id
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_head_kept before delete on audit_head
begin select raise(abort, 'the audit is only added to'); end;
pragma user_version = 4;
