-- How often an anchor was sent, the sender's own table tells (chain_intent.attempt).
alter table epoch drop column anchor_tries;
