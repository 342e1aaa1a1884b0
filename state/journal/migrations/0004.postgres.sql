-- What only one of the hosts may do at a time, and which hosts are alive. A file has locks for that.
create table leases(
  name text primary key,
  holder text not null,                      -- the program, by its mark
  until bigint not null);                    -- by the server's clock
