-- Chats that were let in by an invitation or an administrator: a private chat goes by its person's
-- number, a group by its own (which is negative).
create table admissions (
    chat_id     integer primary key,
    admitted_at integer not null
) strict;

-- Invitations that can still be used. Only a digest of the code, so that who reads the file cannot
-- come in with it.
create table invitations (
    code_hash  text primary key,
    expires_at integer not null
) strict, without rowid;

-- How often somebody has come in the present minute, and when they were last turned away.
create table visitors (
    user_id        integer primary key,
    minute         integer not null,           -- Unix time in minutes
    updates        integer not null,
    texts          integer not null,           -- how many of them were typed
    told           integer not null default 0, -- 1 once it was said that this is too fast
    turned_away_at integer                     -- Unix seconds
) strict;

-- What was shown to whom under which content: ids of the content, never a text.
create table trail (
    id              integer primary key autoincrement,
    user_id         integer not null,
    chat_id         integer not null,
    case_id         integer,                   -- nothing where it was about no case
    at              integer not null,
    kind            text not null,
    content_version text not null,
    shown           text not null,             -- JSON list of ids of lines or statements
    pathway         text
) strict;
create index trail_by_person on trail (user_id, id);
create index trail_by_case on trail (case_id);

-- Who deletes what is kept of them has cases in any chat.
create index cases_by_person on cases (user_id);
