"""Bodies of functions that were just written, looked at by their languages: they were created unseen, because they may call
what is made after them.

A text that no parser takes can never run: that is an error. What names something that isn't there may be right some other
day (a temporary table, a function that was left behind by what it reads): that is told. Never here: which steps there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg

from neonctl_py.apply.refusals import pointed_at
from neonctl_py.apply.sql_session import foreign
from neonctl_py.ddl.execute import send
from neonctl_py.ddl.names import relation
from neonctl_py.ddl.quoting import identifier, literal
from neonctl_py.errors import PostgresConnectionError, PostgresError, PostgresLockError
from neonctl_py.model.function import Function

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from neonctl_py.plan.steps import SqlStep

_VALIDATORS: Final = {"sql": "fmgr_sql_validator", "plpgsql": "plpgsql_validator"}
_POINT: Final = "neonpy_bodies"
_LOOK: Final = f"SAVEPOINT {_POINT}; SET LOCAL check_function_bodies = on"
_FORGET: Final = f"ROLLBACK TO SAVEPOINT {_POINT}; RELEASE SAVEPOINT {_POINT}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """``said`` by the function's language, with the line of the body. ``is_hopeless``: no other day will make it right."""

    step: SqlStep
    said: str
    is_hopeless: bool


def has_body(step: SqlStep) -> bool:
    """Did it write one that somebody can look at?"""
    made = step.after
    return (
        isinstance(made, Function)
        and made.language in _VALIDATORS
        and made.sql_body is None
        and (step.operation == "create" or bool(set(step.changed) - {"owner", "comment"}))
    )


def doubts(connection: Connection, steps: Sequence[SqlStep]) -> list[Doubt]:
    """Of functions that are there by now; in a transaction, which stays as it is. One round trip where there are none."""
    looked_at = [step for step in steps if has_body(step)]
    if not looked_at or _doubt(connection, looked_at) is None:
        return []
    found = (_doubt(connection, [step]) for step in looked_at)
    return [doubt for doubt in found if doubt is not None]


def _doubt(connection: Connection, steps: Sequence[SqlStep]) -> Doubt | None:
    """About the first of them; the transaction is what it was."""
    try:
        with foreign("The body of a function can't be right"):
            send(connection, "; ".join([_LOOK, *_questions(steps)]))
    except (PostgresConnectionError, PostgresLockError):
        raise
    except PostgresError as error:
        send(connection, _FORGET)
        cause = error.__cause__
        said = "\n".join(part for part in (error.detail, pointed_at(cause)) if part)
        return Doubt(steps[0], said, _is_hopeless(cause))
    send(connection, _FORGET)
    return None


def _questions(steps: Iterable[SqlStep]) -> list[str]:
    """Each function's names are looked up where it will look them up when it runs."""
    texts: list[str] = []
    path = ""
    for step in steps:
        wanted = _search_path(step)
        if wanted != path:
            path = wanted
            texts.append(f"SELECT pg_catalog.set_config('search_path', {literal(path)}, true)")
        validator = _VALIDATORS[getattr(step.after, "language", "sql")]
        name = literal(relation(step.address))
        texts.append(f"SELECT pg_catalog.{validator}(pg_catalog.to_regprocedure({name})::oid)")
    return texts


def _search_path(step: SqlStep) -> str:
    own = dict(getattr(step.after, "settings", ()) or ()).get("search_path")
    schema = identifier(step.address.name[0])
    return own if own is not None else ", ".join(dict.fromkeys((schema, "public")))


def _is_hopeless(cause: BaseException | None) -> bool:
    """Did the very parser stumble? Other errors of syntax depend on what tables look like."""
    if not isinstance(cause, psycopg.Error):
        return False
    return (cause.diag.source_function or "").endswith("yyerror")
