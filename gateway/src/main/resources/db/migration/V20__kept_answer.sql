-- Answers to requests under an Idempotency-Key; in flight while there is none yet. Digests are
-- SHA-256; what was answered is sealed with what is stored nowhere (idempotency/KeyedPost).
create table kept_answer (
    id bytea primary key check (octet_length(id) = 32),
    caller bytea not null check (octet_length(caller) = 32),
    request bytea not null check (octet_length(request) = 32),
    claim uuid not null,
    claimed_until timestamptz not null,
    expires_at timestamptz not null,
    status integer,
    content_type text,
    sealed bytea,
    check ((status is null) = (sealed is null))
);
create index kept_answer_expires_at on kept_answer (expires_at);
