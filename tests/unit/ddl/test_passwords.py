"""Passwords: drawn long enough, turned into verifiers as the RFC says, never shown."""

from __future__ import annotations

import math
import string

import pytest

from neonctl_py.apply.passwords import (
    NoPasswords,
    generate_password,
    password_statement,
    scram_verifier,
    shown_statement,
)
from neonctl_py.errors import InternalError
from neonctl_py.model.address import Address
from neonctl_py.model.values import Secret


def test_the_verifier_is_that_of_rfc_7677s_example() -> None:
    """User ``user``, password ``pencil``, and the salt of the RFC's example exchange."""
    salt = bytes.fromhex("5b6d99689d12358eeca04b141236fa81")
    expected = (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
        ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )
    assert expected == scram_verifier(Secret("pencil"), salt=salt).reveal()


def test_two_verifiers_of_one_password_differ() -> None:
    assert scram_verifier(Secret("pencil")) != scram_verifier(Secret("pencil"))


@pytest.mark.parametrize("text", ["", "pässword", "with\nnewline"])
def test_only_printable_ascii_is_taken(text: str) -> None:
    with pytest.raises(InternalError):
        scram_verifier(Secret(text))


def test_a_password_has_32_characters_128_bits_and_nothing_to_escape() -> None:
    password = generate_password().reveal()
    assert len(password) == 32
    assert len(password) * math.log2(62) >= 128
    assert set(password) <= set(string.ascii_letters + string.digits)
    assert password != generate_password().reveal()


def test_the_statement_is_a_secret_and_what_is_shown_is_not() -> None:
    statement = password_statement("App", Secret("SCRAM-SHA-256$x"))
    assert statement.reveal() == "ALTER ROLE \"App\" PASSWORD 'SCRAM-SHA-256$x'"
    assert "SCRAM" not in f"{statement} {statement!r}"
    assert shown_statement("App") == "ALTER ROLE \"App\" PASSWORD '(sensitive value)'"


def test_without_a_source_no_role_gets_one() -> None:
    role = Address.parse("project.p/role.r")
    assert NoPasswords().wants(role) is False
    with pytest.raises(InternalError):
        NoPasswords().deliver(role, Secret("x"))
