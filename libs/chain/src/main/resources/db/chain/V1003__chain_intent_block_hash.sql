-- The block that holds an intent's transaction, by hash: told apart from another of the same number.
alter table chain_intent add column block_hash bytea check (length(block_hash) = 32);
create index chain_intent_settled on chain_intent (sender, block)
  where status in ('CONFIRMED', 'FAILED') and block_hash is not null;
