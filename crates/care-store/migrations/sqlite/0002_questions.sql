-- What was asked about a case after its plan: a JSON list of ids of the content, the last one last.
-- Never what was typed.
alter table cases add column asked text not null default '[]';
