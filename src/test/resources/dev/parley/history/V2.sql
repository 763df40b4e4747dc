-- A conversation that was kept in order, one that its owner has deleted, and a share.
INSERT INTO conversation (id, owner_id, opened_by, epoch, title, model, last_seq, compacted_seq, created_at, updated_at,
                          pinned, archived, options, title_by)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac3', 'alice', 'browser-4', '01kaaaaaaaaaaaaaaaaaaaaae3', 'Named by its user', 'other', 5, 3,
        1763000900000, 1763001000000, TRUE, FALSE,
        '{"thinking":false,"temperature":0.5,"topP":1.0,"maxTokens":7,"systemPrompt":"Be \"brief\"."}', 'user');
INSERT INTO message (id, conversation_id, created_seq, parent_id, role, client_message_id, text_seq, text, reasoning,
                     state, created_at, model, generation_id, trace_id, rating, first_token_ms, reasoning_ms, duration_ms)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaam7', '01kaaaaaaaaaaaaaaaaaaaaac3', 1, NULL, 'user', 'browser-4', 1, 'Was that good?', '',
        'complete', 1763000900000, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
       ('01kaaaaaaaaaaaaaaaaaaaaam8', '01kaaaaaaaaaaaaaaaaaaaaac3', 2, '01kaaaaaaaaaaaaaaaaaaaaam7', 'assistant', NULL, 3, 'It was.',
        '', 'complete', 1763000901000, 'other', '01kaaaaaaaaaaaaaaaaaaaaag4', '7bf92f3577b34da6a3ce929d0e0e4736', 'up',
        120, NULL, 900);
INSERT INTO event (conversation_id, seq, at, type, message_id, payload)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac3', 4, 1763000950000, 'message-changed', '01kaaaaaaaaaaaaaaaaaaaaam8', '{"rating":"up"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac3', 5, 1763001000000, 'conversation-changed', NULL,
        '{"title":"Named by its user","pinned":true,"byUser":true}');
INSERT INTO generation (id, conversation_id, message_id, node_id, fence, state, attempt, model, trace_id, options,
                        started_at, ended_at, compaction)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaag4', '01kaaaaaaaaaaaaaaaaaaaaac3', '01kaaaaaaaaaaaaaaaaaaaaam8', '01kaaaaaaaaaaaaaaaaaaaaan1', 1,
        'complete', 1, 'other', '7bf92f3577b34da6a3ce929d0e0e4736', '{}', 1763000901000, 1763000902000, 'compacted');
INSERT INTO share (id, token, conversation_id, created_at, expires_at, content)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaas1', 'b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184',
        '01kaaaaaaaaaaaaaaaaaaaaac3', 1763001000000, NULL, '{"title":"Named by its user","messages":[]}');

INSERT INTO conversation (id, owner_id, opened_by, epoch, title, last_seq, compacted_seq, created_at, updated_at, deleted_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac4', 'alice', 'browser-5', '01kaaaaaaaaaaaaaaaaaaaaae4', 'Deleted', 2, 0, 1763001000000,
        1763001000000, 1763001100000);
INSERT INTO message (id, conversation_id, created_seq, role, client_message_id, text_seq, text, reasoning, state, created_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaam9', '01kaaaaaaaaaaaaaaaaaaaaac4', 1, 'user', 'browser-5', 1, 'Forget it', '', 'complete',
        1763001000000);
INSERT INTO event (conversation_id, seq, at, type, message_id, payload)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac4', 1, 1763001000000, 'message-created', '01kaaaaaaaaaaaaaaaaaaaaam9',
        '{"role":"user","text":"Forget it","clientMessageId":"browser-5"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac4', 2, 1763001100000, 'conversation-deleted', NULL, NULL);
