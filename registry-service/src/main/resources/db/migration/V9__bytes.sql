-- Addresses, hashes and signatures as bytes in their natural length, as in the other services. A prober stays a text:
-- a node's address, or operator-N.
alter table nodes drop constraint nodes_address_check, drop constraint nodes_provider_check;
alter table nodes
  alter column address type bytea using decode(substr(address, 3), 'hex'),
  alter column provider type bytea using decode(substr(provider, 3), 'hex'),
  alter column tunnel_key type bytea using decode(substr(tunnel_key, 3), 'hex'),
  alter column endpoint_hash type bytea using decode(substr(endpoint_hash, 3), 'hex'),
  alter column successor type bytea using decode(substr(successor, 3), 'hex'),
  -- The entry last published, JSON. Each node's next one counts as changed.
  alter column published type text using null,
  add check (octet_length(address) = 20),
  add check (octet_length(provider) = 20),
  add check (octet_length(tunnel_key) = 32),
  add check (octet_length(endpoint_hash) = 32),
  add check (octet_length(successor) = 20);

alter table slots
  alter column seed type bytea using decode(substr(seed, 3), 'hex'),
  add check (octet_length(seed) = 32);

alter table slot_nodes
  alter column node type bytea using decode(substr(node, 3), 'hex'),
  alter column provider type bytea using decode(substr(provider, 3), 'hex'),
  add check (octet_length(node) = 20),
  add check (octet_length(provider) = 20);

alter table challenges
  alter column node type bytea using decode(substr(node, 3), 'hex'),
  alter column challenge type bytea using decode(substr(challenge, 3), 'hex'),
  alter column signature type bytea using decode(substr(signature, 3), 'hex'),
  add check (octet_length(node) = 20),
  add check (octet_length(challenge) = 32),
  add check (octet_length(signature) = 65);

alter table operations
  alter column node type bytea using decode(substr(node, 3), 'hex'),
  alter column life type bytea using decode(substr(life, 3), 'hex'),
  alter column provider type bytea using decode(substr(provider, 3), 'hex'),
  alter column transaction type bytea using decode(substr(transaction, 3), 'hex'),
  add check (octet_length(node) = 20),
  add check (octet_length(life) = 20),
  add check (octet_length(provider) = 20),
  add check (octet_length(transaction) = 32);

alter table sealed_epochs
  alter column root type bytea using decode(substr(root, 3), 'hex'),
  alter column data_hash type bytea using decode(substr(data_hash, 3), 'hex'),
  add check (octet_length(root) = 32),
  add check (octet_length(data_hash) = 32);
