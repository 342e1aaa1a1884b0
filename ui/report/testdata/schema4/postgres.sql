SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA metalwright_sim;
CREATE FUNCTION metalwright_sim.audit_only_added() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'the audit is only added to';
end $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE metalwright_sim.approvals (
    order_id text NOT NULL,
    state text NOT NULL,
    seal text NOT NULL,
    asked_by text NOT NULL,
    asked_at bigint NOT NULL,
    lasts_ms bigint NOT NULL,
    expires_at bigint NOT NULL,
    decided_by text DEFAULT ''::text NOT NULL,
    decided_at bigint DEFAULT 0 NOT NULL,
    reason text DEFAULT ''::text NOT NULL
);
CREATE TABLE metalwright_sim.audit (
    n bigint NOT NULL,
    at bigint NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    order_id text NOT NULL,
    detail text NOT NULL,
    prev text NOT NULL,
    hash text NOT NULL
);
CREATE TABLE metalwright_sim.audit_head (
    id bigint NOT NULL,
    n bigint NOT NULL,
    hash text NOT NULL
);
CREATE TABLE metalwright_sim.batches (
    id text NOT NULL,
    order_id text NOT NULL,
    n bigint NOT NULL,
    zone text NOT NULL,
    account text NOT NULL,
    product text NOT NULL,
    token text NOT NULL,
    name text NOT NULL,
    first_no bigint NOT NULL,
    wanted bigint NOT NULL,
    state text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    retry_of text DEFAULT ''::text NOT NULL,
    created_at bigint NOT NULL,
    sent_at bigint DEFAULT 0 NOT NULL,
    deadline bigint DEFAULT 0 NOT NULL,
    settle_at bigint DEFAULT 0 NOT NULL,
    looked_at bigint DEFAULT 0 NOT NULL,
    look_at bigint DEFAULT 0 NOT NULL,
    looks bigint DEFAULT 0 NOT NULL,
    order_number text DEFAULT ''::text NOT NULL,
    request_id text DEFAULT ''::text NOT NULL,
    vendor_code text DEFAULT ''::text NOT NULL,
    vendor_message text DEFAULT ''::text NOT NULL,
    error text DEFAULT ''::text NOT NULL,
    shortfall bigint DEFAULT 0 NOT NULL,
    attention text DEFAULT ''::text NOT NULL,
    changed_at bigint NOT NULL,
    cost_micros bigint DEFAULT 0 NOT NULL,
    cost_currency text DEFAULT ''::text NOT NULL,
    evidence text DEFAULT ''::text NOT NULL
);
CREATE TABLE metalwright_sim.events (
    batch text NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL,
    detail text NOT NULL
);
CREATE TABLE metalwright_sim.instances (
    product text NOT NULL,
    account text NOT NULL,
    id text NOT NULL,
    batch text NOT NULL,
    "position" bigint NOT NULL,
    zone text NOT NULL,
    type text NOT NULL,
    image text NOT NULL,
    name text NOT NULL,
    hostname text NOT NULL,
    status text NOT NULL,
    vendor_status text NOT NULL,
    public text NOT NULL,
    private text NOT NULL,
    token text NOT NULL,
    source text NOT NULL,
    vendor_at bigint DEFAULT 0 NOT NULL,
    misses bigint DEFAULT 0 NOT NULL,
    accepted_at bigint NOT NULL,
    running_at bigint DEFAULT 0 NOT NULL,
    changed_at bigint NOT NULL,
    seen_at bigint DEFAULT 0 NOT NULL,
    check_at bigint DEFAULT 0 NOT NULL,
    release_at bigint DEFAULT 0 NOT NULL,
    replaced_by text DEFAULT ''::text NOT NULL
);
CREATE TABLE metalwright_sim.leases (
    name text NOT NULL,
    holder text NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE metalwright_sim.meta (
    key text NOT NULL,
    value text NOT NULL
);
CREATE TABLE metalwright_sim.orders (
    id text NOT NULL,
    profile text NOT NULL,
    account text NOT NULL,
    product text NOT NULL,
    spec text NOT NULL,
    quote text NOT NULL,
    quote_micros bigint NOT NULL,
    currency text NOT NULL,
    wanted bigint NOT NULL,
    script_bytes bigint DEFAULT 0 NOT NULL,
    script_sha256 text DEFAULT ''::text NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL,
    forgotten_at bigint DEFAULT 0 NOT NULL,
    recovered bigint DEFAULT 0 NOT NULL
);
CREATE TABLE metalwright_sim.pruned (
    token text NOT NULL,
    order_id text NOT NULL,
    pruned_at bigint NOT NULL
);
CREATE TABLE metalwright_sim.watches (
    account text NOT NULL,
    product text NOT NULL,
    polled_at bigint DEFAULT 0 NOT NULL,
    next_at bigint DEFAULT 0 NOT NULL,
    error text DEFAULT ''::text NOT NULL,
    swept_at bigint DEFAULT 0 NOT NULL
);
ALTER TABLE ONLY metalwright_sim.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (order_id);
ALTER TABLE ONLY metalwright_sim.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY metalwright_sim.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (n);
ALTER TABLE ONLY metalwright_sim.batches
    ADD CONSTRAINT batches_order_id_n_key UNIQUE (order_id, n);
ALTER TABLE ONLY metalwright_sim.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (id);
ALTER TABLE ONLY metalwright_sim.batches
    ADD CONSTRAINT batches_token_key UNIQUE (token);
ALTER TABLE ONLY metalwright_sim.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (batch, version);
ALTER TABLE ONLY metalwright_sim.instances
    ADD CONSTRAINT instances_pkey PRIMARY KEY (product, account, id);
ALTER TABLE ONLY metalwright_sim.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (name);
ALTER TABLE ONLY metalwright_sim.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (key);
ALTER TABLE ONLY metalwright_sim.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY metalwright_sim.pruned
    ADD CONSTRAINT pruned_pkey PRIMARY KEY (token);
ALTER TABLE ONLY metalwright_sim.watches
    ADD CONSTRAINT watches_pkey PRIMARY KEY (account, product);
CREATE INDEX audit_order ON metalwright_sim.audit USING btree (order_id);
CREATE INDEX batches_created ON metalwright_sim.batches USING btree (created_at);
CREATE INDEX batches_look ON metalwright_sim.batches USING btree (account, product, look_at);
CREATE INDEX batches_open ON metalwright_sim.batches USING btree (account, product, state);
CREATE INDEX instances_batch ON metalwright_sim.instances USING btree (batch);
CREATE INDEX orders_created ON metalwright_sim.orders USING btree (created_at);
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON metalwright_sim.audit_head FOR EACH ROW WHEN (((new.n < old.n) OR (new.id <> old.id))) EXECUTE FUNCTION metalwright_sim.audit_only_added();
CREATE TRIGGER audit_head_kept BEFORE DELETE ON metalwright_sim.audit_head FOR EACH ROW EXECUTE FUNCTION metalwright_sim.audit_only_added();
CREATE TRIGGER audit_head_whole BEFORE TRUNCATE ON metalwright_sim.audit_head FOR EACH STATEMENT EXECUTE FUNCTION metalwright_sim.audit_only_added();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON metalwright_sim.audit FOR EACH STATEMENT EXECUTE FUNCTION metalwright_sim.audit_only_added();
CREATE TRIGGER audit_unchanged BEFORE DELETE OR UPDATE ON metalwright_sim.audit FOR EACH ROW EXECUTE FUNCTION metalwright_sim.audit_only_added();
ALTER TABLE ONLY metalwright_sim.batches
    ADD CONSTRAINT batches_order_id_fkey FOREIGN KEY (order_id) REFERENCES metalwright_sim.orders(id);
ALTER TABLE ONLY metalwright_sim.events
    ADD CONSTRAINT events_batch_fkey FOREIGN KEY (batch) REFERENCES metalwright_sim.batches(id);
ALTER TABLE ONLY metalwright_sim.instances
    ADD CONSTRAINT instances_batch_fkey FOREIGN KEY (batch) REFERENCES metalwright_sim.batches(id);
