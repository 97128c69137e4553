"""Text search dictionaries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neonctl_py.model.text_search_dictionary import TextSearchDictionary
from neonctl_py.model.unordered import Unordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.postgres.reading import Reading, Row

_OPTION: Final = re.compile(
    r"""(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<name>\w+))\s*=\s*(?:(?P<escape>E?)'(?P<text>(?:[^']|'')*)'|(?P<bare>[^,\s]+))"""
)


def read(rows: Iterable[Row], reading: Reading) -> Iterator[tuple[Address, TextSearchDictionary]]:
    """Every one in a schema that is looked into."""
    for _, schema, name, owner, comment, template, written in rows:
        if schema in reading.schemas:
            yield (
                reading.database.child("text_search_dictionary", reading.schemas[schema], name),
                TextSearchDictionary(
                    template=template,
                    options=Unordered(map(_option, _OPTION.finditer(written or ""))),
                    owner=reading.role(owner),
                    comment=comment,
                ),
            )


def _option(found: re.Match[str]) -> tuple[str, str]:
    """``language = 'english'``: Postgres keeps the options as the text that CREATE takes."""
    name = found["name"] or found["quoted"].replace('""', '"')
    if found["text"] is None:
        return name, found["bare"]
    text = found["text"].replace("''", "'")
    return name, text.replace("\\\\", "\\") if found["escape"] else text
