-- Which key asked for a yes, and which one said it: a fingerprint, '' where nobody signs in. Several that asked are separated by blanks.
alter table approvals add column asked_key text not null default '';
alter table approvals add column decided_key text not null default '';
-- A keyed hash of the secrets that the yes is about, '' when there are none.
alter table approvals add column secrets text not null default '';
