-- A journal of the 13th schema on the simulated cloud, written by the version before proofs of scheduled releases:
-- one scheduled with its order, one by a command, one taken back, one held.
BEGIN TRANSACTION;
CREATE TABLE approvals(
  order_id text primary key,
  state text not null,
  seal text not null,                        -- SHA-256 of what is asked for: spec, quote, account and who asks
  asked_by text not null,
  asked_at bigint not null,
  lasts_ms bigint not null,
  expires_at bigint not null,                -- of the asking, then of the yes
  decided_by text not null default '',
  decided_at bigint not null default 0,
  reason text not null default '', asked_key text not null default '', decided_key text not null default '', secrets text not null default '');
CREATE TABLE audit(
  n bigint primary key,                      -- from 1, without gaps
  at bigint not null,
  who text not null,
  what text not null,
  order_id text not null,
  detail text not null,                      -- JSON
  prev text not null,
  hash text not null);
INSERT INTO "audit" VALUES(1,1795915542420,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','','8e60924ce8cd9811d3622cdd62036bd457dd384ace1bba77857e4792ff3539a4');
INSERT INTO "audit" VALUES(2,1795915542431,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','8e60924ce8cd9811d3622cdd62036bd457dd384ace1bba77857e4792ff3539a4','ab822d1228e6997f3e1ff3e7a4c8089773b483312aacf198cfa7176b6ae864c8');
INSERT INTO "audit" VALUES(3,1795915542435,'root','order','o-ra032ef3','{"account":"sim","machines":"1","outcome":"done","price":"561.224 USD","product":"zenlayer-bmc","quote":"657ae6aca93c13a94c34d6f61e43860bfc6701df16cf98e000d7360d68e8da40","row":"d5589b681692a2e841dbe2a13aeb8360e254ccc7023628dd5ab35035563199c8","type":"M6C","zone":"SEL-A"}','ab822d1228e6997f3e1ff3e7a4c8089773b483312aacf198cfa7176b6ae864c8','6469275fe45c2684d3eb831e33c561bf8829fab8b6109039aa872eea5ad80d7d');
INSERT INTO "audit" VALUES(4,1795915542612,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','6469275fe45c2684d3eb831e33c561bf8829fab8b6109039aa872eea5ad80d7d','afcc7545cf9cebf376e93eab7894e26cc0a95addf737e4f9e1e853ae0c72f7b8');
INSERT INTO "audit" VALUES(5,1795915542633,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','afcc7545cf9cebf376e93eab7894e26cc0a95addf737e4f9e1e853ae0c72f7b8','13d5a9022294387256522145658d0da5584bb40d60b4ed23bedb47246151da46');
INSERT INTO "audit" VALUES(6,1795915542638,'root','order','o-2sd6sxhg','{"account":"sim","machines":"1","outcome":"done","price":"561.224 USD","product":"zenlayer-bmc","quote":"8ea155f902633d8316c602c1ebb507fd9eef7be9b474cccca4e11010a5bf01a0","row":"cfb6de7a44242e4e183bc32d7a4cd8835289f8bfd6cd8d8a656ee155bcc44c0f","type":"M6C","zone":"SEL-A"}','13d5a9022294387256522145658d0da5584bb40d60b4ed23bedb47246151da46','060a352687c1b5191bfd0b9bda81d6757bf1615babbd9841507e75c60977c468');
INSERT INTO "audit" VALUES(7,1795915543603,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','060a352687c1b5191bfd0b9bda81d6757bf1615babbd9841507e75c60977c468','d14ff4a166fd9e68749b534f6fd18b4bbd772b40133da5d83c708b6959c832d4');
INSERT INTO "audit" VALUES(8,1795915543610,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','d14ff4a166fd9e68749b534f6fd18b4bbd772b40133da5d83c708b6959c832d4','da184502d32bc04e9f57d91463763945ea5c98b5843cb2883cfd8be3fa90e4ff');
INSERT INTO "audit" VALUES(9,1795915543616,'root','order','o-sc3appdj','{"account":"sim","machines":"1","outcome":"done","price":"561.224 USD","product":"zenlayer-bmc","quote":"a53d23a057e6d6404ca60324a3a273fe470038d4fa7f42b15a4eacde2f36b78c","row":"e9d0cb98f72b3d0a6f7ed5cb3fff2021a4fbfe6c6e6e1fb47f04f266e2dd5ea9","type":"M6C","zone":"SEL-A"}','da184502d32bc04e9f57d91463763945ea5c98b5843cb2883cfd8be3fa90e4ff','f5b27978202de4d609f1338ace5724a92ee75fc1042a6819f1755cdf0f7c0a39');
INSERT INTO "audit" VALUES(10,1795915544586,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','f5b27978202de4d609f1338ace5724a92ee75fc1042a6819f1755cdf0f7c0a39','bc4fe350f9ff08ac5ba7d15ebcdca2f18d08bb3e578338a889001c79db988609');
INSERT INTO "audit" VALUES(11,1795915544593,'root','quote','','{"account":"sim","machines":"1","price":"561.224 USD","product":"zenlayer-bmc","type":"M6C","zone":"SEL-A"}','bc4fe350f9ff08ac5ba7d15ebcdca2f18d08bb3e578338a889001c79db988609','e12685ba626d4d3c4296db791f022e4d2be47f24381fec73d6c5db9eed601439');
INSERT INTO "audit" VALUES(12,1795915544598,'root','order','o-2aywm4bb','{"account":"sim","machines":"1","outcome":"done","price":"561.224 USD","product":"zenlayer-bmc","quote":"7720fb66f5d6a8139b36696c47ad35b4fc155c7917c8f2f79f53229b06880c0c","row":"01c7a2e758e95555795629364214aef9b0e1cbcd410cebe01b026aab921875f8","type":"M6C","zone":"SEL-A"}','e12685ba626d4d3c4296db791f022e4d2be47f24381fec73d6c5db9eed601439','f4b504db38b7ca2b21582205b8e7ee0f16e8c41d7fa14ac361cc6354b7fbb3e5');
INSERT INTO "audit" VALUES(13,1795915558061,'root','release','o-2sd6sxhg','{"outcome":"done","release_at":"2026-12-29T01:25:58Z"}','f4b504db38b7ca2b21582205b8e7ee0f16e8c41d7fa14ac361cc6354b7fbb3e5','1738527cff2d9c440bfb1b43963360cf4937ff4ef270947086f746f678561af7');
INSERT INTO "audit" VALUES(14,1795915558121,'root','release','o-sc3appdj','{"outcome":"done","release_at":"never"}','1738527cff2d9c440bfb1b43963360cf4937ff4ef270947086f746f678561af7','d74509ce289c97bfb6cb3dad9e7e4892074f2c55e3a650121f9d05f17ad7275d');
INSERT INTO "audit" VALUES(15,1795915580863,'root','release','o-2aywm4bb','{"outcome":"done","release_at":"2026-11-29T01:26:28Z"}','d74509ce289c97bfb6cb3dad9e7e4892074f2c55e3a650121f9d05f17ad7275d','b33dc119641a32abf8e574300565c325f3a0f99356bfefff32ad1906061141a4');
INSERT INTO "audit" VALUES(16,1795915580907,'root','forget','o-2aywm4bb','{"outcome":"done"}','b33dc119641a32abf8e574300565c325f3a0f99356bfefff32ad1906061141a4','f5d62b37947d2dd5c2d7c9f8b160de647a8e290dedb91314c6aca569f47769ae');
INSERT INTO "audit" VALUES(17,1795915593085,'root','release','o-2aywm4bb','{"machines":"1001000000000000008","outcome":"refused","release_at":"2026-11-29T01:26:28Z","why":"it was not released at its time: changed"}','f5d62b37947d2dd5c2d7c9f8b160de647a8e290dedb91314c6aca569f47769ae','50c26e1565ebbd13538dfc6c2649efde08dbe449f1fb84771770fdea225cb6a9');
CREATE TABLE audit_head(
  id bigint primary key,
  n bigint not null,
  hash text not null);
INSERT INTO "audit_head" VALUES(1,17,'50c26e1565ebbd13538dfc6c2649efde08dbe449f1fb84771770fdea225cb6a9');
CREATE TABLE batches(
  id text primary key,
  order_id text not null references orders(id),
  n bigint not null,
  zone text not null,
  account text not null,
  product text not null,
  token text not null unique,
  name text not null,
  first_no bigint not null,
  wanted bigint not null,
  state text not null,
  version bigint not null default 1,
  owner text not null default '',
  retry_of text not null default '',
  created_at bigint not null,
  sent_at bigint not null default 0,
  deadline bigint not null default 0,
  settle_at bigint not null default 0,
  looked_at bigint not null default 0,
  look_at bigint not null default 0,         -- the next look-up
  looks bigint not null default 0,
  order_number text not null default '',
  request_id text not null default '',
  vendor_code text not null default '',
  vendor_message text not null default '',
  error text not null default '',            -- JSON: what else there is to say of it
  shortfall bigint not null default 0,
  attention text not null default '',
  changed_at bigint not null, cost_micros bigint not null default 0, cost_currency text not null default '', evidence text not null default '', kind text not null default '', make text not null default '', seen_before text not null default '',
  unique(order_id, n));
INSERT INTO "batches" VALUES('mwhn8d32g8','o-ra032ef3',1,'SEL-A','sim','zenlayer-bmc','mwhn8d32g8','placed',0,1,'closed',4,'vm 18937 awvjtfn8','',1795915542435,1795915542438,1795915722438,0,0,0,0,'2001000000000000001','T8CD8464D-31A6-4D4D-BC92-8AC8812B65AF','','','',0,'',1795915542501,561224000,'USD','','','','');
INSERT INTO "batches" VALUES('mw1a1temrf','o-2sd6sxhg',1,'SEL-A','sim','zenlayer-bmc','mw1a1temrf','plain',0,1,'closed',4,'vm 18949 8fh8s422','',1795915542638,1795915542642,1795915722642,0,0,0,0,'2001000000000000003','T8CD8464D-31A6-4D4D-BC92-8AC8812B65AF','','','',0,'',1795915543507,561224000,'USD','','','','');
INSERT INTO "batches" VALUES('mw31p5tvcw','o-sc3appdj',1,'SEL-A','sim','zenlayer-bmc','mw31p5tvcw','never',0,1,'closed',4,'vm 18959 4tkgpr5j','',1795915543616,1795915543618,1795915723618,0,0,0,0,'2001000000000000005','T8CD8464D-31A6-4D4D-BC92-8AC8812B65AF','','','',0,'',1795915544514,561224000,'USD','','','','');
INSERT INTO "batches" VALUES('mwmnfkhp3t','o-2aywm4bb',1,'SEL-A','sim','zenlayer-bmc','mwmnfkhp3t','held',0,1,'closed',4,'vm 18976 r1t896t8','',1795915544598,1795915544599,1795915724599,0,0,0,0,'2001000000000000007','T8CD8464D-31A6-4D4D-BC92-8AC8812B65AF','','','',0,'',1795915545519,561224000,'USD','','','','');
CREATE TABLE drafts(
  owner text primary key,
  at bigint not null,
  answers text not null);
CREATE TABLE events(
  batch text not null references batches(id),
  version bigint not null,
  at bigint not null,
  kind text not null,
  detail text not null,
  primary key(batch, version));
INSERT INTO "events" VALUES('mwhn8d32g8',1,1795915542435,'intent','mwhn8d32g8');
INSERT INTO "events" VALUES('mwhn8d32g8',2,1795915542438,'sent','vm 18937 awvjtfn8');
INSERT INTO "events" VALUES('mwhn8d32g8',3,1795915542440,'accepted','the vendor answered');
INSERT INTO "events" VALUES('mwhn8d32g8',4,1795915542501,'closed','every machine is at its end');
INSERT INTO "events" VALUES('mw1a1temrf',1,1795915542638,'intent','mw1a1temrf');
INSERT INTO "events" VALUES('mw1a1temrf',2,1795915542642,'sent','vm 18949 8fh8s422');
INSERT INTO "events" VALUES('mw1a1temrf',3,1795915542653,'accepted','the vendor answered');
INSERT INTO "events" VALUES('mw1a1temrf',4,1795915543507,'closed','every machine is at its end');
INSERT INTO "events" VALUES('mw31p5tvcw',1,1795915543616,'intent','mw31p5tvcw');
INSERT INTO "events" VALUES('mw31p5tvcw',2,1795915543618,'sent','vm 18959 4tkgpr5j');
INSERT INTO "events" VALUES('mw31p5tvcw',3,1795915543623,'accepted','the vendor answered');
INSERT INTO "events" VALUES('mw31p5tvcw',4,1795915544514,'closed','every machine is at its end');
INSERT INTO "events" VALUES('mwmnfkhp3t',1,1795915544598,'intent','mwmnfkhp3t');
INSERT INTO "events" VALUES('mwmnfkhp3t',2,1795915544599,'sent','vm 18976 r1t896t8');
INSERT INTO "events" VALUES('mwmnfkhp3t',3,1795915544603,'accepted','the vendor answered');
INSERT INTO "events" VALUES('mwmnfkhp3t',4,1795915545519,'closed','every machine is at its end');
CREATE TABLE ignored(
  account text not null,
  product text not null,
  kind text not null,
  id text not null,
  at bigint not null,
  ignored_by text not null,
  primary key (account, product, kind, id));
CREATE TABLE instances(
  product text not null,
  account text not null,
  id text not null,
  batch text not null references batches(id),
  position bigint not null,
  zone text not null,
  type text not null,
  image text not null,
  name text not null,
  hostname text not null,
  status text not null,
  vendor_status text not null,
  public text not null,                      -- addresses, separated by blanks
  private text not null,
  token text not null,
  source text not null,
  vendor_at bigint not null default 0,       -- created, by the vendor's clock
  misses bigint not null default 0,
  accepted_at bigint not null,
  running_at bigint not null default 0,
  changed_at bigint not null,
  seen_at bigint not null default 0,
  check_at bigint not null default 0, release_at bigint not null default 0, replaced_by text not null default '', mismatches text not null default '', image_name text not null default '', ready_at bigint not null default 0,
  primary key(product, account, id));
INSERT INTO "instances" VALUES('zenlayer-bmc','sim','1001000000000000002','mwhn8d32g8',0,'SEL-A','M6C','','placed','placed','RUNNING','RUNNING','203.0.113.2 2001:db8:11::2','','mwhn8d32g8','answer',1795915542000,0,1795915542440,1795915542501,1795915542501,1795915542501,0,0,'','','',1795915542561);
INSERT INTO "instances" VALUES('zenlayer-bmc','sim','1001000000000000004','mw1a1temrf',0,'SEL-A','M6C','','plain','plain','RUNNING','RUNNING','203.0.113.3 2001:db8:11::4','','mw1a1temrf','answer',1795915542000,0,1795915542653,1795915543507,1795915543507,1795915543507,0,0,'','','',1795915543572);
INSERT INTO "instances" VALUES('zenlayer-bmc','sim','1001000000000000006','mw31p5tvcw',0,'SEL-A','M6C','','never','never','RUNNING','RUNNING','203.0.113.4 2001:db8:11::6','','mw31p5tvcw','answer',1795915543000,0,1795915543623,1795915544514,1795915544514,1795915544514,0,0,'','','',1795915544521);
INSERT INTO "instances" VALUES('zenlayer-bmc','sim','1001000000000000008','mwmnfkhp3t',0,'SEL-A','M6C','','held','held','RUNNING','RUNNING','203.0.113.5 2001:db8:11::8','','mwmnfkhp3t','answer',1795915544000,0,1795915544603,1795915545519,1795915545519,1795915545519,0,0,'','','',1795915545563);
CREATE TABLE later(
  order_id text primary key references orders(id),
  at bigint not null,
  asked_by text not null,
  set_at bigint not null,
  state text not null default '',            -- '' while it is to come; started, held, done
  owner text not null default '',            -- the program that has started it
  started_at bigint not null default 0,
  why text not null default '',              -- it is held
  bound integer not null default 0,          -- who wants it was signed in: the rules of the server's people bind them
  changes integer not null default 0);
INSERT INTO "later" VALUES('o-ra032ef3',1798507542431,'root',1795915542435,'','',0,'',0,0);
INSERT INTO "later" VALUES('o-2aywm4bb',1795915588000,'root',1795915580864,'held','',0,'changed',0,0);
INSERT INTO "later" VALUES('o-2sd6sxhg',1798507558061,'root',1795915558063,'','',0,'',0,0);
CREATE TABLE meta(key text primary key, value text not null);
INSERT INTO "meta" VALUES('schema','13');
INSERT INTO "meta" VALUES('created','1795915542360');
INSERT INTO "meta" VALUES('journal','gozlilvph7cqgbgb3sfhxy72md');
INSERT INTO "meta" VALUES('changes','76');
CREATE TABLE names(
  name text not null,
  order_id text not null,
  primary key(name, order_id));
INSERT INTO "names" VALUES('o-ra032ef3','o-ra032ef3');
INSERT INTO "names" VALUES('o-3p635yq3','o-ra032ef3');
INSERT INTO "names" VALUES('o-2sd6sxhg','o-2sd6sxhg');
INSERT INTO "names" VALUES('o-mgwkvdzp','o-2sd6sxhg');
INSERT INTO "names" VALUES('o-sc3appdj','o-sc3appdj');
INSERT INTO "names" VALUES('o-rvfke46f','o-sc3appdj');
INSERT INTO "names" VALUES('o-2aywm4bb','o-2aywm4bb');
INSERT INTO "names" VALUES('o-0n8dgn06','o-2aywm4bb');
CREATE TABLE orders(
  id text primary key,
  profile text not null,
  account text not null,
  product text not null,
  spec text not null,                        -- JSON, every secret a mask
  quote text not null,                       -- JSON
  quote_micros bigint not null,              -- what the whole order costs
  currency text not null,
  wanted bigint not null,
  script_bytes bigint not null default 0,    -- the init script itself is not kept
  script_sha256 text not null default '',
  created_at bigint not null,
  created_by text not null,
  forgotten_at bigint not null default 0, recovered bigint not null default 0);
INSERT INTO "orders" VALUES('o-ra032ef3','','sim','zenlayer-bmc','{"product":"zenlayer-bmc","zone":"SEL-A","type":"M6C","count":1,"name":"placed","hostname":"placed","billing":{"charge":"postpaid"},"network":{"charge":"ByBandwidth","bandwidth_mbps":30},"access":{"login":"vendor"}}','{"priced":true,"count":1,"lines":[{"item":"instance","each":{"micros":768800,"currency":"USD"},"list":{"micros":768800,"currency":"USD"},"per":"hour"},{"item":"bandwidth","each":{"micros":0,"currency":"USD"},"list":{"micros":0,"currency":"USD"},"per":"hour"}],"term":{"micros":0,"currency":""},"hour":{"micros":768800,"currency":"USD"},"month":{"micros":561224000,"currency":"USD"},"at":"2026-11-29T01:25:42.433191855Z"}',561224000,'USD',1,0,'',1795915542434,'root',0,0);
INSERT INTO "orders" VALUES('o-2sd6sxhg','','sim','zenlayer-bmc','{"product":"zenlayer-bmc","zone":"SEL-A","type":"M6C","count":1,"name":"plain","hostname":"plain","billing":{"charge":"postpaid"},"network":{"charge":"ByBandwidth","bandwidth_mbps":30},"access":{"login":"vendor"}}','{"priced":true,"count":1,"lines":[{"item":"instance","each":{"micros":768800,"currency":"USD"},"list":{"micros":768800,"currency":"USD"},"per":"hour"},{"item":"bandwidth","each":{"micros":0,"currency":"USD"},"list":{"micros":0,"currency":"USD"},"per":"hour"}],"term":{"micros":0,"currency":""},"hour":{"micros":768800,"currency":"USD"},"month":{"micros":561224000,"currency":"USD"},"at":"2026-11-29T01:25:42.637347884Z"}',561224000,'USD',1,0,'',1795915542637,'root',0,0);
INSERT INTO "orders" VALUES('o-sc3appdj','','sim','zenlayer-bmc','{"product":"zenlayer-bmc","zone":"SEL-A","type":"M6C","count":1,"name":"never","hostname":"never","billing":{"charge":"postpaid"},"network":{"charge":"ByBandwidth","bandwidth_mbps":30},"access":{"login":"vendor"}}','{"priced":true,"count":1,"lines":[{"item":"instance","each":{"micros":768800,"currency":"USD"},"list":{"micros":768800,"currency":"USD"},"per":"hour"},{"item":"bandwidth","each":{"micros":0,"currency":"USD"},"list":{"micros":0,"currency":"USD"},"per":"hour"}],"term":{"micros":0,"currency":""},"hour":{"micros":768800,"currency":"USD"},"month":{"micros":561224000,"currency":"USD"},"at":"2026-11-29T01:25:43.614713764Z"}',561224000,'USD',1,0,'',1795915543616,'root',0,0);
INSERT INTO "orders" VALUES('o-2aywm4bb','','sim','zenlayer-bmc','{"product":"zenlayer-bmc","zone":"SEL-A","type":"M6C","count":1,"name":"held","hostname":"held","billing":{"charge":"postpaid"},"network":{"charge":"ByBandwidth","bandwidth_mbps":30},"access":{"login":"vendor"}}','{"priced":true,"count":1,"lines":[{"item":"instance","each":{"micros":768800,"currency":"USD"},"list":{"micros":768800,"currency":"USD"},"per":"hour"},{"item":"bandwidth","each":{"micros":0,"currency":"USD"},"list":{"micros":0,"currency":"USD"},"per":"hour"}],"term":{"micros":0,"currency":""},"hour":{"micros":768800,"currency":"USD"},"month":{"micros":561224000,"currency":"USD"},"at":"2026-11-29T01:25:44.596101014Z"}',561224000,'USD',1,0,'',1795915544597,'root',1795915580907,0);
CREATE TABLE pruned(
  token text primary key,
  order_id text not null,
  pruned_at bigint not null);
CREATE TABLE removed(
  id text primary key,
  account text not null,                     -- '' when an earlier version removed the order, and nobody knows
  product text not null,
  profile text not null,
  created_by text not null,
  state text not null,                       -- 'released', 'rejected' or 'denied'; '' when nobody knows
  created_at bigint not null,
  removed_at bigint not null);
CREATE TABLE resources(
  batch text not null references batches(id),
  id text not null,                          -- of an address: the address
  account text not null,
  product text not null,
  zone text not null,
  kind text not null,
  network text not null default '',          -- of an address: its public network
  position bigint not null,
  source text not null,
  made_at bigint not null,                   -- when it became known
  release_at bigint not null default 0,      -- when a person asked to give it back
  released_at bigint not null default 0,     -- when the vendor did not list it any more after that
  primary key(batch, id));
CREATE TABLE stages(
  product text not null,
  account text not null,
  id text not null,
  n bigint not null,                         -- from 1, without gaps
  at bigint not null,
  status text not null,
  vendor_status text not null,
  primary key(product, account, id, n));
CREATE TABLE watches(
  account text not null,
  product text not null,
  polled_at bigint not null default 0,
  next_at bigint not null default 0,
  error text not null default '', swept_at bigint not null default 0, swept_line text not null default '',
  primary key(account, product));
CREATE INDEX orders_created on orders(created_at);
CREATE INDEX batches_open on batches(account, product, state);
CREATE INDEX batches_look on batches(account, product, look_at);
CREATE INDEX instances_batch on instances(batch);
CREATE INDEX batches_created on batches(created_at);
CREATE INDEX audit_order on audit(order_id);
CREATE INDEX resources_account on resources(account, product, kind, id);
CREATE TRIGGER audit_unchanged before update on audit
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_kept before delete on audit
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_not_replaced before insert on audit when exists (select 1 from audit where n = new.n)
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_head_forward before update on audit_head when new.n < old.n or new.id <> old.id
begin select raise(abort, 'the audit is only added to'); end;
CREATE TRIGGER audit_head_kept before delete on audit_head
begin select raise(abort, 'the audit is only added to'); end;
COMMIT;
pragma user_version = 13;
