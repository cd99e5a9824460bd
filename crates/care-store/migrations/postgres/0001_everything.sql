-- The same tables as under SQLite; the notes on their columns stand there. Flags are 0 or 1 on both, so
-- that one piece of code reads either.
create table people (
    user_id     bigint primary key,
    accepted_at bigint,
    role        text,
    access      text
);

create sequence case_numbers;
create table cases (
    id              bigint primary key,
    chat_id         bigint not null,
    thread_id       bigint not null,
    user_id         bigint not null,
    state           text not null,
    content_version text not null,
    pathway         text,
    asking          bigint not null,
    closed          bigint not null default 0,
    card_message_id bigint,
    card_number     bigint not null default 0,
    asked           text not null default '[]',
    created_at      bigint not null,
    updated_at      bigint not null
);
create index cases_by_conversation on cases (chat_id, user_id, updated_at);

create table updates (
    update_id  bigint primary key,
    handled_at bigint not null
);

create table outbox (
    id          bigserial primary key,
    chat_id     bigint not null,
    method      text not null,
    params      text not null,
    card_of     bigint,
    card_number bigint,
    created_at  bigint not null,
    place       bigint not null default 0,
    instead     text,
    tried       bigint not null default 0
);
create index outbox_by_chat on outbox (chat_id, id);

-- Which replica makes the calls of a chat, and until when it may: while one makes them no other does,
-- so that they keep their order. A replica that dies lets its lanes run out.
create sequence replicas;
create table lanes (
    chat_id bigint primary key,
    replica bigint not null,
    until   timestamptz not null
);
create index lanes_by_replica on lanes (replica);
