-- A call's place among the calls of its unit of work: ids are given by the database, in this order.
alter table outbox add column place integer not null default 0;
-- A call that must not be made twice (a plan): what is sent in its stead when it is not known whether
-- a try of it arrived, and whether there was one.
alter table outbox add column instead text;
alter table outbox add column tried integer not null default 0;

-- Numbers that are given out. A case has its number before it is written.
create table counters (
    name  text primary key,
    value integer not null
) strict, without rowid;
insert into counters (name, value) select 'cases', coalesce(max(id), 0) from cases;
