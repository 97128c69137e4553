"""A function or a procedure. Address: ``…/database.D/function.SCHEMA."NAME(TYPE, TYPE)"``: input types as ``format_type`` prints them.

Two of one name with other input types are two objects. The last part of the address is made and taken apart here only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from neonctl_py.model.values import Unset, settable

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Argument:
    """``mode``: ``in``, ``out``, ``inout``, ``variadic``; ``name`` "" for none; ``type`` as ``format_type`` spells it (no modifier)."""

    type: str
    name: str = ""
    mode: str = "in"
    default: str | None = None

    @property
    def is_input(self) -> bool:
        """Does a caller give it?"""
        return self.mode != "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """``returns`` is ``pg_get_function_result``'s text (``SETOF public.buyers``, ``TABLE(id integer)``); None for a procedure.

    ``body`` is the text between the quotes, byte for byte (``pg_proc.prosrc``; for C the link symbol). ``sql_body`` is the
    SQL-standard form instead (``RETURN …``, ``BEGIN ATOMIC …``), as ``pg_get_function_sqlbody`` prints it. ``library``: for C.
    ``cost``, ``rows``: None is Postgres' default for the language. ``settings``: what it runs with (SET), sorted.
    ``support``: a planner support function, qualified. ``transforms``: FOR TYPE, spelled types.
    """

    kind: ClassVar[str] = "function"

    procedure: bool = settable(default=False, immutable=True)
    arguments: tuple[Argument, ...] = settable(default=(), canonical="expression")
    returns: str | None = settable(default=None, immutable=True, canonical="type")
    language: str = settable(default="sql")
    body: str = settable(default="")
    sql_body: str | None = settable(default=None, canonical="expression")
    library: str | None = settable(default=None)
    window: bool = settable(default=False, immutable=True)
    volatility: str = settable(default="volatile")
    strict: bool = settable(default=False)
    security_definer: bool = settable(default=False)
    leakproof: bool = settable(default=False)
    parallel: str = settable(default="unsafe")
    cost: float | None = settable(default=None)
    rows: float | None = settable(default=None)
    support: str | None = settable(default=None)
    transforms: tuple[str, ...] = settable(default=())
    settings: tuple[tuple[str, str], ...] = settable(default=())
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)


def signature(name: str, types: Iterable[str]) -> str:
    """The last part of an address: ``add(integer, integer)``, the name unquoted, the types spelled."""
    return f"{name}({', '.join(types)})"


def signature_of(name: str, arguments: Iterable[Argument]) -> str:
    """As ``signature``, of the arguments that a caller gives."""
    return signature(name, (argument.type for argument in arguments if argument.is_input))


def name_and_types(signed: str) -> tuple[str, str]:
    """``("add", "(integer, integer)")``: where the last bracket opens outside of double quotes."""
    quoted = False
    for position in range(len(signed) - 1, -1, -1):
        quoted ^= signed[position] == '"'
        if signed[position] == "(" and not quoted:
            return signed[:position], signed[position:]
    return signed, "()"


def bare_name(signed: str) -> str:
    """``add`` of ``add(integer, integer)``."""
    return name_and_types(signed)[0]
