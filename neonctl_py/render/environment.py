"""Connection strings in the forms that tools read. Never here: where they are written, who may see them.

The texts hold secrets when they are given revealed ones: a caller masks first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

MASK = "***"


class EnvironmentFormat(StrEnum):
    """What ``neonpy env --format`` takes."""

    DOTENV = "dotenv"
    JSON = "json"
    PRISMA = "prisma"
    DRIZZLE = "drizzle"
    SQLALCHEMY = "sqlalchemy"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Urls:
    """``name`` is the database's, for the service file."""

    name: str
    pooled: str
    direct: str


def environment_text(urls: Urls, form: EnvironmentFormat) -> str:
    """The whole file."""
    match form:
        case EnvironmentFormat.DOTENV:
            return _dotenv({"DATABASE_URL": urls.pooled, "DATABASE_URL_UNPOOLED": urls.direct})
        case EnvironmentFormat.PRISMA:
            pooled = urls.pooled if urls.pooled == urls.direct else _through_pgbouncer(urls.pooled)
            return _dotenv({"DATABASE_URL": pooled, "DIRECT_URL": urls.direct})
        case EnvironmentFormat.DRIZZLE:
            note = "# drizzle.config.ts: dbCredentials: { url: process.env.DATABASE_URL_UNPOOLED! }\n"
            return note + _dotenv({"DATABASE_URL": urls.pooled, "DATABASE_URL_UNPOOLED": urls.direct})
        case EnvironmentFormat.SQLALCHEMY:
            driver = "postgresql+psycopg://"
            pooled, direct = (driver + url.partition("://")[2] for url in (urls.pooled, urls.direct))
            return _dotenv({"DATABASE_URL": pooled, "DATABASE_URL_UNPOOLED": direct})
        case EnvironmentFormat.JSON:
            return (
                json.dumps({"DATABASE_URL": urls.pooled, "DATABASE_URL_UNPOOLED": urls.direct}, indent=2)
                + "\n"
            )
        case EnvironmentFormat.SERVICE:
            return _service(urls)


def _through_pgbouncer(url: str) -> str:
    """As Prisma wants to be told of a pooler."""
    return f"{url}{'&' if '?' in url else '?'}pgbouncer=true"


def masked(url: str) -> str:
    """The URL without its password."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}:{MASK}@{host}").geturl()


def url_parts(url: str) -> dict[str, str]:
    """The keywords of libpq: host, port, dbname, user, password, and those of the query."""
    parts = urlsplit(url)
    found = {
        "host": parts.hostname or "",
        "port": str(parts.port or 5432),
        "dbname": unquote(parts.path.lstrip("/")),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }
    return {name: value for name, value in {**found, **dict(parse_qsl(parts.query))}.items() if value}


def _dotenv(pairs: dict[str, str]) -> str:
    """Single quotes: nothing in them is expanded by a shell or by a dotenv reader."""
    return "".join(f"{name}='{value}'\n" for name, value in pairs.items())


def _service(urls: Urls) -> str:
    lines: list[str] = []
    for name, url in ((urls.name, urls.direct), (f"{urls.name}-pooled", urls.pooled)):
        lines += [f"[{name}]", *(f"{key}={value}" for key, value in url_parts(url).items()), ""]
    return "\n".join(lines)
