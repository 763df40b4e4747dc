-- People. The password is "three words are enough", the cookie's secret is abab..., the key's parley_cccc..., the link's efef...
INSERT INTO account (id, name, display_name, email, email_verified, role, source, issuer, subject, terms_version,
                     terms_at, disabled_at, created_at, last_seen_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaau1', 'ada', 'Ada', NULL, FALSE, 'admin', 'local', NULL, NULL, '2025-11', 1763002000000,
        NULL, 1763002000000, 1763002100000),
       ('01kaaaaaaaaaaaaaaaaaaaaau2', 'grace', 'Grace', 'grace@example.org', TRUE, 'user', 'oidc',
        'https://id.example.org', 'subject-2', NULL, NULL, 1763002500000, 1763002200000, NULL);
INSERT INTO credential (account_id, hash, changed_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaau1',
        'PBKDF2WithHmacSHA512:210000:AAECAwQFBgcICQoLDA0ODw==:hcOV1KkyGIXaF2OOzkOe1JWEj08l8f+Wmg2kP1Jfr50=',
        1763002000000);
INSERT INTO sign_in (id, secret_hash, account_id, created_at, last_used_at, expires_at, ended_at, address, agent,
                     refresh_token, id_token, checked_until)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaai1', '271a413bd339c5709fdceaec41f14f11e9fbfb5042d72d331c65f32b284cd09a',
        '01kaaaaaaaaaaaaaaaaaaaaau1', 1763002000000, 1763002100000, 4102444800000, NULL, '192.0.2.1', 'A browser', NULL,
        NULL, NULL);
INSERT INTO api_key (id, secret_hash, account_id, name, prefix, scopes, created_at, last_used_at, expires_at, revoked_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaak1', '195dd83cb4fc9b6e344f8ca9f51285838df391a35859e039ea178e5c4fb63969',
        '01kaaaaaaaaaaaaaaaaaaaaau1', 'cron', 'parley_cccccccc', 'read chat', 1763002000000, NULL, NULL, NULL);
INSERT INTO invitation (id, secret_hash, kind, role, account_id, created_by, created_at, expires_at, used_at)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaav1', '86ff9fd571dc3dde40e1777e61268053925caa1e7c01df7627f27f5b518c9b3d', 'invitation',
        'user', NULL, '01kaaaaaaaaaaaaaaaaaaaaau1', 1763002000000, 4102444800000, NULL);
INSERT INTO audit (id, at, action, outcome, account_id, name, target, detail, address, trace_id)
VALUES ('01kaaaaaaaaaaaaaaaaaaaaat1', 1763002000000, 'account-created', 'ok', '01kaaaaaaaaaaaaaaaaaaaaau1', 'ada',
        '01kaaaaaaaaaaaaaaaaaaaaau1', 'by a link, admin', '192.0.2.1', NULL);
