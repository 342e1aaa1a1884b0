-- A person may have several drafts, each under the id of the order that it becomes. One program at a time has a draft
-- open.
alter table drafts rename to earlier_drafts;
create table drafts(
  id text primary key,
  owner text not null,                       -- the person
  at bigint not null,
  answers text not null,                     -- an order file
  holder text not null default '',           -- the program that has it open
  held_at bigint not null default 0);        -- since when
create index drafts_owner on drafts(owner);
insert into drafts(id, owner, at, answers)
  select 'o-' || at || '-' || row_number() over (order by owner), owner, at, answers from earlier_drafts;
drop table earlier_drafts;
