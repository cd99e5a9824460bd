-- The same tables as under SQLite; the notes on their columns stand there.
create table plans (
    case_id         bigint not null references cases (id) on delete cascade,
    number          bigint not null,
    given_at        bigint not null,
    role            text,
    pathway         text not null,
    content_version text not null,
    answers         text not null,
    messages        text not null,
    primary key (case_id, number)
);

create table judgements (
    user_id         bigint not null,
    code            text not null,
    content_version text not null,
    helpful         bigint not null,
    judged_at       bigint not null,
    primary key (user_id, code, content_version)
);

create table members (
    chat_id bigint not null,
    user_id bigint not null,
    admin   bigint not null,
    seen_at bigint not null,
    primary key (chat_id, user_id)
);

alter table cases add column own_topic bigint not null default 0;
create index cases_by_topic on cases (chat_id, thread_id) where own_topic = 1;
