"""``neonpy diff URL URL``: the servers answer while the command line's library, and what compares, are loaded.

Nothing is changed and nothing is told here: what can't be read is told when the command asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.workflows.read_ahead import Ahead

URLS: Final = ("postgresql://", "postgres://")
_HELP: Final = "--help"


def read_ahead(arguments: Sequence[str]) -> Ahead:
    """Of the databases that a diff names, in their order."""
    sides = [text for text in arguments[1:] if not text.startswith("-")][:2]
    urls = [text for text in sides if text.startswith(URLS)]
    if arguments[:1] != ["diff"] or _HELP in arguments or not urls:
        return ()
    from neonctl_py.workflows.read_ahead import begin

    return begin(urls)
