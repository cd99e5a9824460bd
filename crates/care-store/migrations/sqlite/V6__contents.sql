-- What each version of the content says, written at the first start with it: the plans that were made from it keep the
-- ids of its lines. Nothing of a person.
create table contents (
    version    text primary key,        -- as plans and the audit log name it
    topic      text not null,           -- id of the topic of content, such as achilles-ho
    first_seen integer not null,        -- Unix seconds
    snapshot   text not null            -- JSON: lines, reasons why treatments are withheld, statements
) strict;
