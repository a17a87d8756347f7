-- Logs that a handler could not take, and those that have to wait for them (libs/chain, README).
create table chain_set_aside (
  -- In this order they are tried again.
  id bigint generated always as identity primary key,
  -- UNDO: the event was applied, then the chain dropped it, and taking it back failed.
  act text not null check (act in ('APPLY', 'UNDO')),
  -- FAILED waits for an operator, RETRY is what the operator says, WAITING waits for those before it
  -- that share a key; SKIPPED is settled and kept with the operator's reason.
  state text not null check (state in ('FAILED', 'RETRY', 'WAITING', 'SKIPPED')),
  block bigint not null check (block >= 0),
  log_index int not null check (log_index >= 0),
  block_hash bytea not null check (length(block_hash) = 32),
  block_time timestamptz not null,
  transaction bytea not null check (length(transaction) = 32),
  contract bytea not null check (length(contract) = 20),
  topics bytea[] not null,
  data bytea not null,
  -- What the event is about, as far as the order of events about it matters.
  keys text[] not null,
  reason text not null,
  -- Why an operator skipped it.
  decision text check ((decision is not null) = (state = 'SKIPPED')),
  set_aside_at timestamptz not null default now(),
  unique (block_hash, log_index, act)
);
create index chain_set_aside_open on chain_set_aside using gin (keys) where state <> 'SKIPPED';
