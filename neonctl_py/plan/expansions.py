"""Changes in two halves, as the plan sees them: what is between its halves is put out of the differ's sight, what begins or ends gets a
record for the rules.

All state is in the catalog: a trigger (or a view) of ours whose comment says what it keeps in step (model/expansion). Generic rules
do the rest: they plan the new column's indexes, keys and checks like any others, in their online forms. Never here: steps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from neonctl_py.diagnostics import Diagnostic, Severity
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, Exclusion, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.expansion import PREFIX, SCHEMA, Expansion, function_name, read_comment, trigger_name
from neonctl_py.model.index import Index
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.values import QualifiedName, sql_names
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.lineage import children

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed

CONTRACT: Final = "neonpy apply --contract"
_LITERAL: Final = re.compile(r"'(?:[^']|'')*'")
_WORD: Final = re.compile(r'"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)')

Part = tuple["Address", "Object"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What becomes of one of them in this plan. ``begins``: nothing of it is there. ``halted``: an interrupted run left the
    check that NOT NULL leans on. ``ends``: its second half, or that the stack went
    back. ``old_column``: as observed. ``set_aside``: what leans on the old column under a name that the new one's wants. ``leaning``:
    of other tables, what goes with the column that goes.
    """

    expansion: Expansion
    trigger: str
    function: str
    begins: bool = False
    halted: bool = False
    ends: Literal["", "contract", "give up"] = ""
    old_column: Column | None = None
    set_aside: tuple[Part, ...] = ()
    leaning: tuple[Part, ...] = ()


@dataclass(slots=True)
class Stage:
    """Both sides as the differ shall see them. ``forced``: places with something left to do though nothing differs."""

    desired: dict[Address, Object]
    objects: dict[Address, Object]
    staged: dict[Address, Staged] = field(default_factory=dict)
    forced: dict[Address, Difference] = field(default_factory=dict)
    told: list[Diagnostic] = field(default_factory=list)
    expansions: list[tuple[Address, Expansion]] = field(default_factory=list)


def expansions_in(objects: Mapping[Address, Object]) -> Iterator[tuple[Address, Address, Expansion]]:
    """(its mark, the new one, what it says) of everything that is between its two halves."""
    for place, value in objects.items():
        if (
            isinstance(value, Trigger)
            and place.name[-1].startswith(PREFIX)
            and value.function.schema == SCHEMA
        ):
            found = read_comment(value.comment)
            if found is not None and place.parent is not None:
                yield place, place.parent.child("column", found.new), found


def is_of_ours(place: Address, value: Object) -> bool:
    """Is it such a mark, which no stack declares?"""
    return any(expansions_in({place: value}))


def staged(
    desired: Desired, observed: Observed, objects: Mapping[Address, Object], *, contract: bool
) -> Stage:
    """``objects``: observed, after moves. ``contract``: the second half of what is between its halves."""
    stage = Stage(dict(desired.objects), dict(objects))
    marks = {new: (mark, said) for mark, new, said in expansions_in(objects)}
    if not (marks or desired.expansions or _fills(desired)):
        return stage
    for new, (mark, said) in sorted(marks.items()):
        if new.parent in desired.objects:
            _Known(stage, desired, new, mark, said, contract=contract).settle()
    for new, old in sorted(desired.expansions.items()):
        if new not in marks and new != old and new.kind == "column":
            _begin_rename(stage, desired, new, old, contract=contract)
    for new in sorted(_fills(desired)):
        if new not in marks:
            _begin_fill(stage, desired, observed, new)
    return stage


def with_forced(changes: dict[Address, Change], stage: Stage) -> dict[Address, Change]:
    """With a change at each place where only the halves have something left to do."""
    for place, difference in stage.forced.items():
        known = changes.get(place)
        if known is None:
            before, after = stage.objects[place], stage.desired[place]
            changes[place] = Change(Action.UPDATE, place, before, after, (difference,))
    return changes


