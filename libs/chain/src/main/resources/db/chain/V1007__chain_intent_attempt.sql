-- What FAILED may be tried again under the same name: a row for each attempt. Names of before carry the attempt at their
-- end, after the first or always: anchor/sessions/7/2, propose-7-1, keeper-0x…-1-500-1.
alter table chain_intent add column attempt integer not null default 1 check (attempt >= 1);
alter table chain_intent drop constraint chain_intent_intent_key_key;
update chain_intent set
  attempt = substring(intent_key from '[0-9]+$')::integer,
  intent_key = replace(regexp_replace(intent_key, '[/-][0-9]+$', ''), '-', '/')
where intent_key ~ '^(anchor/[a-z]+/[0-9]+/[0-9]+|(propose|finalise)-[0-9]+-[0-9]+|keeper-0x[0-9a-fA-F]+-[0-9]+-[0-9]+-[0-9]+)$';
-- By this operator class, so that names are found by how they begin, too.
create unique index chain_intent_attempt on chain_intent (intent_key text_pattern_ops, attempt);
