-- Which life of the database this is; an epoch is something else.
alter table ledger_life rename column db_epoch to era;
