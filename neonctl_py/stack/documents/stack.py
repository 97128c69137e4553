"""The root of a stack: what its one mapping holds."""

from __future__ import annotations

from typing import Final

from neonctl_py.stack.documents.consent import CONSENTS, SAFETY_KEY
from neonctl_py.stack.documents.lint import LINT
from neonctl_py.stack.documents.mixin import MIXINS
from neonctl_py.stack.documents.previews import PREVIEWS
from neonctl_py.stack.documents.project import DEFAULTS, PROJECTS
from neonctl_py.stack.documents.rehearsal import REHEARSAL
from neonctl_py.stack.names import platform
from neonctl_py.stack.scalars import Number, Text
from neonctl_py.stack.shapes import Key, ListOf, Record

ADDRESS_TEXT: Final = Text("an address, as `project.shop/role.app`")
MOVE: Final = Record(
    "move",
    {
        "from": Key(ADDRESS_TEXT, "The old address.", required=True),
        "to": Key(ADDRESS_TEXT, "The new address.", required=True),
    },
    "a move",
)
STACK: Final = Record(
    "stack",
    {
        "version": Key(Number(1, 1), "The language's version: 1."),
        "stack": Key(
            Text("the stack's name", platform), "The stack's name; the folder's or file's when not written."
        ),
        "include": Key(
            ListOf(Text("a file or a pattern, as `schema/*.yaml`"), "files"),
            "Files that are merged into this one.",
        ),
        "defaults": Key(DEFAULTS, "Merged into every project; what a project says itself wins."),
        "safety": SAFETY_KEY,
        "mixins": Key(MIXINS, "Parts of tables that several tables share with `use:`."),
        "projects": Key(PROJECTS, "The projects, by name."),
        "moved": Key(
            ListOf(MOVE, "moves, each `{from: …, to: …}`"), "Objects that have another address now."
        ),
        "removed": Key(
            ListOf(ADDRESS_TEXT, "addresses"), "Objects to delete: the only way a whole object vanishes."
        ),
        "lint": Key(LINT, "What `neonpy lint` holds this stack to, and what is excused."),
        "allow": Key(CONSENTS, "Hazards that are consented to: on what, why, until when."),
        "rehearsal": Key(REHEARSAL, "How `--rehearse` tries a plan before it is applied."),
        "previews": Key(PREVIEWS, "How `neonpy preview` makes branches for pull requests."),
    },
    "a stack",
    {"project": "Write `projects: {name: …}`.", "name": "Write `stack: name`."},
)
