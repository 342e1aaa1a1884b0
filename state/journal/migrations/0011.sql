-- What the vendor calls the machine's image; '' when it does not say.
alter table instances add column image_name text not null default '';
-- When the login port of a machine that runs first answered; 0 while it has not.
alter table instances add column ready_at bigint not null default 0;