def _fills(desired: Desired) -> list[Address]:
    return [
        place
        for place, value in desired.objects.items()
        if isinstance(value, Column) and isinstance(value.backfill, str)
    ]


@dataclass(slots=True)
class _Known:
    """One whose mark was found."""

    stage: Stage
    desired: Desired
    new: Address
    mark: Address
    said: Expansion
    contract: bool

    def __init__(
        self, stage: Stage, desired: Desired, new: Address, mark: Address, said: Expansion, *, contract: bool
    ) -> None:
        self.stage, self.desired, self.new, self.mark, self.said = stage, desired, new, mark, said
        self.contract = contract

    def settle(self) -> None:
        match self.said.way:
            case "rename":
                self._rename()
            case _:
                self._fill()

    @property
    def _old(self) -> Address:
        assert self.new.parent is not None  # noqa: S101  a column is in a table
        return self.new.parent.child("column", self.said.old)

    def _record(self, **more: Any) -> Staged:
        value = self.stage.objects[self.mark]
        assert isinstance(value, Trigger)  # noqa: S101  that is how it was found
        record = Staged(expansion=self.said, trigger=self.mark.name[-1], function=value.function.name, **more)
        left = [place for place, check in self.stage.objects.items() if _is_helper(place, check, self.new)]
        for place in left:
            del self.stage.objects[place]
        return replace(record, halted=bool(left))

    def _rename(self) -> None:
        stage, new, old = self.stage, self.new, self._old
        wants_new, wants_old = new in self.desired.objects, old in self.desired.objects
        if wants_new and wants_old:
            return  # two columns from now on: only the trigger goes, as any that isn't declared
        column = stage.objects.get(old)
        kept = column if isinstance(column, Column) else None
        record = self._record(old_column=kept)
        if wants_old or (wants_new and self.contract):
            goes = new if wants_old else old
            others = _hide(stage, goes)
            end: Literal["contract", "give up"] = "give up" if wants_old else "contract"
            stage.staged[goes] = replace(record, ends=end, leaning=others)
            if end == "contract" and not self.said.filled:
                stage.told.append(_unfinished(self.desired, new))
        elif wants_new:
            _hide(stage, old)
            stage.objects.pop(old, None)
            _mask(stage, new)
            stage.staged[new] = record
            self._tell_rest()
        else:
            stage.staged[old] = replace(record, ends="contract", leaning=_hide(stage, old))
        stage.objects.pop(self.mark, None)

    def _fill(self) -> None:
        stage, new = self.stage, self.new
        wanted = stage.desired.get(new)
        record = self._record()
        stage.objects.pop(self.mark, None)
        if wanted is None or not isinstance(wanted, Column):
            stage.staged[new] = replace(record, ends="give up")
            return
        stays = self.said.kept and new in self.desired.expansions and not self.contract
        if not isinstance(
            wanted.backfill, str
        ):  # it was taken out of the stack: what the trigger does goes with it
            stays = False
        stage.staged[new] = replace(record, ends="" if stays else "contract")
        if not stays and self.said.filled:
            stage.forced[new] = Difference("expand", "expanded", "contracted")
        else:
            self._tell_rest()
        if self.contract and self.said.kept and not self.said.filled:
            stage.told.append(_unfinished(self.desired, new))

    def _tell_rest(self) -> None:
        self.stage.expansions.append((self.new, self.said))
        if not self.said.filled:
            self.stage.forced[self.new] = Difference("expand", "begun", "expanded")
        else:
            self.stage.told.append(expanded(self.new, self.said, self.desired))


