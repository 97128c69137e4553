"""SCRAM-SHA-256 verifiers, computed here so that a branch can carry a password before a server runs.

Never here: where passwords are kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_ITERATIONS = 4096


def scram_verifier(password: str) -> str:
    """What ``pg_authid.rolpassword`` holds for an ASCII password (longer alphabets would need SASLprep)."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    encoded = (base64.b64encode(part).decode() for part in (salt, stored_key, server_key))
    return "SCRAM-SHA-256${}:{}${}:{}".format(_ITERATIONS, *encoded)
