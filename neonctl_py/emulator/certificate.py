"""A self-signed certificate for loopback, so that ``sslmode=require`` and channel binding work offline.

ECDSA over P-256 in plain Python: a user may have neither the ``openssl`` program nor a library that makes
certificates, and one signature at the first start is no reason for a dependency. It protects nothing but
the loopback interface; the key never leaves the data directory. Never here: using it.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta

_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_Point = tuple[int, int]

_EC_PUBLIC_KEY = "1.2.840.10045.2.1"
_P256 = "1.2.840.10045.3.1.7"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_COMMON_NAME = "2.5.4.3"
_SUBJECT_ALT_NAME = "2.5.29.17"
_BASIC_CONSTRAINTS = "2.5.29.19"
_VALID = timedelta(days=3650)


def self_signed(name: str) -> tuple[str, str]:
    """(certificate, private key) in PEM, for ``name``, ``localhost``, ``*.localhost`` and 127.0.0.1."""
    private = secrets.randbelow(_N - 1) + 1
    x, y = _multiply(private, _G)
    public = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
    body = _to_be_signed(name, public)
    algorithm = _sequence(_oid(_ECDSA_SHA256))
    certificate = _sequence(body, algorithm, _bits(_sign(private, body)))
    key = _sequence(
        _integer(1),
        _tagged(0x04, private.to_bytes(32, "big")),
        _tagged(0xA0, _oid(_P256)),
        _tagged(0xA1, _bits(public)),
    )
    return _pem("CERTIFICATE", certificate), _pem("EC PRIVATE KEY", key)


def _to_be_signed(name: str, public: bytes) -> bytes:
    now = datetime.now(UTC)
    who = _sequence(_tagged(0x31, _sequence(_oid(_COMMON_NAME), _tagged(0x0C, name.encode()))))
    names = [name, "localhost", "*.localhost"]
    alternatives = [*(_tagged(0x82, host.encode()) for host in names), _tagged(0x87, bytes([127, 0, 0, 1]))]
    extensions = _sequence(
        _sequence(_oid(_SUBJECT_ALT_NAME), _tagged(0x04, _sequence(*alternatives))),
        _sequence(
            _oid(_BASIC_CONSTRAINTS), _tagged(0x01, b"\xff"), _tagged(0x04, _sequence(_tagged(0x01, b"\xff")))
        ),
    )
    return _sequence(
        _tagged(0xA0, _integer(2)),
        _integer(secrets.randbits(120) | 1),
        _sequence(_oid(_ECDSA_SHA256)),
        who,
        _sequence(_time(now - timedelta(days=1)), _time(now + _VALID)),
        who,
        _sequence(_sequence(_oid(_EC_PUBLIC_KEY), _oid(_P256)), _bits(public)),
        _tagged(0xA3, extensions),
    )


def _add(left: _Point | None, right: _Point | None) -> _Point | None:
    if left is None or right is None:
        return left or right
    if left[0] == right[0]:
        if (left[1] + right[1]) % _P == 0:
            return None
        slope = (3 * left[0] * left[0] - 3) * pow(2 * left[1], -1, _P)
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, _P)
    x = (slope * slope - left[0] - right[0]) % _P
    return x, (slope * (left[0] - x) - left[1]) % _P


def _multiply(factor: int, point: _Point) -> _Point:
    total: _Point | None = None
    power: _Point | None = point
    while factor:
        if factor & 1:
            total = _add(total, power)
        power = _add(power, power)
        factor >>= 1
    if total is None:
        raise ValueError("the factor is a multiple of the curve's order")
    return total


def _sign(private: int, message: bytes) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        nonce = secrets.randbelow(_N - 1) + 1
        r = _multiply(nonce, _G)[0] % _N
        s = pow(nonce, -1, _N) * (digest + r * private) % _N
        if r and s:
            return _sequence(_integer(r), _integer(s))


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _integer(value: int) -> bytes:
    return _tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _bits(content: bytes) -> bytes:
    return _tagged(0x03, b"\x00" + content)


def _time(moment: datetime) -> bytes:
    return _tagged(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def _oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray([first * 40 + second])
    for arc in rest:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return _tagged(0x06, bytes(content))


def _pem(label: str, content: bytes) -> str:
    text = base64.b64encode(content).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])
