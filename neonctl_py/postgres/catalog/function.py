"""Functions and procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.function import Argument, Function, signature_of
from neonctl_py.postgres.reading import stored_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_MODES: Final = {"i": "in", "o": "out", "b": "inout", "v": "variadic"}
_VOLATILITY: Final = {"i": "immutable", "s": "stable", "v": "volatile"}
PARALLEL: Final = {"s": "safe", "r": "restricted", "u": "unsafe"}
_COMPILED: Final = frozenset({"c", "internal"})
_ROWS: Final = 1000.0


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, Function]]:
    """Those in a schema that is looked into, or that were registered by oid before."""
    for oid, schema, name, owner, comment, kind, modes, names, types, defaults, *rest in rows:
        arguments = _arguments(modes, names, types, defaults)
        address = reading.functions.get(oid)
        if address is None:
            if schema not in reading.schemas:
                continue
            signed = signature_of(name, arguments)
            address = reading.database.child("function", reading.schemas[schema], signed)
            reading.functions[oid] = address
        yield (
            address,
            Function(
                procedure=kind == "p",
                window=kind == "w",
                arguments=arguments,
                owner=reading.role(owner),
                comment=comment,
                **_attributes(*rest),
            ),
        )


def _arguments(
    modes: Sequence[str] | None,
    names: Sequence[str] | None,
    types: Sequence[str] | None,
    defaults: Sequence[str | None] | None,
) -> tuple[Argument, ...]:
    listed = zip(modes or (), names or (), types or (), defaults or (), strict=True)
    return tuple(
        Argument(type_name, name, _MODES[mode], default)
        for mode, name, type_name, default in listed
        if mode in _MODES
    )


def _attributes(*columns: Any) -> dict[str, Any]:
    (
        returns,
        language,
        source,
        sql_body,
        library,
        volatility,
        strict,
        security_definer,
        leakproof,
        parallel,
        cost,
        rows,
        support,
        transforms,
        settings,
    ) = columns
    return {
        "returns": returns,
        "language": language,
        "body": "" if sql_body is not None else source,
        "sql_body": sql_body,
        "library": library,
        "volatility": _VOLATILITY[volatility],
        "strict": strict,
        "security_definer": security_definer,
        "leakproof": leakproof,
        "parallel": PARALLEL[parallel],
        "cost": None if cost == (1 if language in _COMPILED else 100) else cost,
        "rows": None if rows in (0, _ROWS) else rows,
        "support": support,
        "transforms": tuple(transforms),
        "settings": stored_settings(settings),
    }
