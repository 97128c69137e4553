"""``jwks:`` of a project: identity providers whose tokens it takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.jwks import Jwks
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.names import word
from neonctl_py.stack.scalars import Text
from neonctl_py.stack.shapes import Key, MapOf, Record, child_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc, Word


def _url(text: str) -> str:
    return "" if re.match(r"https://[^\s/]+", text) else "it must begin with `https://`"


URL: Final = Text("the URL of a key set", _url)
JWKS: Final = Record(
    "jwks",
    {
        "url": Key(URL, "Where its keys are, as `https://…/.well-known/jwks.json`.", required=True),
        "audience": Key(Text("an audience"), "Only tokens for this audience.", nullable=True),
        "branch": Key(Text("a branch's name"), "Only on this branch; all when not written.", nullable=True),
    },
    "an identity provider's keys",
    {
        "jwks_url": "Write `url`.",
        "jwt_audience": "Write `audience`.",
        "role_names": "The platform maps them.",
    },
)
JWKS_BY_NAME: Final = MapOf(JWKS, "identity providers", child_of("jwks"), word)


def add_jwks(name: Word, doc: Doc, project: Address, branches: Collection[str], build: Build) -> None:
    """Put one provider."""
    address = project.child("jwks", str(name))
    branch = doc.get("branch")
    if isinstance(branch, str) and branch not in branches:
        hint = did_you_mean(branch, branches, otherwise="Declare it under `branches:`.")
        detail = f"There is no branch `{branch}` in this project."
        build.mistakes.add("NP130", doc.value_place("branch"), detail, hint, address=address)
    value = Jwks(url=str(doc.get("url", "")), audience=_text(doc.get("audience")), branch=_text(branch))
    build.put(address, value, name.span)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
