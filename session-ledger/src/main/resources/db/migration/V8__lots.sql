-- A purchase is a lot: what it cost, and how much of it acks have spent. An account's lots are spent in the order
-- in which they were bought.
alter table pass_purchase rename to pass_lot;
alter index pass_purchase_pkey rename to pass_lot_pkey;
alter index pass_purchase_account rename to pass_lot_account;
-- Base units; null until the service has started: no event told the price of what was bought before.
alter table pass_lot add column paid numeric(78, 0) check (paid >= 0);
alter table pass_lot add column spent_bytes bigint not null default 0
  check (spent_bytes between 0 and mebibytes << 20);
create index pass_lot_unspent on pass_lot (account, block, log_index) where spent_bytes < mebibytes << 20;

-- The chain's own log knows what a pass cost: the second member beside the indexed ones.
do $$
begin
  if to_regclass('chain_event') is not null then
    update pass_lot l set paid = ('0x' || encode(substring(e.data from 33 for 32), 'hex'))::numeric
    from chain_event e
    where e.transaction = l.transaction and e.log_index = l.log_index and octet_length(e.data) = 64;
  end if;
end $$;

update pass_lot l set spent_bytes = least(l.mebibytes << 20, greatest(0, a.pass_spent_bytes - s.before))
from allowance a,
  (select transaction, log_index, coalesce(sum(mebibytes << 20) over (
     partition by account order by block, log_index, transaction
     rows between unbounded preceding and 1 preceding), 0) as before from pass_lot) s
where a.account = l.account and s.transaction = l.transaction and s.log_index = l.log_index;

-- Of an epoch's bytes that passes paid, what they had cost, base units; with the bytes it is carried and let go.
alter table epoch_usage add column paid numeric(78, 0) not null default 0 check (paid >= 0);
alter table epoch_usage add check (paid = 0 or pass_bytes > 0);
update epoch_usage u set paid = div(u.pass_bytes * l.paid, l.bytes)
from epoch e,
  (select account, sum(paid) as paid, sum(mebibytes << 20) as bytes from pass_lot
   where paid is not null and mebibytes > 0 group by account) l
where e.number = u.epoch and e.state = 'OPEN' and l.account = u.account;
alter table epoch add column rest_paid numeric(78, 0) not null default 0 check (rest_paid >= 0);
-- What the mebibytes of the published rest had cost, and those of each row.
alter table epoch add column let_go_paid numeric(78, 0) not null default 0 check (let_go_paid >= 0);
alter table sealed_row add column paid numeric(78, 0) not null default 0 check (paid >= 0);

-- The bytes of its account's credit that a session was given when it was opened.
alter table session add column credit_bytes bigint not null default 33554432 check (credit_bytes >= 0);
-- What the node was told then of the account's earlier sessions.
alter table session add column signed_before_bytes bigint not null default 0 check (signed_before_bytes >= 0);
-- All that its node stated, over all boots; and how much of that had come when it was over.
alter table session add column stated_bytes bigint not null default 0 check (stated_bytes >= 0);
alter table session add column closed_bytes bigint check (closed_bytes between 0 and stated_bytes);
update session s set stated_bytes = u.bytes
from (select session, sum(bytes) as bytes
  from (select distinct on (session, boot) session, rx + tx as bytes from usage order by session, boot, seq desc) b
  group by session) u
where u.session = s.id;
update session set closed_bytes = stated_bytes where state in ('REFUSED', 'ENDED');

-- What an account left unsigned in sessions that have forgotten it, and since when that is.
alter table allowance add column left_bytes bigint not null default 0 check (left_bytes >= 0);
alter table allowance add column left_at timestamptz;
