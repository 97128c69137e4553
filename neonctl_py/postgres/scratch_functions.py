"""Functions and aggregates as temporary ones, so that the server spells their headers and SQL-standard bodies. Pure.

A body in quotes is compared as it is, and stays out of here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.aggregate import Aggregate
from neonctl_py.model.function import Function, bare_name
from neonctl_py.postgres.trial import Attempt, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.function import Argument
    from neonctl_py.model.state import Object

_VALUES: Final = frozenset({"initcond", "minitcond"})
_FLAGS: Final = frozenset({"finalfunc_extra", "mfinalfunc_extra", "hypothetical"})


def function_rounds(
    objects: Mapping[Address, Object], candidates: Collection[Address]
) -> Iterator[dict[str, tuple[Address, Attempt]]]:
    """By temporary name: they keep their own (SQL-standard bodies say ``add.a``), so each round has a name once."""
    rounds: list[dict[str, tuple[Address, Attempt]]] = []
    for address in sorted(place for place in candidates if place.kind in ("function", "aggregate")):
        name = bare_name(address.name[1])
        text = _created(quoted(name), objects[address])
        if not text:
            continue
        free = next((one for one in rounds if name not in one), None)
        if free is None:
            free = {}
            rounds.append(free)
        free[name] = (address, Attempt(address.name[0], text))
    yield from rounds


def _created(name: str, value: Object) -> str:
    match value:
        case Function():
            return _function(name, value)
        case Aggregate():
            options = ", ".join(_option(option, text) for option, text in value.options)
            return f"CREATE AGGREGATE pg_temp.{name}({value.arguments}) ({options})"
        case _:
            return ""


def _function(name: str, function: Function) -> str:
    arguments = ", ".join(map(_argument, function.arguments))
    word = "PROCEDURE" if function.procedure else "FUNCTION"
    returns = "" if function.returns is None else f" RETURNS {function.returns}"
    body = f"sql {function.sql_body}" if function.sql_body is not None else "plpgsql AS 'begin end'"
    return f"CREATE {word} pg_temp.{name}({arguments}){returns} LANGUAGE {body}"


def _argument(argument: Argument) -> str:
    words = [argument.mode.upper()]
    words += [quoted(argument.name)] if argument.name else []
    words.append(argument.type)
    words += [] if argument.default is None else [f"DEFAULT {argument.default}"]
    return " ".join(words)


def _option(name: str, text: str) -> str:
    if name in _FLAGS:
        return name
    value = "'" + text.replace("'", "''") + "'" if name in _VALUES else text
    return f"{name} = {value}"
