-- The roles of MSP PM. Run once per server by a superuser; may be run again.
-- Passwords are set apart (ALTER ROLE ... PASSWORD) by whoever runs this file.
--
-- msp_owner     owns the database and migrates it; CREATEDB for the test database only
-- msp_app       web, worker, beat: owns nothing
-- msp_portal    customer portal: SELECT on allow-listed columns, granted by migrations
-- msp_searcher  owns search functions, cannot log in; the owner may hand them over to it, without inheriting
--
-- NOINHERIT everywhere: a row-security policy for a role applies to all who inherit it.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['msp_owner', 'msp_app', 'msp_portal', 'msp_searcher'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        END IF;
    END LOOP;
END
$$;
ALTER ROLE msp_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOINHERIT CREATEDB;
ALTER ROLE msp_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOINHERIT NOCREATEDB;
ALTER ROLE msp_portal LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOINHERIT NOCREATEDB;
ALTER ROLE msp_searcher NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOINHERIT NOCREATEDB;
GRANT msp_searcher TO msp_owner;
