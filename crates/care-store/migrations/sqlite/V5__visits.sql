-- At which visit a plan was given, counted from 1, and which lines it had. A plan that an older program gives during a
-- rolling update counts to the first visit; the ids of its lines are not known.
alter table plans add column visit integer not null default 1;
alter table plans add column lines text not null default '[]'; -- JSON list of ids of lines
