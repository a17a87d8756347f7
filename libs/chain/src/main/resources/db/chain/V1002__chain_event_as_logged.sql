-- Events as they were logged, so that what the chain drops can be undone; one row for each that stands.
-- Those of before are read again, from the contracts' deployment on: handlers take an event that they
-- have had.
drop table chain_event;
create table chain_event (
  block bigint not null check (block >= 0),
  log_index int not null check (log_index >= 0),
  block_hash bytea not null check (length(block_hash) = 32),
  block_time timestamptz not null,
  transaction bytea not null check (length(transaction) = 32),
  contract bytea not null check (length(contract) = 20),
  -- 32 bytes each: the event's kind, then its indexed members.
  topics bytea[] not null check (cardinality(topics) between 1 and 4),
  -- Its other members, 32 bytes each.
  data bytea not null check (length(data) % 32 = 0),
  primary key (block, log_index)
);
create index chain_event_topics on chain_event using gin (topics);

delete from chain_position;
delete from chain_block;
