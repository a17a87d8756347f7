-- This database's name in what it publishes. A copy of it, restored from a backup, has the same.
create table event_writer (
  database uuid not null default gen_random_uuid()
);
insert into event_writer default values;

-- How far each topic is known to this database: the offset after the newest record that it published, or looked at. No
-- offset: somebody has decided to go on beside whatever the topic holds.
create table event_published (
  topic text not null,
  partition integer not null check (partition >= 0),
  topic_id text,
  next_offset bigint check (next_offset >= 0),
  primary key (topic, partition)
);
