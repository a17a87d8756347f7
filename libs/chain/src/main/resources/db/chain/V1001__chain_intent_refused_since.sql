-- Since when a contract has refused this intent with nothing of this key happening meanwhile.
alter table chain_intent add column refused_since timestamptz;
