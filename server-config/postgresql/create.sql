-- Run once by a superuser: psql -v password=... -f server-config/postgresql/create.sql
-- The role owns one database and nothing else; the owner may make the tables, so migrations need nobody else.
CREATE ROLE parley LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 100;
CREATE DATABASE parley OWNER parley ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE parley FROM PUBLIC;
\connect parley
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO parley;
-- For back-ups: reads everything, changes nothing. Give it a password of its own, or let it in by peer.
CREATE ROLE parley_backup LOGIN;
GRANT CONNECT ON DATABASE parley TO parley_backup;
GRANT USAGE ON SCHEMA public TO parley_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE parley IN SCHEMA public GRANT SELECT ON TABLES TO parley_backup;
