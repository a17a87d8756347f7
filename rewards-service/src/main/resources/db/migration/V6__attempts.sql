-- What was sent to the vault, and how often, the sender's own table tells (chain_intent.attempt, created_at).
drop table vault_intent;
drop table keeper_claim;
