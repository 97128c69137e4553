"""What the rules of a kind may ask while they turn a change into steps: both states, the other changes, sizes, versions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neonctl_py.model.function import bare_name
from neonctl_py.model.name_spaces import RELATION_NAMED
from neonctl_py.model.word_pattern import WORD
from neonctl_py.plan.changes import Action, Change
from neonctl_py.plan.moves import followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed
    from neonctl_py.plan.expansions import Staged

SMALL_BYTES = 8 * 1024 * 1024
"""Up to this size a table takes the plain form: a scan or rewrite of it is over before anyone notices."""

SchemaName = tuple["Address | None", str, str]
"""A database, a schema in it, and a name in that."""

_WORD = re.compile(rf'(?:"((?:[^"]|"")+)"|({WORD}))(\s*\()?')


_NAMED = RELATION_NAMED | {"collation", "text_search_dictionary", "text_search_configuration"}
_CALLED = frozenset({"function", "aggregate"})

_COUNTED = {
    "branch": ("branch", "branches"),
    "database": ("database", "databases"),
    "schema": ("schema", "schemas"),
    "table": ("table", "tables"),
}


_RELATIONS = frozenset({"table", "view", "materialized_view", "foreign_table", "sequence"})


@dataclass(frozen=True, slots=True)
class Kinship:
    """About tables with parents, walked through once a plan. ``children``: table -> those right below it that are there; ``heirs``: as
    they will be. ``parts``: table -> what was observed right inside it. ``names``: (database, schema, name) -> the tables, indexes and
    constraints of that name, observed or wanted; ``clones``: names of what partitions have from their parents.
    """

    children: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    heirs: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    parts: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    names: Mapping[SchemaName, tuple[Address, ...]] = field(default_factory=dict)
    clones: frozenset[SchemaName] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """``objects`` is the observed side after moves and inheritance; ``changes`` by address. ``depends``: what is there -> what it
    uses, as Postgres recorded it, after moves and inheritance; ``users`` is the same turned round. ``ancestors``: table -> those
    whose columns it has, too. ``staged``: what is done in two halves. ``inborn``: foreign keys that are made with their tables.
    ``traded``: indexes, keys and triggers that take each other's names. ``kin``: empty where no table has a parent. ``named_not_nulls``: see
    ``not_null_names.columns_to_name``.
    """

    desired: Desired
    observed: Observed
    objects: Mapping[Address, Object]
    changes: Mapping[Address, Change]
    names: Mapping[tuple[Address, str], tuple[Address, ...]] = field(default_factory=dict)
    parts: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    depends: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    users: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    ancestors: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    staged: Mapping[Address, Staged] = field(default_factory=dict)
    inborn: frozenset[Address] = frozenset()
    traded: frozenset[Address] = frozenset()
    kin: Kinship = field(default_factory=Kinship)
    named_not_nulls: frozenset[Address] = frozenset()

    def is_created(self, address: Address) -> bool:
        """Does this plan make the object (anew)?"""
        change = self.changes.get(address)
        return change is not None and change.action in (Action.CREATE, Action.REPLACE)

    def is_removed(self, address: Address) -> bool:
        """Does this plan take the object away for good?"""
        change = self.changes.get(address)
        return change is not None and change.action is Action.DELETE

    def is_new(self, address: Address) -> bool:
        """Is it made by this plan, or in something that is (schema public of a new database is there, and new)?"""
        return self.is_created(address) or any(map(self.is_created, address.ancestors()))

    def is_small(self, table: Address) -> bool:
        """Is a scan or rewrite of the table harmless? What has no known size is taken as large, unless the stack decides."""
        said = self.online(table)
        if said != "auto":
            return said == "never"
        old = self.changes[table].moved_from if table in self.changes else None
        size = self.observed.sizes.get(old or table)
        return size is not None and size[1] <= SMALL_BYTES

    def online(self, table: Address) -> str:
        """What the stack says of the table, its schema, or what holds it: ``always``, ``never`` or ``auto``."""
        return online_word(self.desired, table)

    def size(self, table: Address) -> tuple[int, int]:
        """Estimated (rows, bytes); zeros when unknown."""
        rows, size = self.observed.sizes.get(table, (0, 0))
        return max(rows, 0), size

    def contents(self, address: Address) -> str:
        """What goes away with it, for people: ``holds 2 branches, 1 database, 3 tables, about 1200 rows``."""
        inside = [place for place in self.objects if place != address and place.is_within(address)]
        counts = {kind: sum(place.kind == kind for place in inside) for kind in _COUNTED}
        parted = {place for place in inside if getattr(self.objects[place], "partition_of", None)}
        rows = sum(
            self.size(place)[0] for place in inside if place.kind == "table" and place not in parted
        )  # its parent counts them
        told = [f"{count} {_COUNTED[kind][count != 1]}" for kind, count in counts.items() if count]
        told += [f"about {rows} rows"] if rows else []
        return f"holds {', '.join(told)}" if told else ""

    def value(self, address: Address) -> Object | None:
        """The value after apply, as far as it is known."""
        return self.desired.objects.get(address) or self.objects.get(address)

    def server_version(self, address: Address) -> int:
        """``server_version_num`` of the server behind an address; the declared major, or 0, when nothing runs yet."""
        database = address.container("database")
        versions = self.observed.server_versions
        if database is not None and database in versions:
            return versions[database]
        branch = address.container("branch") or address.container("project")
        known = (version for place, version in versions.items() if branch and place.is_within(branch))
        project = address.container("project")
        declared = getattr(self.desired.objects.get(project), "pg_version", None) if project else None
        return next(known, int(declared) * 10000 if isinstance(declared, int) else 0)

    def role(self, name: str, near: Address) -> Address | None:
        """The address of a role of the same branch (or postgres project)."""
        home = near.container("branch") or near.container("project")
        return home.child("role", name) if home is not None and name != "public" else None

    def parts_of(self, container: Address) -> tuple[Address, ...]:
        """The addresses right inside it, desired or there."""
        return self.parts.get(container, ())

    def columns_in(self, text: str | None, table: Address) -> Iterator[Address]:
        """The columns of the table, and of those it has columns from, whose names occur in the text."""
        words = {
            quoted.replace('""', '"') if quoted else plain.lower()
            for quoted, plain, _ in _WORD.findall(text or "")
        }
        for home in (table, *self.ancestors.get(table, ())):
            yield from (
                part for part in self.parts_of(home) if part.kind == "column" and part.name[-1] in words
            )

    def mentioned(self, text: str | None, database: Address) -> Iterator[Address]:
        """Every object of the database whose name occurs in the text: a superset of what it depends on. A function counts
        only where a bracket follows.
        """
        for quoted, plain, bracket in _WORD.findall(text or ""):
            name = quoted.replace('""', '"') if quoted else plain.lower()
            yield from self.names.get((database, name), ())
            if bracket:
                yield from self.names.get((database, f"{name}("), ())

    def mentioned_in(self, text: str | None, table: Address) -> Iterator[Address]:
        """As ``mentioned``, by an expression over the table's columns: a word that is one of these is no relation."""
        database = table.container("database")
        if database is None:
            return
        columns = {place.name[-1] for place in self.columns_in(text, table)}
        for place in self.mentioned(text, database):
            if place != table and not (place.kind in _RELATIONS and place.name[-1] in columns):
                yield place


