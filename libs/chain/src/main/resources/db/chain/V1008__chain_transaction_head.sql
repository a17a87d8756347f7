-- The newest block when a transaction was signed: whether it waits is told by blocks, not by time.
alter table chain_transaction add column head bigint not null default 0 check (head >= 0);
alter table chain_transaction alter column head drop default;
