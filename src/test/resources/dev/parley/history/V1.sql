-- What the first schema held: an answer that is compacted, one in pieces, one that a dead node has left. Times: November 2025.
INSERT INTO node (id, started_at, lease_until) VALUES ('01kaaaaaaaaaaaaaaaaaaaaan1', 1763000000000, 1763000900000);
INSERT INTO node_batch (node_id, batch, at) VALUES ('01kaaaaaaaaaaaaaaaaaaaaan1', 7, 1763000900000);

INSERT INTO conversation (id, owner_id, opened_by, epoch, title, model, last_seq, compacted_seq, created_at, updated_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac1', 'alice', 'browser-1', '01kaaaaaaaaaaaaaaaaaaaaae1', 'A "lease" 租约', 'echo', 9, 6,
        1763000000000, 1763000600000);
INSERT INTO message (id, conversation_id, created_seq, parent_id, role, client_message_id, text_seq, text, reasoning,
                     state, model, generation_id, trace_id, finish_reason, input_tokens, output_tokens, reasoning_tokens,
                     total_tokens, created_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaam1', '01kaaaaaaaaaaaaaaaaaaaaac1', 1, NULL, 'user', 'browser-1', 1, 'What is a lease? 🙂',
        '', 'complete', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1763000000000),
       ('01kaaaaaaaaaaaaaaaaaaaaam2', '01kaaaaaaaaaaaaaaaaaaaaac1', 2, '01kaaaaaaaaaaaaaaaaaaaaam1', 'assistant', NULL, 6,
        'A promise for a while.', 'Short.', 'complete', 'echo', '01kaaaaaaaaaaaaaaaaaaaaag1',
        '4bf92f3577b34da6a3ce929d0e0e4736', 'stop', 10, 5, 1, 15, 1763000001000),
       ('01kaaaaaaaaaaaaaaaaaaaaam3', '01kaaaaaaaaaaaaaaaaaaaaac1', 7, '01kaaaaaaaaaaaaaaaaaaaaam2', 'user', 'browser-2', 7,
        'Go on', '', 'complete', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1763000500000);
INSERT INTO message (id, conversation_id, created_seq, parent_id, role, text_seq, text, reasoning, state, model,
                     fallback_from, fallback_code, generation_id, trace_id, error_code, error_retry_after,
                     error_trace_id, created_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaam4', '01kaaaaaaaaaaaaaaaaaaaaac1', 8, '01kaaaaaaaaaaaaaaaaaaaaam3', 'assistant', 9, '', '',
        'failed', 'echo', 'other', 'circuit-open', '01kaaaaaaaaaaaaaaaaaaaaag2', '5bf92f3577b34da6a3ce929d0e0e4736',
        'rate-limited', 2000, '5bf92f3577b34da6a3ce929d0e0e4736', 1763000501000);
INSERT INTO event (conversation_id, seq, at, type, message_id, generation_id, text_offset, text, payload)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac1', 7, 1763000500000, 'message-created', '01kaaaaaaaaaaaaaaaaaaaaam3', NULL, NULL, NULL,
        '{"parentId":"01kaaaaaaaaaaaaaaaaaaaaam2","role":"user","text":"Go on","clientMessageId":"browser-2"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac1', 8, 1763000501000, 'message-created', '01kaaaaaaaaaaaaaaaaaaaaam4', NULL, NULL, NULL,
        '{"parentId":"01kaaaaaaaaaaaaaaaaaaaaam3","role":"assistant","text":"","model":"echo"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac1', 9, 1763000600000, 'generation-ended', '01kaaaaaaaaaaaaaaaaaaaaam4',
        '01kaaaaaaaaaaaaaaaaaaaaag2', NULL, NULL,
        '{"state":"failed","code":"rate-limited","traceId":"5bf92f3577b34da6a3ce929d0e0e4736","retryAfterMs":2000}');
