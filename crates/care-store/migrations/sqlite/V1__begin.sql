-- A person who has talked to the bot: what belongs to them and not to a case. No names.
create table people (
    user_id     integer primary key,
    accepted_at integer,                -- when the disclaimer was accepted (Unix seconds)
    role        text,                   -- id of a role
    access      text                    -- JSON list of option ids: what the local service can offer
) strict;

-- One case in one conversation, which is (chat, topic, person). Holds option ids, never free text.
create table cases (
    id              integer primary key autoincrement,
    chat_id         integer not null,
    thread_id       integer not null,   -- the topic of the chat, 0 outside topics
    user_id         integer not null,
    topic           text not null,      -- id of the topic of content, such as achilles-ho
    state           text not null,      -- the intake, as the engine writes it
    content_version text not null,      -- under which content it was last touched
    pathway         text,               -- of the last plan given
    asking          integer not null,   -- 1 while a question is in front of the person
    closed          integer not null,
    card_message_id integer,            -- the message that is edited in place
    card_number     integer not null,   -- how many messages have been its card
    asked           text not null,      -- JSON list of ids: what was asked after the plan, the last one last
    own_topic       integer not null,   -- 1 where the topic of the chat was opened for this case alone
    created_at      integer not null,
    updated_at      integer not null
) strict;
create index cases_by_conversation on cases (chat_id, user_id, updated_at);
create index cases_by_person on cases (user_id, closed);
create index cases_by_topic on cases (chat_id, thread_id) where own_topic;

-- The messages of the bot that belong to a case: who answers one speaks of that case.
create table messages (
    chat_id    integer not null,
    message_id integer not null,
    case_id    integer not null,
    primary key (chat_id, message_id)
) strict, without rowid;
create index messages_by_case on messages (case_id);

-- The plans of a case as they were given.
create table plans (
    case_id         integer not null,
    number          integer not null,   -- the how many-th of the case, from 1
    given_at        integer not null,
    role            text,               -- id of the role whose wording it is
    pathway         text not null,
    content_version text not null,
    answers         text not null,      -- JSON object of the answers, by ids of the content
    messages        text not null,      -- JSON list of the messages as they were sent
    refused         integer not null,   -- 1 where Telegram refused a message of it and the person has not got it
    primary key (case_id, number)
) strict, without rowid;

-- What was shown to whom under which content: ids of the content, never a text.
create table audit_log (
    id              integer primary key autoincrement,
    user_id         integer not null,
    chat_id         integer not null,
    case_id         integer,            -- nothing where it was about no case
    at              integer not null,
    kind            text not null,
    content_version text not null,
    shown           text not null,      -- JSON list of ids of lines or statements
    pathway         text
) strict;
create index audit_log_by_person on audit_log (user_id, id);
create index audit_log_by_case on audit_log (case_id);

-- Whether an answer was helpful: the id of what was asked, or the reason why there was no answer. The
-- last one of a person and answer counts.
create table feedback (
    user_id         integer not null,
    code            text not null,
    content_version text not null,
    helpful         integer not null,
    given_at        integer not null,
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

-- Chats that were let in: a private chat goes by its person's number, a group by its own (negative).
create table admissions (
    chat_id     integer primary key,
    admitted_at integer not null,
    invited_by  integer                 -- the administrator whose invitation it was, or who added the bot
) strict;

-- Invitations that can still be used. Only a digest of the code, so that who reads the file cannot
-- come in with it.
create table invitations (
    code_hash  text primary key,
    expires_at integer not null,
    made_by    integer not null,
    made_at    integer not null
) strict, without rowid;

-- A group that became a supergroup: the ids of its old messages mean nothing in the new chat.
create table chat_moves (
    from_chat integer primary key,
    to_chat   integer not null
) strict;

-- Calls to the Bot API that are to be made: written with the effect they belong to, deleted when Telegram
-- has them.
create table outbox (
    id         integer primary key autoincrement,
    chat_id    integer not null,        -- calls of a chat are made in the order of their ids
    method     text not null,           -- of the Bot API
    call       text not null,           -- its parameters, as JSON
    fallback   text,                    -- the call in its place when it is not known whether a try arrived
    if_refused text,                    -- the call in its place when Telegram refuses it for good
    case_id    integer,                 -- the case that the message belongs to
    card       integer,                 -- it becomes this card of the case; a later one makes it void
    plan       integer,                 -- it is a message of this plan of the case
    tries      integer not null,        -- tries that may have been made
    created_at integer not null
) strict;

-- Updates that have had their effect, so that one delivered again has none. Only the number.
create table updates (
    update_id  integer primary key,
    handled_at integer not null
) strict;

-- Updates whose handling was begun after an unclean end; one that never ends is set aside.
create table attempts (
    update_id integer primary key,
    times     integer not null
) strict;

-- Numbers about the database itself.
create table meta (
    name  text primary key,
    value integer not null
) strict, without rowid;
insert into meta (name, value) values ('starts', 0), ('ready', 0), ('oldest_program', 1);
