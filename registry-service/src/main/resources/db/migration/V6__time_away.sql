-- A node's age: the time since first_active_at, less what it was away since. Times away that ended before these columns
-- were there are not known and count as none.
alter table nodes add column away_from timestamptz;  -- start of the present time away; null: active, or never was
alter table nodes add column away_millis bigint not null default 0 check (away_millis >= 0);
