-- What else an order is known by beside its id: the identities of what it sends and of the file that it was placed by. They stay for ever.
create table names(
  name text not null,
  order_id text not null,
  primary key(name, order_id));

-- What is left of an order that was removed for its age. Its id is never used again.
create table removed(
  id text primary key,
  account text not null,                     -- '' when an earlier version removed the order, and nobody knows
  product text not null,
  profile text not null,
  created_by text not null,
  state text not null,                       -- 'released', 'rejected' or 'denied'; '' when nobody knows
  created_at bigint not null,
  removed_at bigint not null);
insert into removed(id, account, product, profile, created_by, state, created_at, removed_at)
  select order_id, '', '', '', '', '', 0, max(pruned_at) from pruned
  where not exists (select 1 from orders o where o.id = pruned.order_id) group by order_id;
