#!/bin/sh
# Run once by Patroni on the first primary, as user postgres, with a connection URL: Postamt's role and its database.
set -eu
psql -X -q -v ON_ERROR_STOP=1 "$1" <<'SQL'
CREATE ROLE postamt LOGIN PASSWORD 'CHANGE-ME-postamt';
CREATE DATABASE postamt OWNER postamt;
SQL
