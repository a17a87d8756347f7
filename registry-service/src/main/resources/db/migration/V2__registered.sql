-- False: a reorganisation of the chain took the registration back.
alter table nodes add column registered boolean not null default true;
