-- Accounts that asked the operator to claim for them, or to stop; at their own wallet's word.
create table keeper_wish (
  account bytea primary key check (octet_length(account) = 20),
  enabled boolean not null,
  minimum_amount numeric(78, 0) not null check (minimum_amount >= 0), -- base units, per claim
  changed_at timestamptz not null
);
create index keeper_wish_enabled on keeper_wish (account) where enabled;

-- Claims sent for them; another attempt at the same amount only after the one before failed.
create table keeper_claim (
  account bytea not null check (octet_length(account) = 20),
  period bigint not null check (period >= 0),
  cumulative numeric(78, 0) not null check (cumulative > 0),
  attempt integer not null check (attempt >= 1),
  sent_at timestamptz not null,
  primary key (account, period, cumulative, attempt)
);
create index keeper_claim_sent on keeper_claim (account, sent_at);
