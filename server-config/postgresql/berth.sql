-- What:  the role and the database for Berth's tables; run it once as a superuser, with a password of your own.
-- Why:   the tables are made by Berth when it starts, so its role owns the database, and nothing else.
-- Check: psql -U berth -c '\dt berth_*' berth   (empty before the first start)
CREATE ROLE berth LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE berth OWNER berth TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE berth FROM PUBLIC;
