-- A person who has talked to the bot: what belongs to them and not to a case. No names.
create table people (
    user_id     integer primary key,
    accepted_at integer,            -- when the disclaimer was accepted (Unix seconds)
    role        text,               -- id of a role
    access      text                -- JSON list of option ids: what the local service can offer
) strict;

-- One case in one conversation, which is (chat, topic, person). Holds option ids, never free text.
create table cases (
    id              integer primary key autoincrement,
    chat_id         integer not null,
    thread_id       integer not null,   -- 0 outside topics
    user_id         integer not null,
    state           text not null,      -- the intake, as the core writes it
    content_version text not null,      -- under which content it was last touched
    pathway         text,               -- of the last plan given
    asking          integer not null,   -- 1 while a question is in front of the person
    closed          integer not null default 0,
    card_message_id integer,            -- the message that is edited in place
    card_number     integer not null default 0, -- how many messages have been its card
    created_at      integer not null,
    updated_at      integer not null
) strict;
create index cases_by_conversation on cases (chat_id, user_id, thread_id, updated_at);

-- Updates that have had their effect, so that one delivered again has none. Only the number.
create table updates (
    update_id  integer primary key,
    handled_at integer not null
) strict;

-- What the bot owes to a chat: written with the effect it belongs to, deleted when Telegram has it.
create table outbox (
    id         integer primary key autoincrement,
    chat_id    integer not null,
    method     text not null,           -- of the Bot API
    params     text not null,           -- its JSON parameters
    card_of    integer,                 -- the case whose card this message becomes
    card_number integer,                -- as which one; a later card makes it void
    created_at integer not null
) strict;
create index outbox_by_chat on outbox (chat_id, id);
