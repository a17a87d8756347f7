-- What signing this transaction added to the most that its intent can cost: base units, gas and value.
-- A replacement adds its raise only, since one of an intent's transactions at most gets into a block.
alter table chain_transaction add column spending numeric(78, 0) not null default 0 check (spending >= 0);
create index chain_transaction_signed_at on chain_transaction (signed_at);
