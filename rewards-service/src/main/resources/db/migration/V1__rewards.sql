-- Hashes are 32 bytes, accounts 20; amounts are base units of the chain's token.

-- What ledger and registry sealed, as they or the chain told first.
create table epoch_seal (
  epoch bigint not null check (epoch >= 0),
  kind text not null check (kind in ('SESSIONS', 'PERFORMANCE')),
  version bigint not null check (version >= 1),
  root bytea not null check (octet_length(root) = 32),
  leaves bigint not null check (leaves >= 0),
  total numeric(78, 0) not null check (total >= 0),
  data_hash bytea not null check (octet_length(data_hash) = 32),
  primary key (epoch, kind)
);

-- What stands on chain: the newest confirmed version of each anchor.
create table epoch_anchor (
  epoch bigint not null check (epoch >= 0),
  kind text not null check (kind in ('SESSIONS', 'PERFORMANCE')),
  version bigint not null check (version >= 1),
  root bytea not null check (octet_length(root) = 32),
  leaves bigint not null check (leaves >= 0),
  total numeric(78, 0) not null check (total >= 0),
  data_hash bytea not null check (octet_length(data_hash) = 32),
  transaction bytea not null check (octet_length(transaction) = 32),
  primary key (epoch, kind)
);

-- The workings of an epoch, computed once.
create table epoch_rewards (
  epoch bigint primary key check (epoch >= 0),
  period bigint not null check (period >= 0),
  root bytea not null check (octet_length(root) = 32),
  total numeric(78, 0) not null check (total >= 0),
  data_hash bytea not null check (octet_length(data_hash) = 32),
  file text not null,
  computed_at timestamptz not null
);

-- The account lines of the workings: what the account earned in the epoch, and in the period up to it.
create table account_rewards (
  account bytea not null check (octet_length(account) = 20),
  epoch bigint not null references epoch_rewards,
  period bigint not null check (period >= 0),
  earned numeric(78, 0) not null check (earned >= 0),
  cumulative numeric(78, 0) not null check (cumulative >= earned and cumulative > 0),
  primary key (account, epoch)
);

-- Proposals of reward roots, as the vault tells. At most one of an epoch is not vetoed.
create table proposal (
  id bigint primary key check (id > 0),
  period bigint not null check (period >= 0),
  from_epoch bigint not null check (from_epoch >= 0),
  to_epoch bigint not null check (to_epoch >= from_epoch),
  root bytea not null check (octet_length(root) = 32),
  period_total numeric(78, 0) not null check (period_total >= 0),
  data_hash bytea not null check (octet_length(data_hash) = 32),
  state text not null check (state in ('PENDING', 'FINAL', 'VETOED')),
  proposed_transaction bytea not null check (octet_length(proposed_transaction) = 32),
  finalised_transaction bytea check (octet_length(finalised_transaction) = 32),
  final_at timestamptz
);
create unique index proposal_of_epoch on proposal (from_epoch) where state <> 'VETOED';

-- Attempts to get something done on chain; another only after the one before it failed.
create table vault_intent (
  purpose text not null check (purpose in ('PROPOSE', 'FINALISE')),
  subject bigint not null,
  attempt integer not null check (attempt >= 1),
  sent_at timestamptz not null,
  primary key (purpose, subject, attempt)
);

-- Money that came into the vault: passes and funding, one row per log entry.
create table vault_payment (
  transaction bytea not null check (octet_length(transaction) = 32),
  log_index integer not null check (log_index >= 0),
  amount numeric(78, 0) not null check (amount >= 0),
  primary key (transaction, log_index)
);

-- What has been claimed of a period; never falls.
create table claimed (
  account bytea not null check (octet_length(account) = 20),
  period bigint not null check (period >= 0),
  cumulative numeric(78, 0) not null check (cumulative > 0),
  primary key (account, period)
);
