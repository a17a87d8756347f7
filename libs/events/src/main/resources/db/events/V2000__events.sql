-- Records that were committed and are not yet known to be kept by the broker.
create table event_outbox (
  id bigint generated always as identity primary key,
  event uuid not null default uuidv7(), -- the record's name in every copy that is sent
  topic text not null,                  -- constant of the enum Topic
  key text not null,
  record text not null                  -- JSON
);

-- The next offset to apply, per partition; moves in the transaction of the effect.
create table event_position (
  topic text not null,
  partition integer not null check (partition >= 0),
  next_offset bigint not null check (next_offset >= 0),
  primary key (topic, partition)
);

-- Names of applied records, kept for 8 days, so that a copy has no second effect.
create table event_handled (
  topic text not null,
  event uuid not null,
  at timestamptz not null default now(),
  primary key (topic, event)
);
create index event_handled_at on event_handled (topic, at);

-- Records that could not be applied; somebody has to look at them.
create table event_parked (
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  key text,
  record text,
  reason text not null,
  at timestamptz not null default now(),
  primary key (topic, partition, "offset")
);
