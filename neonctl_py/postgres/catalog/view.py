"""Views, and what they and materialized views have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.model.view import View, ViewColumn, is_on, option_words
from neonctl_py.postgres.reading import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

Texts = tuple[tuple[str, str], ...]


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, View]]:
    """Every view in a schema that is looked into, or that was registered by oid before."""
    for oid, schema, name, owner, options, query, comment, numbers, names, quoted, types, *texts in rows:
        if oid in reading.vanished or query is None:
            continue
        address = reading.views.get(oid)
        if address is None:
            if schema not in reading.schemas:
                continue
            address = reading.views[oid] = reading.database.child("view", reading.schemas[schema], name)
        note_columns(oid, numbers, names, quoted, reading)
        comments, defaults = texts
        yield (
            address,
            View(
                query=query_text(query),
                columns=columns(names, types),
                column_defaults=by_column(names, defaults),
                owner=reading.role(owner),
                comment=comment,
                column_comments=by_column(names, comments),
                **_options(options),
            ),
        )


def _options(options: Sequence[str] | None) -> dict[str, Any]:
    written = dict(settings(options))
    return {
        "security_invoker": is_on(written.get("security_invoker", "off")),
        "security_barrier": is_on(written.get("security_barrier", "off")),
        "check_option": written.get("check_option"),
        "option_words": option_words(written),
    }


def query_text(definition: str) -> str:
    """What ``pg_get_viewdef`` printed, without the space before it and the semicolon after it."""
    return definition.strip().removesuffix(";")


def columns(names: Sequence[str] | None, types: Sequence[str] | None) -> tuple[ViewColumn, ...]:
    """What a query yields."""
    return tuple(ViewColumn(name, kind) for name, kind in zip(names or (), types or (), strict=True))


def by_column(names: Sequence[str] | None, texts: Sequence[str | None] | None) -> Texts:
    """(column, text) of those that have one."""
    pairs = zip(names or (), texts or (), strict=True)
    return tuple(sorted((name, text) for name, text in pairs if text is not None))


def note_columns(
    relation: int,
    numbers: Sequence[int] | None,
    names: Sequence[str] | None,
    quoted: Sequence[str | None] | None,
    reading: Reading,
) -> None:
    """For who reads indexes and grants of columns."""
    reading.column_names[relation] = dict(zip(numbers or (), names or (), strict=True))
    for number, in_quotes in zip(numbers or (), quoted or (), strict=True):
        if in_quotes is not None:
            reading.quoted[relation, number] = in_quotes
