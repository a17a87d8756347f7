-- Which topic of the name the position counts in: one that was made anew has another id. Null: noted before ids were.
alter table event_position add column topic_id text;
