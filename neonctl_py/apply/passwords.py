"""Passwords of roles that SQL makes: drawn here, sent as a SCRAM verifier only, delivered once, after the commit.

Never here: where a password is kept, or which role needs one. A ``PasswordSource`` of the caller's knows both.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
from typing import TYPE_CHECKING, Final, Protocol

from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.errors import InternalError
from neonctl_py.model.values import Secret

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

_ALPHABET: Final = string.ascii_letters + string.digits
"""Nothing that a URL, a shell or a .env file would need to escape."""

_LENGTH: Final = 32
"""62 ** 28 > 2 ** 166: above 128 bits with room for a stolen verifier's attacker to get older."""

_ITERATIONS: Final = 4096
_SALT_BYTES: Final = 16


class PasswordSource(Protocol):
    """Who gets a password, and where it goes."""

    def wants(self, role: Address) -> bool:
        """Shall this new role get a password?"""
        ...

    def deliver(self, role: Address, password: Secret) -> None:
        """Take it. Called once, after the role was committed; what it raises is told with the way to recover."""
        ...


class NoPasswords:
    """No role gets one."""

    def wants(self, role: Address) -> bool:  # noqa: ARG002  the protocol's signature
        """Never."""
        return False

    def deliver(self, role: Address, password: Secret) -> None:  # noqa: ARG002  the protocol's signature
        """Can't happen: nothing was wanted."""
        raise InternalError(f"a password for {role}, which wanted none")


def generate_password() -> Secret:
    """32 letters and digits from the system's source of randomness."""
    return Secret("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)))


def scram_verifier(password: Secret, *, salt: bytes | None = None) -> Secret:
    """What Postgres keeps of the password (RFC 5802, RFC 7677). Only ASCII, which SASLprep leaves as it is.

    Raises InternalError for any other text: our own passwords are ASCII.
    """
    text = password.reveal()
    if not text.isascii() or not text.isprintable() or not text:
        raise InternalError("a verifier is wanted for a password that isn't printable ASCII")
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", text.encode(), salt, _ITERATIONS)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return Secret(f"SCRAM-SHA-256${_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}")


def password_statement(role: str, verifier: Secret) -> Secret:
    """The SQL that gives ``role`` its password; a secret, because a verifier lets its holder guess offline."""
    return Secret(f"ALTER ROLE {identifier(role)} PASSWORD {literal(verifier.reveal())}")


def shown_statement(role: str) -> str:
    """The same for people."""
    return f"ALTER ROLE {identifier(role)} PASSWORD '(sensitive value)'"
