-- When an order is to be released, who wants that, and what came of it.
create table later(
  order_id text primary key references orders(id),
  at bigint not null,
  asked_by text not null,
  set_at bigint not null,
  state text not null default '',            -- '' while it is to come; started, held, done
  owner text not null default '',            -- the program that has started it
  started_at bigint not null default 0,
  why text not null default '',              -- it is held
  bound integer not null default 0,          -- who wants it was signed in: the rules of the server's people bind them
  changes integer not null default 0);       -- decisions about the order when it was set
