-- Nonces that were handed out and not used yet; using one deletes it.
create table login_nonce (
    nonce text primary key check (nonce ~ '^[0-9a-f]{32}$'),
    expires_at timestamptz not null
);
create index login_nonce_expires_at on login_nonce (expires_at);

-- App keys (20 bytes) that wallets (20 bytes) have delegated.
create table app_key (
    app_key bytea primary key check (octet_length(app_key) = 20),
    account bytea not null check (octet_length(account) = 20),
    delegated_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index app_key_account on app_key (account, delegated_at desc);

-- Digests of the agents' signed requests of the last minutes. Unlogged: see RATIONALE.md.
create unlogged table agent_request (
    digest bytea primary key check (octet_length(digest) = 32),
    at timestamptz not null
);
create index agent_request_at on agent_request (at);