def _begin_rename(stage: Stage, desired: Desired, new: Address, old: Address, *, contract: bool) -> None:
    table, there, wanted = new.parent, stage.objects.get(old), stage.desired.get(new)
    if (
        table is None
        or new in stage.objects
        or not (isinstance(there, Column) and isinstance(wanted, Column))
    ):
        return
    if contract:
        stage.told.append(_not_begun(desired, new))
    reasons = [*_no_table_for_it(stage, table), *_no_column_for_it(stage, old, there, wanted)]
    if reasons:
        stage.told.append(_refused(desired, new, reasons))
        return
    before = dict(stage.objects)
    _hide(stage, old)
    del stage.objects[old]
    aside = tuple(
        (place, value)
        for place, value in before.items()
        if place not in stage.objects and place != old and place in stage.desired
    )
    _mask(stage, new)
    said = Expansion(way="rename", old=old.name[-1], new=new.name[-1])
    stage.staged[new] = _new_record(new, said, begins=True, old_column=there, set_aside=aside)


def _begin_fill(stage: Stage, desired: Desired, observed: Observed, new: Address) -> None:
    """A new column with values, or one that may not be null any more: in batches where the table is large."""
    table, there, wanted = new.parent, stage.objects.get(new), stage.desired[new]
    if table is None or table not in stage.objects or not isinstance(wanted, Column) or new in stage.staged:
        return
    needs_values = there is None or (getattr(there, "nullable", False) and not wanted.nullable)
    size = observed.sizes.get(table)
    in_halves = new in desired.expansions
    small = size is not None and size[1] <= _SMALL_BYTES and not in_halves
    if not needs_values or small or wanted.generated is not None:
        return
    reasons = list(_no_table_for_it(stage, table, partitioned=_key_of(stage.objects, table) is not None))
    if reasons:
        if in_halves:
            stage.told.append(_refused(desired, new, reasons))
        return
    kept = in_halves and not wanted.nullable and wanted.default is None
    said = Expansion(way="fill", old=new.name[-1], new=new.name[-1], kept=kept)
    stage.staged[new] = _new_record(new, said, begins=True, ends="" if kept else "contract")


_SMALL_BYTES: Final = 8 * 1024 * 1024


def _new_record(new: Address, said: Expansion, **more: Any) -> Staged:
    assert new.parent is not None  # noqa: S101  a column is in a table
    names = (*new.parent.name, new.name[-1])
    return Staged(expansion=said, trigger=trigger_name(*names), function=function_name(*names), **more)


def _mask(stage: Stage, new: Address) -> None:
    """Until the contract half the old column has the default: a value in the new one then tells that a statement gave it."""
    wanted = stage.desired[new]
    if isinstance(wanted, Column):
        stage.desired[new] = replace(wanted, default=None, identity=None)


def _hide(stage: Stage, column: Address) -> tuple[Part, ...]:
    """Out of sight with all that leans on the column and goes with it; given back: what is in other tables."""
    found = list(leaning_on(stage.objects, column))
    for place, _ in found:
        del stage.objects[place]
    return tuple((place, value) for place, value in found if place.parent != column.parent)


def leaning_on(objects: Mapping[Address, Object], column: Address) -> Iterator[Part]:
    """Indexes and constraints that DROP COLUMN takes along, and foreign keys to it."""
    table, name = column.parent, column.name[-1]
    assert table is not None  # noqa: S101  a column is in a table
    target = QualifiedName(*table.name)
    for place, value in objects.items():
        if (
            place.parent == table and place.kind in ("index", "constraint") and name in columns_of(value)
        ) or (
            isinstance(value, ForeignKey) and value.references == target and name in value.referenced_columns
        ):
            yield place, value


def columns_of(value: Object) -> set[str]:
    """Names in an index or constraint that are, or may be, columns."""
    match value:
        case PrimaryKey() | Unique():
            return {*value.columns, *value.include}
        case ForeignKey():
            return set(value.columns)
        case Check():
            return _words(value.expression)
        case Exclusion():
            return _words(value.definition)
        case Index():
            plain = {name for key in value.keys if key.is_column for name in sql_names(key.expression)}
            texts = [key.expression for key in value.keys if not key.is_column]
            return plain | set(value.include) | _words(" ".join((*texts, value.where or "")))
        case _:
            return set()


