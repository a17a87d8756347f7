-- Since which slot a node was found down, one after the other; null: last found up, not judged yet, or back since.
alter table nodes add column down_from bigint;
-- The draw's view of a node, and whether the slot was to find out about it (Draw#isDue).
alter table slot_nodes add column down_slots bigint not null default 0 check (down_slots >= 0);
alter table slot_nodes add column due boolean not null default true;
comment on column slot_nodes.up is 'null: not completed, or not judged';
-- Whether the prober tried and told: without that, no answer says nothing of the node.
alter table challenges add column made boolean not null default false;
update challenges set made = done;
