-- Cases are numbered within their chat: what people read. A case that an older program begins during a rolling update
-- has the number 0.
alter table cases add column number bigint not null default 0;
update cases set number = (
    select count(*) from cases as earlier
    where earlier.chat_id = cases.chat_id and earlier.id <= cases.id
);
create index cases_by_number on cases (chat_id, number);
