-- Epochs take acks side by side: the one that runs, and those before it until they are sealed. The lowest
-- open one is the oldest that is not sealed; it always has a row.
drop index epoch_open;
create index epoch_open on epoch (number) where state = 'OPEN';

-- When the bytes of a usage moved, as far as the ledger believes the node's `at`: decides their epoch.
alter table usage add column moved_at timestamptz;
update usage set moved_at = received_at;
alter table usage alter column moved_at set not null;

-- Of each session and boot, per epoch, the verified ack with the highest seq that belongs there. Seq, rx, tx and
-- epoch grow together; what an ack counts in its epoch is rx + tx - before_bytes, so that all of them add up to
-- the newest one's rx + tx (invariant I2). What an epoch carries to the next is before_bytes there less, and here more.
-- Written under the epoch's row lock only.
alter table acked rename column sealed_bytes to before_bytes;
alter table acked add column epoch bigint references epoch;
update acked set epoch = (select min(number) from epoch where state = 'OPEN');
update acked set epoch = epoch - 1 where rx + tx = before_bytes and epoch > 0;
alter table acked alter column epoch set not null;
alter table acked drop constraint acked_pkey;
alter table acked add primary key (session, boot, epoch);
drop index acked_unsealed;
create index acked_epoch on acked (epoch);
