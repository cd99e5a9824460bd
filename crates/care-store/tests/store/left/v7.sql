insert into people (user_id, accepted_at, role, access) values (6, 1, 'trainee', '[]');
insert into cases (id, chat_id, thread_id, user_id, topic, state, content_version, pathway, asking, closed,
    card_message_id, card_number, asked, told, own_topic, created_at, updated_at, number)
    values (1, 5, 0, 6, 'achilles-ho', '{}', 'old', 'active', false, false, 70, 1, '["what_is_it"]', '{"red_flags":["rf_dvt"]}', false, 1, 2, 1);
insert into messages (chat_id, message_id, case_id, plan) values (5, 70, 1, 1);
insert into plans (case_id, number, given_at, role, pathway, content_version, answers, messages, refused, visit, lines)
    values (1, 1, 2, 'trainee', 'active', 'old', '{}', '["a"]', false, 2, '["line"]');
insert into audit_log (user_id, chat_id, case_id, at, kind, content_version, shown, pathway)
    values (6, 5, 1, 2, 'plan', 'old', '["line"]', 'active');
insert into feedback (user_id, code, content_version, helpful, given_at) values (6, 'nsaid', 'old', true, 2);
insert into members (chat_id, user_id, admin, seen_at) values (-9, 6, true, 2);
insert into admissions (chat_id, admitted_at, invited_by) values (6, 1, 7);
insert into chat_moves (from_chat, to_chat) values (-1, -100);
insert into outbox (chat_id, method, call, fallback, if_refused, case_id, card, plan, tries, created_at)
    values (5, 'sendMessage', '{"chat_id":5,"html":"a"}', null, null, 1, null, 1, 0, 3);
insert into contents (version, topic, first_seen, snapshot) values ('old', 'achilles-ho', 2, '{"lines":{"line":{"text":"a"}}}');
insert into updates (update_id, handled_at) values (40, 1800000000);
insert into case_numbers (chat_id, last) values (5, 3);
