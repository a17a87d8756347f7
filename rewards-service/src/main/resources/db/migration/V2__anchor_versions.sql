-- Every version of an anchor: when the chain takes back the newest, the one before it stands again.
alter table epoch_anchor drop constraint epoch_anchor_pkey;
alter table epoch_anchor add primary key (epoch, kind, version);
