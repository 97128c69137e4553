"""The small exact things: positions in the log, first bytes of a connection, names, expiry of faults."""

from __future__ import annotations

import asyncio
import re
import ssl
import struct
from typing import TYPE_CHECKING

import pytest

from neonctl_py.emulator import names, pg_wire, wheel
from neonctl_py.emulator.api.problem import Problem
from neonctl_py.emulator.api.project_settings import _is_address
from neonctl_py.emulator.certificate import self_signed
from neonctl_py.emulator.faults import Fault
from neonctl_py.emulator.lsn import format_lsn, parse_lsn, segment_number, segment_of_file
from neonctl_py.emulator.store import Store

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("text", ["0/0", "0/1A2B3C", "16/B374D848", "FFFFFFFF/FFFFFFFF"])
def test_an_lsn_is_read_and_written(text: str) -> None:
    assert format_lsn(parse_lsn(text)) == text


@pytest.mark.parametrize("text", ["", "1", "0/", "0/G", "x/1", "0/1 "])
def test_what_is_no_lsn(text: str) -> None:
    with pytest.raises(ValueError, match="not an LSN"):
        parse_lsn(text)


def test_a_segment_file_holds_its_lsn() -> None:
    assert segment_of_file("000000010000000100000002") == segment_number(parse_lsn("1/234567"))


def _startup(**values: str) -> bytes:
    pairs = b"".join(name.encode() + b"\0" + value.encode() + b"\0" for name, value in values.items())
    body = struct.pack("!i", 196608) + pairs + b"\0"
    return struct.pack("!i", len(body) + 4) + body


@pytest.mark.parametrize(
    ("options", "endpoint", "kept"),
    [
        ("endpoint=ep-a-b-1", "ep-a-b-1", None),
        ("-c endpoint=ep-a-b-1-pooler -c work_mem=1MB", "ep-a-b-1", "-c work_mem=1MB"),
        ("-c work_mem=1MB", "", "-c work_mem=1MB"),
    ],
)
def test_the_endpoint_is_taken_out_of_the_options(options: str, endpoint: str, kept: str | None) -> None:
    route = pg_wire.without_endpoint(_startup(user="u", options=options, database="d"))
    expected = (
        _startup(user="u", database="d") if kept is None else _startup(user="u", options=kept, database="d")
    )
    assert route.endpoint_id == endpoint
    assert sorted(route.opening) == sorted(expected)
    assert len(route.opening) == struct.unpack("!i", route.opening[:4])[0]


def test_the_server_name_is_read_from_a_real_hello() -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls = context.wrap_bio(incoming, outgoing, server_hostname="ep-a-b-1-pooler.eu.neon.test")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    hello = outgoing.read()
    assert pg_wire.endpoint_of_host(pg_wire.server_name(hello)) == "ep-a-b-1"
    assert pg_wire.server_name(hello[:60]) == ""


def test_the_certificate_is_accepted_for_loopback(tmp_path: Path) -> None:
    certificate, key = self_signed("neonpy")
    (tmp_path / "both.pem").write_text(certificate + key)
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(tmp_path / "both.pem")
    client_context = ssl.create_default_context(cadata=certificate)

    async def talk() -> str | None:
        async def on_client(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(on_client, "127.0.0.1", 0, ssl=server_context)
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client_context)
        version: str | None = writer.get_extra_info("ssl_object").version()
        writer.close()
        server.close()
        return version

    assert asyncio.run(talk()) == "TLSv1.3"


def test_identifiers_have_neons_shapes() -> None:
    assert re.fullmatch(r"[a-z]+-[a-z]+-\d{8}", names.project_id())
    for prefix in ("br", "ep", "snap"):
        assert re.fullmatch(rf"{prefix}-[a-z0-9]+-[a-z0-9]+-[a-z0-9]{{8}}", names.prefixed_id(prefix))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("10.0.0.1", True),
        ("10.0.0.0/8", True),
        ("10.0.0.1-10.0.0.9", True),
        ("10.0.0.9-10.0.0.1", False),
        ("x", False),
    ],
)
def test_allowed_addresses(text: str, *, good: bool) -> None:
    assert _is_address(text) is good


def test_a_fault_lets_some_pass_hits_some_and_is_spent() -> None:
    fault = Fault("*", re.compile(""), times=2, after=1)
    assert [(fault.is_spent(), fault.takes()) for _ in range(3)] == [
        (False, False),
        (False, True),
        (False, True),
    ]
    assert fault.is_spent()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "state")
    committed: list[str] = []

    def fail() -> None:
        with store.transaction():
            store.put("kind", "key", {"a": 1})
            store.after_commit(lambda: committed.append("never"))
            raise Problem(409, "no")

    with pytest.raises(Problem):
        fail()
    assert store.find("kind") == []
    with store.transaction(), store.transaction():
        store.put("kind", "key", {"a": 1})
        store.after_commit(lambda: committed.append("once"))
    assert (store.count("kind"), committed) == (1, ["once"])
    store.close()


def test_every_wheel_is_pinned_for_every_system() -> None:
    assert wheel.wheel_majors() == (14, 15, 16, 17, 18)
    assert {len(digests) for digests in wheel._DIGESTS.values()} == {4}
