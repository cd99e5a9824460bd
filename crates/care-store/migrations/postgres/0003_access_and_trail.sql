-- The same tables as under SQLite; the notes on their columns stand there.
create table admissions (
    chat_id     bigint primary key,
    admitted_at bigint not null
);

create table invitations (
    code_hash  text primary key,
    expires_at bigint not null
);

create table visitors (
    user_id        bigint primary key,
    minute         bigint not null,
    updates        bigint not null,
    texts          bigint not null,
    told           bigint not null default 0,
    turned_away_at bigint
);

create table trail (
    id              bigserial primary key,
    user_id         bigint not null,
    chat_id         bigint not null,
    case_id         bigint,
    at              bigint not null,
    kind            text not null,
    content_version text not null,
    shown           text not null,
    pathway         text
);
create index trail_by_person on trail (user_id, id);
create index trail_by_case on trail (case_id);

create index cases_by_person on cases (user_id);
