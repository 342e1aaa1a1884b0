-- What each person has answered of an order that is not placed. It has no secrets.
create table drafts(
  owner text primary key,
  at bigint not null,
  answers text not null);                    -- an order file
