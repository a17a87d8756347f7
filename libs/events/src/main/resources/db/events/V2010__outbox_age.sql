-- When the record was appended, so that a relay that stands still shows. Those of before count from here on.
alter table event_outbox add column at timestamptz not null default now();
