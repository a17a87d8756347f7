-- What weighs in a slot: the deposit as of its draw, base units; null: drawn before it was kept.
alter table slot_nodes add column deposit numeric(78, 0) check (deposit >= 0);
-- Null: to be up, but with no endpoint to probe, so down.
alter table slot_nodes alter column endpoint drop not null;
-- When the node key was replaced, block time.
alter table nodes add column retired_at timestamptz;
create index nodes_successor on nodes (successor) where successor is not null;
