-- What happened on chain to nodes and providers: one row per event of the contracts (docs/protocol.md
-- section 7), with where it is on the chain. Written and undone by the chain follower alone.
create table operations (
  block bigint not null check (block >= 0),
  log_index integer not null check (log_index >= 0),     -- place in the block
  operation text not null,                               -- the event's name
  node text,                                             -- node key as of then; null: a claim
  life text,                                             -- the node's first key, through all rotations
  provider text,                                         -- null: registered before this table was kept
  at timestamptz not null,                               -- block time
  transaction text not null,                             -- 32 bytes, 0x…
  details text not null,                                 -- the event's members, JSON
  primary key (block, log_index),
  check ((node is null) = (life is null))
);
create index operations_node on operations (node, block desc, log_index desc) where node is not null;
create index operations_life on operations (life, block desc, log_index desc) where life is not null;
create index operations_provider on operations (provider, block desc, log_index desc);
