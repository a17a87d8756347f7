-- Keys, ids and hashes are bytea in their natural length: 20 (addresses), 32 (digests), 65 (signatures).

-- One row, written once: names this life of the database, so that an agent that knows revisions of another
-- life asks for the full set. Milliseconds of its creation and three random digits: grows with each life,
-- fits a JSON number.
create table ledger_life (
  db_epoch bigint primary key check (db_epoch > 0)
);
insert into ledger_life
select (extract(epoch from clock_timestamp()) * 1000)::bigint * 1000 + floor(random() * 1000)::bigint;

-- What topic node.directory says of each node.
create table directory (
  node          bytea primary key check (octet_length(node) = 20),
  version       bigint not null,
  state         text not null,
  tunnel_key    bytea not null check (octet_length(tunnel_key) = 32),
  endpoint_hash bytea not null check (octet_length(endpoint_hash) = 32),
  endpoint      text
);

-- A node's set of peers; the row lock orders all its changes.
create table node (
  id       bytea primary key check (octet_length(id) = 20),
  revision bigint not null check (revision >= 0)
);

-- Which session each revision touched; contiguous, the oldest are trimmed.
create table node_change (
  node     bytea not null,
  revision bigint not null,
  session  bytea not null,
  primary key (node, revision)
);

create table session (
  id              bytea primary key check (octet_length(id) = 32),
  number          bigint generated always as identity unique,
  -- Erased when all epochs that the session counted in are past their challenge.
  account         bytea check (octet_length(account) = 20),
  node            bytea not null check (octet_length(node) = 20),
  session_key     bytea not null check (octet_length(session_key) = 20),
  tunnel_key      bytea not null check (octet_length(tunnel_key) = 32),
  max_bytes       bigint not null check (max_bytes >= 0),
  -- Seconds since 1970, as signed.
  not_before      bigint not null,
  not_after       bigint not null check (not_after > not_before),
  nonce           bytea not null check (octet_length(nonce) = 32),
  grant_signature bytea not null check (octet_length(grant_signature) = 65),
  -- The low 16 bits of the tunnel address below 10.77.0.0/16.
  tunnel_host     integer not null check (tunnel_host between 2 and 65534),
  -- Address and key stay taken until the agent has removed the peer, or the hold time is over.
  holds_tunnel    boolean not null default true,
  state           text not null check (state in ('REQUESTED', 'ACTIVE', 'REFUSED', 'ENDED')),
  version         bigint not null default 1,
  reason          text,
  recorded_at     timestamptz not null,
  installed_at    timestamptz,
  ended_at        timestamptz,
  -- The node's signed offer and the client configuration it commits to, as JSON.
  offer           text,
  client_config   text,
  newest_usage    bytea check (octet_length(newest_usage) = 32),
  paused          boolean not null default false,
  counted_bytes   bigint not null default 0 check (counted_bytes >= 0)
);
-- Invariant I9: a tunnel address and a tunnel key each belong to one session of a node.
create unique index session_tunnel_host on session (node, tunnel_host) where holds_tunnel;
create unique index session_tunnel_key on session (node, tunnel_key) where holds_tunnel;
create index session_account on session (account, number desc);
create index session_alive on session (not_after) where state in ('REQUESTED', 'ACTIVE');
create index session_node_alive on session (node) where state in ('REQUESTED', 'ACTIVE');
create index session_ended on session (ended_at);

-- Signed usage as received. Partitioning by epoch is left for later.
create table usage (
  session     bytea not null references session on delete cascade,
  boot        bytea not null check (octet_length(boot) = 16),
  seq         bigint not null check (seq >= 0),
  hash        bytea not null unique check (octet_length(hash) = 32),
  rx          bigint not null check (rx >= 0),
  tx          bigint not null check (tx >= 0),
  at          bigint not null,
  signature   bytea not null check (octet_length(signature) = 65),
  received_at timestamptz not null,
  primary key (session, boot, seq)
);

-- Evidence: a second, different statement of the same (session, boot, seq), with the node's signature.
create table contradiction (
  session     bytea not null references session on delete cascade,
  boot        bytea not null,
  seq         bigint not null,
  rx          bigint not null,
  tx          bigint not null,
  at          bigint not null,
  signature   bytea not null,
  received_at timestamptz not null,
  primary key (session, boot, seq, rx, tx)
);

-- The verified ack with the highest seq per session and boot: counted bytes of a session are the sum of
-- rx + tx over its boots (invariant I2). Written under the open epoch's row lock only.
create table acked (
  session      bytea not null references session on delete cascade,
  boot         bytea not null,
  seq          bigint not null,
  usage_hash   bytea not null check (octet_length(usage_hash) = 32),
  rx           bigint not null check (rx >= 0),
  tx           bigint not null check (tx >= 0),
  signature    bytea not null check (octet_length(signature) = 65),
  acked_at     timestamptz not null,
  -- Of rx + tx, what earlier epochs have sealed.
  sealed_bytes bigint not null default 0 check (sealed_bytes between 0 and rx + tx),
  primary key (session, boot)
);
create index acked_unsealed on acked (session) where rx + tx > sealed_bytes;

-- What an account may use and has used, in bytes; spent in the order of acks.
create table allowance (
  account           bytea primary key check (octet_length(account) = 20),
  pass_bytes        bigint not null default 0,
  pass_spent_bytes  bigint not null default 0 check (pass_spent_bytes between 0 and pass_bytes),
  promo_bytes       bigint not null default 0,
  promo_spent_bytes bigint not null default 0 check (promo_spent_bytes between 0 and promo_bytes)
);

-- Passes bought on chain, each once.
create table pass_purchase (
  transaction bytea not null check (octet_length(transaction) = 32),
  log_index   integer not null,
  account     bytea not null check (octet_length(account) = 20),
  mebibytes   bigint not null check (mebibytes >= 0),
  block       bigint not null,
  primary key (transaction, log_index)
);

create table epoch (
  number         bigint primary key check (number >= 0),
  state          text not null check (state in ('OPEN', 'SEALED', 'ANCHORED', 'OPENED')),
  -- k_epoch; erased after the challenge.
  secret         bytea check (octet_length(secret) = 32),
  sealed_at      timestamptz,
  root           bytea check (octet_length(root) = 32),
  data_hash      bytea check (octet_length(data_hash) = 32),
  file           text,
  -- Intents sent so far; one more each time that the sender gave one up.
  anchor_tries   integer not null default 0,
  anchored_block bigint,
  openings       text,
  erased_at      timestamptz
);
create unique index epoch_open on epoch (state) where state = 'OPEN';

-- What an account's sessions on a node counted in an epoch; erased after the challenge.
create table epoch_usage (
  epoch         bigint not null references epoch,
  account       bytea not null check (octet_length(account) = 20),
  node          bytea not null check (octet_length(node) = 20),
  counted_bytes bigint not null check (counted_bytes >= 0),
  pass_bytes    bigint not null check (pass_bytes >= 0),
  promo_bytes   bigint not null check (promo_bytes >= 0),
  check (pass_bytes + promo_bytes <= counted_bytes),
  primary key (epoch, account, node)
);

-- A row of the published file and what its commitment binds; salt and text erased after the challenge
-- unless they were drawn into the openings.
create table sealed_row (
  epoch     bigint not null references epoch,
  node      bytea not null,
  pseudonym bytea not null check (octet_length(pseudonym) = 32),
  salt      bytea not null check (octet_length(salt) = 32),
  opening   text not null,
  primary key (epoch, node, pseudonym)
);
