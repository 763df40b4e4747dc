-- A sign-in that a node is having renewed.
INSERT INTO sign_in (id, secret_hash, account_id, created_at, last_used_at, expires_at, refresh_token, id_token,
                     checked_until, renewing_until)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaai2', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
        '01kaaaaaaaaaaaaaaaaaaaaau2', 1763002200000, 1763002300000, 1763003000000, 'sealed', 'sealed too', 1763002400000,
        1763002410000);
