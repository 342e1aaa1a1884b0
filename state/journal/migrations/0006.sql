-- Of which history of the server the last sweep was: after a failover, or from a restored dump, everything is swept again.
alter table watches add column swept_line text not null default '';
