-- Which plan of its case a message is: when a later one replaces it, that is said on it. A message that an older program
-- sends during a rolling update is not known as one.
alter table messages add column plan bigint;
create index messages_by_plan on messages (case_id) where plan is not null;
