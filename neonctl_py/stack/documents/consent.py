"""``allow:`` and ``safety:``: which hazards a stack consents to, and what is kept before anything is lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.consent import Consent, without_branch
from neonctl_py.model.safety import WEEK, Safety
from neonctl_py.stack.mistakes import did_you_mean
from neonctl_py.stack.scalars import Choice, Duration, Parsed, Text
from neonctl_py.stack.shapes import Doc, Either, Key, ListOf, Record

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.addresses import AddressReader
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Word

CONSENTED: Final = (
    "deletes-data",
    "loses-precision",
    "rewrites-table",
    "blocks-reads",
    "breaks-running-code",
    "weakens-protection",
    "cannot-be-undone",
)
"""The hazards that need consent. A test holds this to plan/hazards, which this room may not read."""

TOLD: Final = (
    "blocks-writes",
    "long-scan",
    "may-fail-on-data",
    "changes-access",
    "not-transactional",
    "restarts-compute",
    "drops-connections",
    "costs-money",
)
"""The others."""

_WHOLES: Final = ("project", "branch", "database")
_THIRTY_DAYS: Final = 30 * 86_400


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else None
    except ValueError:
        return None


CONSENT: Final = Record(
    "consent",
    {
        "hazard": Key(
            Choice(CONSENTED, tuple((word, "It needs no consent: it is only told.") for word in TOLD)),
            "The hazard, by its name: `neonpy explain` lists them.",
            required=True,
        ),
        "on": Key(
            Text("an address, as `project.shop/database.shop/table.public.orders`"),
            "What it covers, with all that is beneath it; without its branch it means every branch.",
            required=True,
        ),
        "reason": Key(Text("the reason"), "Why; the plan shows it.", required=True),
        "until": Key(
            Parsed("a day, as `2027-01-31`", _day, r"\d{4}-\d{2}-\d{2}"),
            "The last day on which it counts, in UTC.",
        ),
    },
    "a consent",
    {
        "address": "Write `on: address`.",
        "name": "Write `hazard: deletes-data`.",
        "expires": "Write `until: 2027-01-31`.",
    },
)
CONSENTS: Final = ListOf(CONSENT, "consents, each `{hazard: …, on: …, reason: …}`")

_KINDS: Final = Choice(("branch", "snapshot", "none"))
SAFETY: Final = Either(
    scalar=_KINDS,
    mapping=Record(
        "safety",
        {
            "kind": Key(
                _KINDS, "`branch` (the default): a copy of the branch. `snapshot`: a snapshot of it. `none`."
            ),
            "keep": Key(
                Duration(3600, _THIRTY_DAYS, (), "it is kept"),
                "How long it is kept: from 1h to 30d, else 7d.",
            ),
        },
        "what is kept before data is lost",
        {"ttl": "Write `keep: 7d`."},
    ),
)
SAFETY_KEY: Final = Key(
    SAFETY, "What apply keeps of a branch before a step that loses data: `branch`, `snapshot` or `none`."
)


def safety_of(said: Any) -> Safety | None:
    """As it was written; None where nothing usable is."""
    match said:
        case Doc():
            kind: Any = str(said.get("kind", "branch"))
            keep = said.get("keep", WEEK)
            return Safety(kind, keep if isinstance(keep, int) else WEEK)
        case str():
            word: Any = str(said)
            return Safety(word)
        case _:
            return None


def add_consents(docs: list[Doc], reader: AddressReader, build: Build) -> None:
    """Note every one; what it covers must be something that this stack speaks of."""
    for doc in docs:
        hazard, place, reason = (doc.get(key, None) for key in ("hazard", "on", "reason"))
        if hazard is None or place is None or reason is None:
            continue  # told while reading
        address = reader.read(place)
        if address is not None and _is_known(address, place, build):
            until = doc.get("until", None) or ""
            build.consents.append(Consent(str(hazard), address, str(reason), str(until), doc.span))


def _is_known(address: Address, written: Word, build: Build) -> bool:
    """What is gone already isn't declared, but what held it is: a table for its columns, a database for its tables."""
    known = {str(place): place for place in _spoken_of(build)}
    whole = _holder(address)
    if str(whole) in known:
        return True
    hint = did_you_mean(str(whole), known, otherwise="Write the address as the plan shows it.")
    detail = f"`{whole}` isn't in this stack."
    build.mistakes.add("NP160", written.span, detail, hint)
    return False


def _holder(address: Address) -> Address:
    """The table of a column, the database of a table; a database, branch or project itself."""
    while address.kind not in _WHOLES and address.parent is not None:
        address = address.parent
        if address.parent is None or address.parent.kind == "database":
            break
    return address


def _spoken_of(build: Build) -> set[Address]:
    places = {*build.objects, *build.removed, *build.moved}
    return {*places, *map(without_branch, places)}
