-- The follower's position: everything up to this block has been brought to the handlers.
create table chain_position (
  singleton boolean primary key default true check (singleton),
  block bigint not null check (block >= 0),
  block_hash bytea not null check (length(block_hash) = 32)
);

-- The blocks behind the position, to find the common ancestor after a reorganisation.
create table chain_block (
  number bigint primary key check (number >= 0),
  hash bytea not null check (length(hash) = 32)
);

-- Events that were brought to the handlers. An event is named by its transaction and its place among
-- that transaction's logs, which stay the same when a reorganisation moves it to another block.
create table chain_event (
  transaction bytea not null check (length(transaction) = 32),
  place int not null check (place >= 0),
  digest bytea not null check (length(digest) = 32),
  block bigint not null check (block >= 0),
  block_hash bytea not null check (length(block_hash) = 32),
  log_index int not null check (log_index >= 0),
  name text not null,
  -- Its block is not on the chain any more, and it has not come again.
  orphaned boolean not null default false,
  primary key (transaction, place)
);
create index chain_event_block on chain_event (block);

-- The next nonce of a sending key, given out under this row's lock.
create table chain_sender (
  address bytea primary key check (length(address) = 20),
  next_nonce bigint not null check (next_nonce >= 0)
);

-- What is to be done on chain, once for each key.
create table chain_intent (
  id bigint generated always as identity primary key,
  intent_key text not null unique,
  sender bytea not null check (length(sender) = 20),
  target bytea not null check (length(target) = 20),
  value numeric(78, 0) not null check (value >= 0),
  data bytea not null,
  status text not null default 'PENDING' check (status in ('PENDING', 'SENT', 'CONFIRMED', 'FAILED')),
  nonce bigint check (nonce >= 0),
  gas_limit bigint check (gas_limit > 0),
  transaction bytea check (length(transaction) = 32),
  block bigint,
  gas_used bigint,
  problem text,
  created_at timestamptz not null,
  unique (sender, nonce),
  check ((status = 'SENT') <= (nonce is not null))
);
create index chain_intent_open on chain_intent (id) where status in ('PENDING', 'SENT');

-- Signed bytes, stored before they are sent; several per intent where the fee was raised.
create table chain_transaction (
  hash bytea primary key check (length(hash) = 32),
  intent bigint not null references chain_intent (id),
  raw bytea not null,
  max_fee numeric(78, 0) not null check (max_fee >= 0),
  priority_fee numeric(78, 0) not null check (priority_fee >= 0),
  signed_at timestamptz not null
);
create index chain_transaction_intent on chain_transaction (intent, signed_at);
