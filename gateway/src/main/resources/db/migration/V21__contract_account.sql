-- Of a contract account: what its contract is asked again before each token. No secret: it is good for this key alone.
alter table app_key
    add contract_hash bytea check (octet_length(contract_hash) = 32),
    add contract_signature bytea check (octet_length(contract_signature) <= 8192),
    add check ((contract_hash is null) = (contract_signature is null));
