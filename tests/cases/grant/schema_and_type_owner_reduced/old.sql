create schema s authorization app_owner; revoke create on schema s from app_owner; create type e as enum ('a'); alter type e owner to app_owner; revoke usage on type e from app_owner;
