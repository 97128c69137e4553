"""``previews:``: how ``neonpy preview`` makes branches for pull requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.address import project_address
from neonctl_py.model.compute import Compute
from neonctl_py.model.previews import NAME, WEEK, Previews
from neonctl_py.stack.documents.compute import PROJECT_COMPUTE, sizes_of
from neonctl_py.stack.scalars import Choice, Duration, Number, Text
from neonctl_py.stack.shapes import Doc, Either, Key, ListOf, MapOf, Record

if TYPE_CHECKING:
    from neonctl_py.stack.build import Build

_THIRTY_DAYS: Final = 30 * 86_400
_FILES: Final = ListOf(Text("a file, as `seed/preview.sql`"), "SQL files")


def _template(text: str) -> str:
    if not re.match(r"[A-Za-z0-9]", text):
        return (
            "it must begin with words of its own, as `preview/`, so that no other branch can have such a name"
        )
    if not re.search(r"[\ue000]", text):
        return "it must say `${pr}` or `${slug}`, or all previews would have one name"
    return ""


PREVIEWS: Final = Record(
    "previews",
    {
        "name": Key(
            Text("a template, as `preview/pr-${pr}-${slug}`", _template),
            "What they are called: `${pr}` is the pull request's number, `${slug}` its branch's name made harmless.",
        ),
        "parent": Key(
            Text("a branch's name"), "What they are copies of; the default branch when not written."
        ),
        "data": Key(
            Choice(("full", "schema-only", "anonymized")),
            "What is in them: `full` (the default), `schema-only`, or `anonymized` by the columns' masks.",
        ),
        "ttl": Key(
            Duration(300, _THIRTY_DAYS, (), "a preview lives"),
            "When the platform deletes them, should nobody have: from 5m to 30d, else 7d. `open` and `refresh` begin it anew.",
        ),
        "max": Key(Number(1, 5000), "How many there may be at once; the oldest is closed for a new one."),
        "refresh": Key(
            Choice(("reset", "forward")),
            "What a refresh does: `reset` (the default) begins anew from the parent, `forward` only applies the stack.",
        ),
        "seed": Key(
            Either(sequence=_FILES, mapping=MapOf(_FILES, "databases")),
            "SQL files that are run in a new preview, in this order; by database where there are several.",
        ),
        "compute": Key(PROJECT_COMPUTE, "Their computes' size, where it is not the project's default."),
    },
    "how previews are made",
    {"expires_in": "Write `ttl: 2h`.", "pool": "Write `max: 5`."},
)


def previews_of(said: Any, build: Build) -> Previews:
    """As it was written; what isn't is the default."""
    if not isinstance(said, Doc):
        return Previews()
    data: Any = str(said.get("data", "full"))
    refresh: Any = str(said.get("refresh", "reset"))
    compute = said.get("compute", None)
    sizes = sizes_of(compute, None, project_address("previews"), build) if isinstance(compute, Doc) else {}
    name = str(said.get("name", NAME)).replace("\ue000", "${").replace("\ue001", "}")
    return Previews(
        name=name,
        parent=str(said.get("parent", "")),
        data=data,
        ttl=said.get("ttl", WEEK),
        most=said.get("max", None),
        refresh=refresh,
        seed=_seed(said.get("seed", None)),
        compute=Compute(**sizes),
    )


def _seed(said: Any) -> tuple[tuple[str, str], ...]:
    match said:
        case list():
            return tuple(("", str(file)) for file in said)
        case dict():
            return tuple((str(database), str(file)) for database, files in said.items() for file in files)
        case _:
            return ()
