-- What each machine went through: a row for every status, or word of the vendor, that it was seen with.
create table stages(
  product text not null,
  account text not null,
  id text not null,
  n bigint not null,                         -- from 1, without gaps
  at bigint not null,
  status text not null,
  vendor_status text not null,
  primary key(product, account, id, n));

-- Where a machine that runs is not what was ordered.
alter table instances add column mismatches text not null default '';       -- JSON; '' is nowhere
