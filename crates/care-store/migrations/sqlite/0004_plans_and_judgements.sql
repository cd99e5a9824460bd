-- The plans of a case as they were given. They go with their case.
create table plans (
    case_id         integer not null references cases (id) on delete cascade,
    number          integer not null,   -- the how many-th of the case, from 1
    given_at        integer not null,
    role            text,               -- id of the role whose wording it is
    pathway         text not null,
    content_version text not null,
    answers         text not null,      -- JSON object of the answers, by ids of the content
    messages        text not null,      -- JSON list of the messages as they were sent
    primary key (case_id, number)
) strict;

-- Whether an answer was helpful: the id of what was asked, or the reason why there was no answer. One a
-- person and answer; the last one counts. Never a text, and no case.
create table judgements (
    user_id         integer not null,
    code            text not null,
    content_version text not null,
    helpful         integer not null,
    judged_at       integer not null,
    primary key (user_id, code, content_version)
) strict, without rowid;

-- Whether somebody is an administrator of a group, as Telegram said when it was asked.
create table members (
    chat_id integer not null,
    user_id integer not null,
    admin   integer not null,
    seen_at integer not null,
    primary key (chat_id, user_id)
) strict, without rowid;

-- 1 where the topic of the case was opened for it alone: every text in it belongs to the case.
alter table cases add column own_topic integer not null default 0;
create index cases_by_topic on cases (chat_id, thread_id) where own_topic = 1;
