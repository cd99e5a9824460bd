-- The last number that a case of a chat was given, so that no other case is ever called as one that was deleted: old
-- messages still show its number. What an older program begins during a rolling update is not written down here, so
-- the numbers of the cases themselves count too.
create table case_numbers (
    chat_id integer primary key,
    last    integer not null
) strict;
insert into case_numbers (chat_id, last) select chat_id, max(number) from cases group by chat_id;
