"""``tests:`` of a database: what roles see, may do and are refused, as values.

Never here: running them, or what is weakened to see whether they would notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from neonctl_py.diagnostics import Span

Outcome = Literal["rows", "count", "allowed", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """``rows``: these, each a tuple of texts (None is null), in any order unless ``in_order``; ``columns`` names what of each row is
    compared, () compares all of it. ``count``: so many rows are returned or changed. ``at_least``: more are fine, too.
    ``refused``: an SQLSTATE, or a part of the error's text; "" is any lack of permission.
    """

    outcome: Outcome
    count: int = 0
    rows: tuple[tuple[str | None, ...], ...] = ()
    columns: tuple[str, ...] = ()
    at_least: bool = False
    in_order: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """``sql`` is sent, ``written`` is what the stack says (names instead of values). ``keep``: its effect stays for the next ones
    of its proof; without it every statement begins where the proof began.
    """

    sql: str
    written: str
    expected: Expected
    keep: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a role, with settings of the session (``app.current_org_id``) by name. ``role`` "": who seeds the rows."""

    name: str
    role: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """SQL that puts rows there: ``about`` says which, for messages."""

    sql: str
    about: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``given``: what is there beside the seed of all proofs."""

    name: str
    actor: Actor
    statements: tuple[Statement, ...]
    given: tuple[Seed, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Exactly these commands the role may do on tables whose ``schema.name`` fits the pattern; ``select of some columns`` where
    its privilege isn't the whole table's.
    """

    role: str
    tables: str
    commands: tuple[str, ...]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Survivor:
    """A weakening that no proof needs to notice, and why. ``on``: a pattern of addresses, from the database or the project on;
    ``change``: a pattern of what is weakened, "" for everything.
    """

    on: str
    reason: str
    change: str = ""
    span: Span | None = None

    def covers(self, place: str, within: str, change: str) -> bool:
        """``place`` is the whole address, ``within`` the same from the database on."""
        fits = fnmatchcase(within, self.on) or fnmatchcase(place, self.on)
        return fits and (not self.change or fnmatchcase(change, self.change))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """All of one database."""

    seed: tuple[Seed, ...] = ()
    proofs: tuple[Proof, ...] = ()
    privileges: tuple[Holding, ...] = ()
    survivors: tuple[Survivor, ...] = ()
