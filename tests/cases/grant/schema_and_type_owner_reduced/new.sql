create schema s authorization app_admin; revoke create on schema s from app_admin; create type e as enum ('a'); alter type e owner to app_admin; revoke usage on type e from app_admin;
