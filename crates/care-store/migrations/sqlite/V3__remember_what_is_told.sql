-- What a thread is told and what the next question may lean on stand in columns of their own. Before, they were
-- entries of `asked`: '!' and a red flag, '@' and a subject.
alter table people add column subject text;             -- JSON list of ids: what their last question about no case was about
alter table people add column subject_at integer;       -- when it was asked
alter table people add column subject_chat integer;     -- where it was asked
alter table people add column subject_thread integer;
alter table cases add column told text not null default '{}'; -- JSON object of answers: told in its thread, and not recorded
alter table cases add column subject text;              -- JSON list of ids: what the last answered question was about
alter table cases add column subject_at integer;
-- A red flag that was told is not lost: it stops its case until its screen is answered.
update cases set told = json_object('red_flags', json((
    select json_group_array(substr(value, 2)) from json_each(cases.asked) where value like '!%'
))) where exists (select 1 from json_each(cases.asked) where value like '!%');
update cases set asked = (
    select json_group_array(value) from json_each(cases.asked) where value not like '!%' and value not like '@%'
) where exists (select 1 from json_each(cases.asked) where value like '!%' or value like '@%');
