-- What the nodes' probe keys are derived from: one row, made by the replica that comes first, never changed or told.
create table probe_secret (
  one boolean primary key default true check (one),
  secret bytea not null check (octet_length(secret) = 32)
);