def _is_helper(place: Address, value: Object, column: Address) -> bool:
    """Is it the check that SET NOT NULL of the column leans on?"""
    return (
        isinstance(value, Check)
        and place.parent == column.parent
        and place.name[-1].startswith("neonpy_")
        and place.name[-1].endswith("_not_null")
        and column.name[-1] in columns_of(value)
    )


def _words(text: str) -> set[str]:
    bare = _LITERAL.sub("", text)
    return {quoted.replace('""', '"') if quoted else plain.lower() for quoted, plain in _WORD.findall(bare)}


def _key_of(objects: Mapping[Address, Object], table: Address) -> tuple[str, ...] | None:
    return next(
        (v.columns for place, v in objects.items() if isinstance(v, PrimaryKey) and place.parent == table),
        None,
    )


def key_columns(objects: Mapping[Address, Object], table: Address) -> tuple[tuple[str, str], ...]:
    """(name, type) of the primary key's columns; none where there is no key."""
    names = _key_of(objects, table) or ()
    found = [(name, objects.get(table.child("column", name))) for name in names]
    if not all(isinstance(value, Column) for _, value in found):
        return ()
    return tuple((name, value.type) for name, value in found if isinstance(value, Column))


def _no_table_for_it(stage: Stage, table: Address, *, partitioned: bool = False) -> Iterator[str]:
    value = stage.objects.get(table)
    if not isinstance(value, Table):
        yield "its table is not there yet under this name"
        return
    if (
        value.inherits
        or value.partition_of
        or (not value.partition_by and any(children(table, stage.objects)))
    ):
        yield "its table inherits, is inherited or is a partition, and triggers would not see all rows"
    elif value.partition_by and not partitioned:
        yield "its table is partitioned"


def _no_column_for_it(stage: Stage, old: Address, there: Column, wanted: Column) -> Iterator[str]:
    if there.type != wanted.type:
        yield f"its type changes, too ({there.type} to {wanted.type}): do one after the other"
    if there.generated or wanted.generated:
        yield "it is a generated column"
    if old.parent is not None and old.name[-1] in (_key_of(stage.objects, old.parent) or ()):
        yield "it is in the primary key"


def in_words(said: Expansion) -> str:
    """For a tree of what is there."""
    if not said.filled:
        return "expand: not finished, neonpy apply goes on"
    source = "" if said.way == "fill" else f" from {said.old}"
    return f"expanded{source} on {said.since}, contract with {CONTRACT}"


def expanded(new: Address, said: Expansion, desired: Desired | None = None) -> Diagnostic:
    """That its first half is done."""
    what = {
        "rename": f"{said.old} and {said.new} hold the same",
        "type": f"{said.new} has its new type, and {said.old} the values of the old one",
        "table": f"{said.old} is a view of {said.new}",
        "fill": f"rows that don't name {said.new} get its value",
    }[said.way]
    return Diagnostic(
        Severity.ADVICE,
        "NP320",
        f"expanded on {said.since or 'an unknown day'}",
        f"Old and new code both work: {what}.",
        f"When no old code runs any more: {CONTRACT}",
        str(new),
        desired.spans.get(new) if desired is not None else None,
    )


def _refused(desired: Desired, new: Address, reasons: list[str]) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "NP220",
        "this can't be done in two halves",
        f"{new.segment}: {'; '.join(reasons)}.",
        "Leave `expand` out, and it is done in one step, with its hazard.",
        str(new),
        desired.spans.get(new),
    )


def _not_begun(desired: Desired, new: Address) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "NP221",
        "there is nothing to contract yet",
        f"{new.segment} has not been expanded.",
        "First `neonpy apply`, then deploy what uses the new one, then `neonpy apply --contract`.",
        str(new),
        desired.spans.get(new),
    )


def _unfinished(desired: Desired, new: Address) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "NP222",
        "its first half is not finished",
        f"Not every row of {new.segment} has its value yet: an apply was interrupted.",
        "`neonpy apply` goes on where it stopped. Then `neonpy apply --contract`.",
        str(new),
        desired.spans.get(new),
    )
