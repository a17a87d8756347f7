-- Of counted_bytes, what the epoch before carried here: it filled no mebibyte there.
alter table epoch_usage add column carried_bytes bigint not null default 0
  check (carried_bytes between 0 and counted_bytes);
-- Bytes that passes paid, carried by rows in vain and let go by earlier epochs; less than a mebibyte.
alter table epoch add column rest_bytes bigint not null default 0 check (rest_bytes >= 0);
