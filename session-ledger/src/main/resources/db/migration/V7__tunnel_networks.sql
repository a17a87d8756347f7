-- The network inside a node's tunnel, as its agent tells with each poll; that of agents that tell none.
alter table node add column tunnel_network cidr not null default '10.77.0.0/16'
  check (masklen(tunnel_network) = 16
    and (tunnel_network << '10.0.0.0/8' or tunnel_network << '172.16.0.0/12' or tunnel_network = '192.168.0.0/16'));

-- The whole tunnel address: a session keeps the one that it was given, also when its node's network changes.
alter table session add column tunnel_address inet;
update session set tunnel_address = inet '10.77.0.0' + tunnel_host;
alter table session alter column tunnel_address set not null;
alter table session add check (family(tunnel_address) = 4 and masklen(tunnel_address) = 32);
-- Its index goes with it.
alter table session drop column tunnel_host;
-- Invariant I9: a tunnel address belongs to one session of a node.
create unique index session_tunnel_address on session (node, tunnel_address) where holds_tunnel;
