-- What a thread is told and what the next question may lean on stand in columns of their own. Before, they were
-- entries of `asked`: '!' and a red flag, '@' and a subject.
alter table people add column subject text;
alter table people add column subject_at bigint;
alter table people add column subject_chat bigint;
alter table people add column subject_thread bigint;
alter table cases add column told text not null default '{}';
alter table cases add column subject text;
alter table cases add column subject_at bigint;
-- A red flag that was told is not lost: it stops its case until its screen is answered.
update cases set told = jsonb_build_object('red_flags', (
    select jsonb_agg(substr(value, 2) order by place)
    from jsonb_array_elements_text(asked::jsonb) with ordinality as entry (value, place) where value like '!%'
))::text where exists (select 1 from jsonb_array_elements_text(asked::jsonb) as value where value like '!%');
update cases set asked = coalesce((
    select jsonb_agg(value order by place)
    from jsonb_array_elements_text(asked::jsonb) with ordinality as entry (value, place)
    where value not like '!%' and value not like '@%'
), '[]')::text
where exists (select 1 from jsonb_array_elements_text(asked::jsonb) as value where value like '!%' or value like '@%');
