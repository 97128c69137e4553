"""Which servers a URL of Postgres leads to, so that two URLs can be told to mean the same one. Never here: connecting."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

_HERE: Final = frozenset({"", "localhost", "127.0.0.1", "[::1]"})


def server_names(url: str) -> frozenset[str]:
    """``host:port`` of each. A host of Neon's pooler is the compute behind it; empty for what is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return frozenset()
    asked = parse_qs(parts.query)
    hosts = parts.netloc.rpartition("@")[2] or ",".join(asked.get("host", []))
    port = (asked.get("port") or ["5432"])[0]
    return frozenset(_server(unquote(host), port) for host in hosts.split(","))


def _server(text: str, port: str) -> str:
    host, colon, own = text.rpartition(":")
    if not colon or not own.isdigit():
        host, own = text, port
    host = host.lower()
    if host in _HERE:
        return f"localhost:{own}"
    first, dot, domain = host.partition(".")
    return f"{first.removesuffix('-pooler')}{dot}{domain}:{own}"
