"""The first bytes of a Postgres connection: whom it is for, and how to refuse it.

Never here: anything after the startup message.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_SSL_CODE = 80877103
_GSS_CODE = 80877104
_TLS_HANDSHAKE = 0x16
_LONGEST_STARTUP = 10_000
_POOLED = "-pooler"


@dataclass(frozen=True)
class Route:
    """For which endpoint, and the bytes already read that the server must see first."""

    endpoint_id: str
    opening: bytes
    is_encrypted: bool = False


async def route(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Route:
    """Read as far as the endpoint's name is told: SNI, or ``options=endpoint=…`` without TLS."""
    first = await reader.readexactly(1)
    if first[0] == _TLS_HANDSHAKE:  # PostgreSQL 17's sslnegotiation=direct
        hello = first + await _rest_of_record(reader, first)
        return Route(endpoint_of_host(server_name(hello)), hello, is_encrypted=True)
    while True:
        message = await _startup_message(reader, first)
        code = int.from_bytes(message[4:8], "big")
        if code == _SSL_CODE:
            writer.write(b"S")
            record = await reader.readexactly(1)
            hello = record + await _rest_of_record(reader, record)
            return Route(endpoint_of_host(server_name(hello)), hello, is_encrypted=True)
        if code != _GSS_CODE:
            return without_endpoint(message)
        writer.write(b"N")
        first = await reader.readexactly(1)


async def request_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask the server for TLS, whose handshake the client has begun already."""
    writer.write(_SSL_REQUEST)
    if await reader.readexactly(1) != b"S":
        raise ConnectionError("the compute speaks no TLS")


async def refuse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reason: str, route: Route
) -> None:
    """Tell the client why, as Postgres would; inside TLS only a closed connection can be understood."""
    if route.is_encrypted:
        return
    for _ in range(0 if route.opening else 3):
        message = await _startup_message(reader, await reader.readexactly(1))
        if int.from_bytes(message[4:8], "big") not in (_SSL_CODE, _GSS_CODE):
            break
        writer.write(b"N")
    fields = b"".join(
        code + text.encode() + b"\0"
        for code, text in ((b"S", "FATAL"), (b"V", "FATAL"), (b"C", "08006"), (b"M", reason))
    )
    writer.write(b"E" + struct.pack("!i", len(fields) + 5) + fields + b"\0")
    await writer.drain()


def endpoint_of_host(host: str) -> str:
    """``ep-x-y-z`` of ``ep-x-y-z-pooler.region.host``; pooled names reach the same server."""
    return host.split(".", 1)[0].removesuffix(_POOLED)


def without_endpoint(message: bytes) -> Route:
    """A startup message's endpoint, and the message without what only we understand."""
    parts = message[8:].rstrip(b"\0").split(b"\0")
    values = dict(zip(parts[0::2], parts[1::2], strict=False))
    options = values.get(b"options", b"").decode().replace("-c ", "").split()
    named = [option.split("=", 1)[1] for option in options if option.startswith("endpoint=")]
    rest = " ".join(f"-c {option}" for option in options if not option.startswith("endpoint="))
    if named:
        values[b"options"] = rest.encode()
    kept = b"".join(name + b"\0" + value + b"\0" for name, value in values.items() if value)
    body = message[4:8] + kept + b"\0"
    return Route(endpoint_of_host(named[0]) if named else "", struct.pack("!i", len(body) + 4) + body)


def server_name(hello: bytes) -> str:
    """The host name in a TLS ClientHello; empty when it has none."""
    try:
        at = 5 + 4 + 2 + 32  # record header, handshake header, version, random
        at += 1 + hello[at]  # session id
        at += 2 + int.from_bytes(hello[at : at + 2], "big")  # cipher suites
        at += 1 + hello[at]  # compression methods
        end = at + 2 + int.from_bytes(hello[at : at + 2], "big")
        at += 2
        while at < end:
            kind, size = struct.unpack_from("!HH", hello, at)
            if kind == 0:
                length = int.from_bytes(hello[at + 7 : at + 9], "big")
                return hello[at + 9 : at + 9 + length].decode("ascii", "replace")
            at += 4 + size
    except (IndexError, struct.error):
        return ""
    return ""


async def _rest_of_record(reader: asyncio.StreamReader, first: bytes) -> bytes:
    header = await reader.readexactly(4)
    if first[0] != _TLS_HANDSHAKE:
        raise ConnectionError("not a TLS handshake")
    return header + await reader.readexactly(int.from_bytes(header[2:4], "big"))


async def _startup_message(reader: asyncio.StreamReader, first: bytes) -> bytes:
    head = first + await reader.readexactly(3)
    length = int.from_bytes(head, "big")
    if not 8 <= length <= _LONGEST_STARTUP:
        raise ConnectionError("not a Postgres startup message")
    return head + await reader.readexactly(length - 4)
