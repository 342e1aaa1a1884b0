-- Who may send an order that somebody else has to say yes to first. It has no batch until then.
create table approvals(
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

-- Who did what. Rows are only ever added; each names the hash of the one before.
create table audit(
  n bigint primary key,                      -- from 1, without gaps
  at bigint not null,
  who text not null,
  what text not null,
  order_id text not null,
  detail text not null,                      -- JSON
  prev text not null,
  hash text not null);
create index audit_order on audit(order_id);

-- The last row, so that it is missed when it is gone. It is also what keeps two writers apart.
create table audit_head(
  id bigint primary key,
  n bigint not null,
  hash text not null);
insert into audit_head(id, n, hash) values (1, 0, '');