INSERT INTO generation (id, conversation_id, message_id, node_id, fence, state, attempt, model, trace_id, options,
                        started_at, ended_at, compaction)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaag1', '01kaaaaaaaaaaaaaaaaaaaaac1', '01kaaaaaaaaaaaaaaaaaaaaam2', '01kaaaaaaaaaaaaaaaaaaaaan1', 1,
        'complete', 1, 'echo', '4bf92f3577b34da6a3ce929d0e0e4736', '{}', 1763000001000, 1763000002000, 'compacted'),
       ('01kaaaaaaaaaaaaaaaaaaaaag2', '01kaaaaaaaaaaaaaaaaaaaaac1', '01kaaaaaaaaaaaaaaaaaaaaam4', '01kaaaaaaaaaaaaaaaaaaaaan1', 1,
        'failed', 1, 'echo', '5bf92f3577b34da6a3ce929d0e0e4736', '{}', 1763000501000, 1763000600000, 'compacted');

INSERT INTO conversation (id, owner_id, opened_by, epoch, title, model, last_seq, compacted_seq, created_at, updated_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac2', 'alice', 'browser-3', '01kaaaaaaaaaaaaaaaaaaaaae2', 'In pieces', NULL, 8, 0,
        1763000700000, 1763000800000);
INSERT INTO message (id, conversation_id, created_seq, parent_id, role, client_message_id, text_seq, text, reasoning,
                     state, model, generation_id, trace_id, created_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaam5', '01kaaaaaaaaaaaaaaaaaaaaac2', 1, NULL, 'user', 'browser-3', 1, 'Hello?', '', 'complete',
        NULL, NULL, NULL, 1763000700000),
       ('01kaaaaaaaaaaaaaaaaaaaaam6', '01kaaaaaaaaaaaaaaaaaaaaac2', 2, '01kaaaaaaaaaaaaaaaaaaaaam5', 'assistant', NULL, 2, '', '',
        'connecting', 'echo', '01kaaaaaaaaaaaaaaaaaaaaag3', '6bf92f3577b34da6a3ce929d0e0e4736', 1763000701000);
INSERT INTO event (conversation_id, seq, at, type, message_id, generation_id, text_offset, text, payload)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaac2', 1, 1763000700000, 'message-created', '01kaaaaaaaaaaaaaaaaaaaaam5', NULL, NULL, NULL,
        '{"role":"user","text":"Hello?","clientMessageId":"browser-3"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac2', 2, 1763000701000, 'message-created', '01kaaaaaaaaaaaaaaaaaaaaam6', NULL, NULL, NULL,
        '{"parentId":"01kaaaaaaaaaaaaaaaaaaaaam5","role":"assistant","text":"","model":"echo"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac2', 3, 1763000701000, 'generation-started', '01kaaaaaaaaaaaaaaaaaaaaam6',
        '01kaaaaaaaaaaaaaaaaaaaaag3', NULL, NULL, '{"model":"echo","traceId":"6bf92f3577b34da6a3ce929d0e0e4736"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac2', 4, 1763000702000, 'generation-retrying', '01kaaaaaaaaaaaaaaaaaaaaam6',
        '01kaaaaaaaaaaaaaaaaaaaaag3', NULL, NULL, '{"attempt":2,"of":3,"delayMs":800,"code":"model-overloaded"}'),
       ('01kaaaaaaaaaaaaaaaaaaaaac2', 5, 1763000703000, 'reasoning-delta', '01kaaaaaaaaaaaaaaaaaaaaam6', NULL, 0, 'Hm', NULL),
       ('01kaaaaaaaaaaaaaaaaaaaaac2', 6, 1763000703000, 'delta', '01kaaaaaaaaaaaaaaaaaaaaam6', NULL, 0, 'Hello 🙂', NULL),
       ('01kaaaaaaaaaaaaaaaaaaaaac2', 7, 1763000704000, 'delta', '01kaaaaaaaaaaaaaaaaaaaaam6', NULL, 8, ' and wel', NULL),
       ('01kaaaaaaaaaaaaaaaaaaaaac2', 8, 1763000705000, 'generation-continued', '01kaaaaaaaaaaaaaaaaaaaaam6',
        '01kaaaaaaaaaaaaaaaaaaaaag3', NULL, NULL, '{"attempt":2}');
INSERT INTO generation (id, conversation_id, message_id, node_id, fence, state, attempt, model, trace_id, options,
                        started_at, ended_at, compaction)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaag3', '01kaaaaaaaaaaaaaaaaaaaaac2', '01kaaaaaaaaaaaaaaaaaaaaam6', '01kaaaaaaaaaaaaaaaaaaaaan1', 2,
        'open', 2, 'echo', '6bf92f3577b34da6a3ce929d0e0e4736', '{}', 1763000701000, NULL, 'open');
