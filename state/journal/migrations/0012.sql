-- What nobody wants to be warned of any more: machines, networks, addresses and orders that no order uses.
create table ignored(
  account text not null,
  product text not null,
  kind text not null,
  id text not null,
  at bigint not null,
  ignored_by text not null,
  primary key (account, product, kind, id));
