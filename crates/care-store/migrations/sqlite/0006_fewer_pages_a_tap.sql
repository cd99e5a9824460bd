-- In a file nobody looks for the calls of one chat, and every tap paid for the index twice.
drop index outbox_by_chat;