def online_word(desired: Desired, table: Address) -> str:
    """As ``World.online``."""
    said = desired.online
    if not said:
        return "auto"
    schema = (table.parent.child("schema", table.name[0]),) if table.parent and table.name else ()
    return next((said[place] for place in (table, *schema, *table.ancestors()) if place in said), "auto")


def is_of_type(text: str, place: Address) -> bool:
    """Does ``format_type`` speak of that type, or of its array? (Another schema may have one of the same name.)"""
    parts = tuple(quoted.replace('""', '"') if quoted else plain for quoted, plain, _ in _WORD.findall(text))
    return parts == place.name


def index_names(*states: Mapping[Address, Object]) -> dict[tuple[Address, str], tuple[Address, ...]]:
    """(database, unqualified name) -> the objects of that name, for ``World.mentioned``; functions under ``name(``."""
    found: dict[tuple[Address, str], dict[Address, None]] = {}
    for state in states:
        for address in state:
            name = _mentioned_as(address)
            if name and address.parent is not None:
                found.setdefault((address.parent, name), {})[address] = None
    return {key: tuple(places) for key, places in found.items()}


def _mentioned_as(address: Address) -> str:
    if address.kind in _NAMED:
        return address.name[-1]
    if address.kind == "operator_class":
        return address.name[-1].rpartition(" using ")[0]
    return f"{bare_name(address.name[-1])}(" if address.kind in _CALLED else ""


def index_parts(*states: Mapping[Address, Object]) -> dict[Address, tuple[Address, ...]]:
    """Container -> the addresses right inside it, for ``World.parts_of``."""
    found: dict[Address, dict[Address, None]] = {}
    for state in states:
        for address in state:
            if address.parent is not None:
                found.setdefault(address.parent, {})[address] = None
    return {container: tuple(places) for container, places in found.items()}


def moved_depends(
    depends: Mapping[Address, tuple[Address, ...]], renamed: Mapping[Address, Address]
) -> dict[Address, tuple[Address, ...]]:
    """What uses what, under the new names. ``renamed``: new address -> old one."""
    moved = dict(depends)
    for new, old in renamed.items():
        moved = {
            followed(place, old, new): tuple(followed(needed, old, new) for needed in used)
            for place, used in moved.items()
        }
    return moved


def moved_sizes(
    sizes: Mapping[Address, tuple[int, int]], renamed: Mapping[Address, Address]
) -> Mapping[Address, tuple[int, int]]:
    """What is known of an object is known under both its names."""
    known = dict(sizes)
    for new, old in renamed.items():
        known |= {followed(place, old, new): size for place, size in known.items()}
    return known


def copied_depends(
    depends: Mapping[Address, tuple[Address, ...]], copies: Iterable[tuple[Address, Address]]
) -> dict[Address, tuple[Address, ...]]:
    """With those of branches that will be copies. ``copies``: (branch, parent), parents first."""
    copied = dict(depends)
    for branch, parent in copies:
        copied |= {
            place.moved(parent, branch): tuple(needed.moved(parent, branch) for needed in used)
            for place, used in copied.items()
            if place.is_within(parent)
        }
    return copied


def index_users(depends: Mapping[Address, tuple[Address, ...]]) -> dict[Address, tuple[Address, ...]]:
    """What is used -> who uses it, for ``World.users``."""
    found: dict[Address, list[Address]] = {}
    for place, used in depends.items():
        for needed in used:
            found.setdefault(needed, []).append(place)
    return {needed: tuple(places) for needed, places in found.items()}
