"""What Neon Auth and the Data API bring into a database, in short: tables, roles, and the functions that policies use.

Owned by the platform's role; whoever owns the database may read and refer to it.
"""

from __future__ import annotations

NEON_AUTH = """
create schema if not exists neon_auth;
create table if not exists neon_auth."user" (
  id uuid primary key default gen_random_uuid(), name text not null, email text not null unique,
  "emailVerified" boolean not null default false, image text, "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(), role text, banned boolean, "banReason" text,
  "banExpires" timestamptz);
create table if not exists neon_auth.organization (
  id uuid primary key default gen_random_uuid(), name text not null, slug text not null unique, logo text,
  "createdAt" timestamptz not null default now(), metadata text);
create table if not exists neon_auth.session (
  id uuid primary key default gen_random_uuid(), "expiresAt" timestamptz not null, token text not null unique,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null, "ipAddress" text,
  "userAgent" text, "userId" uuid not null references neon_auth."user" (id) on delete cascade,
  "impersonatedBy" text, "activeOrganizationId" text);
create index if not exists session_user_id_idx on neon_auth.session ("userId");
create table if not exists neon_auth.account (
  id uuid primary key default gen_random_uuid(), "accountId" text not null, "providerId" text not null,
  "userId" uuid not null references neon_auth."user" (id) on delete cascade, "accessToken" text,
  "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz,
  scope text, password text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null);
create index if not exists account_user_id_idx on neon_auth.account ("userId");
create table if not exists neon_auth.verification (
  id uuid primary key default gen_random_uuid(), identifier text not null, value text not null,
  "expiresAt" timestamptz not null, "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now());
create index if not exists verification_identifier_idx on neon_auth.verification (identifier);
create table if not exists neon_auth.jwks (
  id uuid primary key default gen_random_uuid(), "publicKey" text not null, "privateKey" text not null,
  "createdAt" timestamptz not null, "expiresAt" timestamptz);
create table if not exists neon_auth.member (
  id uuid primary key default gen_random_uuid(),
  "organizationId" uuid not null references neon_auth.organization (id) on delete cascade,
  "userId" uuid not null references neon_auth."user" (id) on delete cascade, role text not null,
  "createdAt" timestamptz not null);
create table if not exists neon_auth.invitation (
  id uuid primary key default gen_random_uuid(),
  "organizationId" uuid not null references neon_auth.organization (id) on delete cascade, email text not null,
  role text, status text not null, "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "inviterId" uuid not null references neon_auth."user" (id) on delete cascade);
grant usage on schema neon_auth to neon_superuser with grant option;
grant all on all tables in schema neon_auth to neon_superuser with grant option;
"""

DATA_API_ROLES = """
do $$
begin
  if not exists (select from pg_roles where rolname = 'authenticator') then
    create role authenticator login noinherit nocreatedb nocreaterole;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'anonymous') then
    create role anonymous nologin;
  end if;
  grant authenticated, anonymous to authenticator;
end
$$;
"""

AUTH_SCHEMA = """
create schema if not exists auth;
create or replace function auth.session() returns jsonb language sql stable as
  $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
create or replace function auth.user_id() returns text language sql stable as
  $$ select auth.session() ->> 'sub' $$;
create or replace function auth.uid() returns uuid language sql stable as
  $$ select (auth.session() ->> 'sub')::uuid $$;
grant usage on schema auth to authenticated, anonymous, neon_superuser;
"""

DEFAULT_GRANTS = """
grant usage on schema public to authenticated;
grant select, insert, update, delete on all tables in schema public to authenticated;
alter default privileges in schema public grant select, insert, update, delete on tables to authenticated;
"""
