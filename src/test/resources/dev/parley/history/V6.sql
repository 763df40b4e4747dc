-- A step of an answer's story.
UPDATE generation SET trace_parent = '00-6bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', steps_omitted = 2
WHERE id = '01kaaaaaaaaaaaaaaaaaaaaag3';
INSERT INTO trace_step (id, generation_id, at, node_id, type, payload)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaar1', '01kaaaaaaaaaaaaaaaaaaaaag3', 1763000701000, '01kaaaaaaaaaaaaaaaaaaaaan1', 'accepted',
        '{}');
