-- Nodes: facts on chain, own word, findings of probes, state. Addresses and hashes as 0x… text.
create table nodes (
  address text primary key check (address ~ '^0x[0-9a-fA-F]{40}$'), -- node key's address, EIP-55
  provider text not null check (provider ~ '^0x[0-9a-fA-F]{40}$'),
  tunnel_key text not null,
  endpoint_hash text not null,
  deposit numeric(78, 0) not null check (deposit >= 0), -- base units
  buffer numeric(78, 0) not null check (buffer >= 0),   -- base units
  registered_at timestamptz not null,                   -- block time
  suspended boolean not null,
  jailed_until timestamptz,
  withdrawable_at timestamptz,
  expelled boolean not null,
  withdrawn boolean not null,
  successor text,                                       -- the next node key

  heartbeat_at timestamptz,
  agent_version text,
  endpoint text,                                        -- hashes to endpoint_hash
  prefix text,                                          -- /24 or /48 of the endpoint
  endpoint_mismatch boolean not null,
  city text,
  country text,
  latitude double precision not null,
  longitude double precision not null,
  ready boolean not null,
  agent_reasons text not null,
  draining boolean not null,
  peers integer not null check (peers >= 0),
  max_peers integer not null check (max_peers >= 0),
  rx_bytes_per_second bigint not null check (rx_bytes_per_second >= 0),
  tx_bytes_per_second bigint not null check (tx_bytes_per_second >= 0),
  capacity_kbit bigint not null check (capacity_kbit >= 0),

  up_streak integer not null check (up_streak >= 0),     -- completed slots in a row
  down_streak integer not null check (down_streak >= 0),
  up_basis_points integer not null check (up_basis_points between 0 and 10000),
  rtt_micros bigint check (rtt_micros >= 0),
  loss_basis_points integer not null check (loss_basis_points between 0 and 10000),
  first_slot bigint,                                     -- slots before it don't count

  state text not null,
  reasons text not null,
  active_since timestamptz,
  first_active_at timestamptz,
  version bigint not null check (version >= 0),          -- of the newest directory entry
  published varchar(4000),
  telemetry_version bigint not null check (telemetry_version >= 0)
);
create index nodes_provider on nodes (provider);
create index nodes_active_prefix on nodes (prefix) where state = 'ACTIVE';
create index nodes_active_heartbeat on nodes (heartbeat_at) where state = 'ACTIVE';

-- A slot's seed is stored before the slot begins and published when it is completed.
create table slots (
  slot bigint primary key check (slot >= 0),
  seed text not null,                                    -- 32 bytes, 0x…
  stored_at timestamptz not null,
  drawn_at timestamptz,                                  -- null: nobody was probed
  completed_at timestamptz,
  void boolean not null default false                    -- the registry failed, counts for nobody
);
create index slots_open on slots (slot) where completed_at is null;

-- The snapshot a draw was made from, and what came of it.
create table slot_nodes (
  slot bigint not null references slots on delete cascade,
  node text not null,
  provider text not null,
  prefix text not null,
  endpoint text not null,
  probes boolean not null,                               -- could be drawn as a prober
  eligible boolean not null,                             -- on chain
  valid integer check (valid >= 0),                      -- valid answers; null until completed
  up boolean,
  primary key (slot, node)
);
create index slot_nodes_node on slot_nodes (node, slot);

create table challenges (
  slot bigint not null references slots on delete cascade,
  node text not null,
  prober text not null,                                  -- node address or operator-N
  challenge text not null,                               -- 32 random bytes, 0x…
  done boolean not null default false,                   -- the prober has reported
  signature text,                                        -- of the node key, verified
  rtt_micros bigint check (rtt_micros >= 0),             -- the prober's word
  primary key (slot, node, prober)
);
create index challenges_waiting on challenges (prober, slot) where not done;

-- One row per epoch, from 0 on without gaps.
create table sealed_epochs (
  epoch bigint primary key check (epoch >= 0),
  file text not null,                                    -- docs/protocol.md section 5
  root text not null,
  leaves bigint not null check (leaves >= 0),
  total numeric(78, 0) not null,
  data_hash text not null,
  sealed_at timestamptz not null
);
