#!/bin/sh
# Roles and database of a new cluster. The postgres image runs it once; by hand it may be run again
# (PGHOST, PGPORT, PGUSER and PGPASSWORD of a superuser, MSP_*_PASSWORD for the roles).
set -eu
here=${MSP_SCRIPTS:-/msp}
database=${MSP_DATABASE:-msp_pm}
: "${MSP_OWNER_PASSWORD:?}" "${MSP_APP_PASSWORD:?}" "${MSP_PORTAL_PASSWORD:?}"

run() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-${PGUSER:-postgres}}" \
        --set database="$database" --set owner_password="$MSP_OWNER_PASSWORD" \
        --set app_password="$MSP_APP_PASSWORD" --set portal_password="$MSP_PORTAL_PASSWORD" "$@"
}

run --dbname postgres --file "$here/roles.sql"
run --dbname postgres <<'SQL'
ALTER ROLE msp_owner PASSWORD :'owner_password';
ALTER ROLE msp_app PASSWORD :'app_password';
ALTER ROLE msp_portal PASSWORD :'portal_password';
SELECT format('CREATE DATABASE %I OWNER msp_owner', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO msp_app, msp_portal;
GRANT TEMPORARY ON DATABASE :"database" TO msp_app;
SQL
