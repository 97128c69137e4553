"""Changes in two halves, as the plan sees them: what is between its halves is put out of the differ's sight, what begins or ends gets a
record for the rules.

All state is in the catalog: a trigger (or a view) of ours whose comment says what it keeps in step (model/expansion). Generic rules
do the rest: they plan the new column's indexes, keys and checks like any others, in their online forms. Never here: steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from neonctl_py.model.column import Column
from neonctl_py.model.expansion import (
    PREFIX,
    SCHEMA,
    Expansion,
    former_name,
    function_name,
    read_comment,
    shadow_name,
    trigger_name,
)
from neonctl_py.model.table import Table
from neonctl_py.model.trigger import Trigger
from neonctl_py.model.view import View
from neonctl_py.plan.changes import Action, Change, Difference
from neonctl_py.plan.defaults import is_counter, is_volatile
from neonctl_py.plan.expansion_refusals import no_column_for_it, no_table_for_it, no_type_for_it
from neonctl_py.plan.expansion_words import expanded, not_begun, refused, unfinished
from neonctl_py.plan.leaning import Part, is_helper, key_of, leaning_on, refers_to
from neonctl_py.plan.moves import apply_moves
from neonctl_py.plan.rules.column_types import is_free
from neonctl_py.plan.world import SMALL_BYTES, online_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired, Object, Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What becomes of one of them in this plan. ``begins``: nothing of it is there. ``halted``: an interrupted run left the
    check that NOT NULL leans on. ``ends``: its second half, or that the stack went
    back. ``old_column``: as observed. ``set_aside``: what leans on the old column under a name that the new one's wants. ``leaning``:
    of other tables, what goes with the column that goes; of a type, all that leans on the column. ``wanted``: the column with its new type,
    ``twins``: what is there already of what the new column needs, ``proven``: the check that it is not null among it.
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
    wanted: Column | None = None
    twins: frozenset[Address] = frozenset()
    proven: bool = False


@dataclass(slots=True)
class Stage:
    """Both sides as the differ shall see them. ``forced``: places with something left to do though nothing differs.
    ``removed``: views that go. ``renamed``: new address -> old one of a table that gets its old name back.
    """

    desired: dict[Address, Object]
    objects: dict[Address, Object]
    staged: dict[Address, Staged] = field(default_factory=dict)
    forced: dict[Address, Difference] = field(default_factory=dict)
    removed: dict[Address, Object] = field(default_factory=dict)
    told: list[Diagnostic] = field(default_factory=list)
    expansions: list[tuple[Address, Expansion]] = field(default_factory=list)
    renamed: dict[Address, Address] = field(default_factory=dict)


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
        elif isinstance(value, View) and place.parent is not None:
            found = read_comment(value.comment)
            if found is not None:
                yield place, place.parent.child("table", place.name[0], found.new), found


def is_of_ours(place: Address, value: Object) -> bool:
    """Is it such a mark, which no stack declares?"""
    return any(expansions_in({place: value}))


def without_halves(objects: Mapping[Address, Object]) -> dict[Address, Object]:
    """As it will be when all second halves are done: for a stack that is written from it."""
    kept = dict(objects)
    for mark, new, said in expansions_in(objects):
        gone = [mark]
        if said.way == "rename" and new.parent is not None:
            gone.append(new.parent.child("column", said.old))
        elif said.way == "type" and new.parent is not None:
            other = former_name(said.new) if said.swapped else shadow_name(said.new)
            gone.append(new.parent.child("column", other))
        for column in gone[1:]:
            gone += [place for place, _ in leaning_on(objects, column)]
        for place in gone:
            for inside in [item for item in kept if item.is_within(place)]:
                del kept[inside]
    return kept


def staged(
    desired: Desired, observed: Observed, objects: Mapping[Address, Object], *, contract: bool
) -> Stage:
    """``objects``: observed, after moves. ``contract``: the second half of what is between its halves."""
    stage = Stage(dict(desired.objects), dict(objects))
    marks = {new: (mark, said) for mark, new, said in expansions_in(objects)}
    fills = [*_fills(desired), *_differ_by_row(stage, observed)]
    if not (marks or desired.expansions or fills):
        return stage
    for new, (mark, said) in sorted(marks.items()):
        if said.way == "table":
            _known_table(stage, desired, mark, new, said, contract=contract)
        elif new.parent in desired.objects:
            _Known(stage, desired, new, mark, said, contract=contract).settle()
    for new, old in sorted(desired.expansions.items()):
        if new in marks:
            continue
        if new == old:
            _begin_type(stage, desired, observed, new, contract=contract)
            continue
        if new.kind == "table":
            _begin_table(stage, desired, observed, new, old, contract=contract)
        else:
            _begin_rename(stage, desired, new, old, contract=contract)
    for new in sorted(fills):
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
    return changes | {place: Change(Action.DELETE, place, value) for place, value in stage.removed.items()}


def _fills(desired: Desired) -> list[Address]:
    return [
        place
        for place, value in desired.objects.items()
        if isinstance(value, Column) and isinstance(value.backfill, str)
    ]


def _differ_by_row(stage: Stage, observed: Observed) -> list[Address]:
    """New columns whose default Postgres would write into every row at once: it is what the rows are filled with. (Revisions know no
    sizes, and stay as they were reviewed.)
    """
    return [
        place
        for place, value in stage.desired.items()
        if isinstance(value, Column)
        and place not in stage.objects
        and place.parent in observed.sizes
        and is_volatile(value.default)
        and not is_counter(value.default)
        and not isinstance(value.backfill, str)
        and place.parent in stage.objects
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
        """What the differ sees of it, and what is left to do."""
        if self.said.way != "type" and self.new not in self.stage.objects:  # somebody took it away by hand
            self.said = replace(self.said, filled=False)
        match self.said.way:
            case "rename":
                self._rename()
            case "type":
                self._type()
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
        left = [place for place, check in self.stage.objects.items() if is_helper(place, check, self.new)]
        for place in left:
            del self.stage.objects[place]
        return replace(record, halted=bool(left), begins=self.new not in self.stage.objects)

    def _rename(self) -> None:
        stage, new, old = self.stage, self.new, self._old
        wants_new, wants_old = new in self.desired.objects, old in self.desired.objects
        if old not in stage.objects:
            return  # somebody took it away by hand: only the trigger goes, as any that isn't declared
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
                stage.told.append(unfinished(self.desired, new))
        elif wants_new:
            _hide(stage, old)
            stage.objects.pop(old, None)
            _mask(stage, new)
            stage.staged[new] = record
            self._tell_rest()
        else:
            stage.staged[old] = replace(record, ends="contract", leaning=_hide(stage, old))
        stage.objects.pop(self.mark, None)

    def _type(self) -> None:
        """Before the swap a column beside it has the new type, after it one has the old."""
        stage, new, table = self.stage, self.new, self.mark.parent
        assert table is not None  # noqa: S101  a trigger is in a table
        other = table.child(
            "column", former_name(new.name[-1]) if self.said.swapped else shadow_name(new.name[-1])
        )
        there, wanted = stage.objects.get(new), stage.desired.get(new)
        record = self._record()
        stage.objects.pop(self.mark, None)
        if not (isinstance(there, Column) and isinstance(wanted, Column)):
            return
        keeps_on = wanted.type == there.type if self.said.swapped else wanted.type != there.type
        if not keeps_on or (self.contract and self.said.swapped):
            end: Literal["contract", "give up"] = "contract" if self.said.swapped else "give up"
            stage.staged[other] = replace(record, ends=end, leaning=_hide(stage, other))
            return
        if self.contract:
            stage.told.append(unfinished(self.desired, new))
        twins = _hide_all(stage, other)
        stage.objects.pop(other, None)
        if self.said.swapped:
            stage.expansions.append((new, self.said))
            stage.told.append(expanded(new, self.said, self.desired))
        else:
            _stage_type(stage, new, there, wanted, replace(record, twins=twins, proven=record.halted))

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
            stage.told.append(unfinished(self.desired, new))

    def _tell_rest(self) -> None:
        self.stage.expansions.append((self.new, self.said))
        if not self.said.filled:
            self.stage.forced[self.new] = Difference("expand", "begun", "expanded")
        else:
            self.stage.told.append(expanded(self.new, self.said, self.desired))


def _begin_table(
    stage: Stage, desired: Desired, observed: Observed, new: Address, old: Address, *, contract: bool
) -> None:
    """Its move is one of the stack's: here it stands under its new name already."""
    table = stage.objects.get(new)
    if not isinstance(table, Table) or old not in observed.objects or new in observed.objects:
        return
    if contract:
        stage.told.append(not_begun(desired, new))
    database = new.parent
    version = observed.server_versions.get(database, 0) if database is not None else 0
    if table.row_level_security and 0 < version < _SECURITY_INVOKER_SINCE:
        reason = "a view of it would not follow its row-level security before PostgreSQL 15"
        stage.told.append(refused(desired, new, [reason]))
        return
    said = Expansion(way="table", old=old.name[-1], new=new.name[-1], filled=True)
    stage.staged[new] = Staged(expansion=said, trigger="", function="", begins=True)


def _known_table(
    stage: Stage, desired: Desired, view: Address, new: Address, said: Expansion, *, contract: bool
) -> None:
    """A view has the old name: it is no view of the stack's."""
    database = view.parent
    assert database is not None  # noqa: S101  a view is in a database
    old = database.child("table", view.name[0], said.old)
    if view in desired.objects or new not in stage.objects:
        return
    before = stage.objects[view]
    for place in [place for place in stage.objects if place.is_within(view)]:
        del stage.objects[place]
    record = Staged(expansion=said, trigger="", function="")
    if old in desired.objects and new not in desired.objects:
        stage.objects, done = apply_moves(stage.objects, ((new, old),))
        stage.renamed |= done
        stage.staged[old] = replace(record, ends="give up")
    elif contract:
        stage.objects[view] = before
        stage.removed[view] = before
    else:
        stage.expansions.append((new, said))
        stage.told.append(expanded(new, said, desired))


def _begin_rename(stage: Stage, desired: Desired, new: Address, old: Address, *, contract: bool) -> None:
    table, there, wanted = new.parent, stage.objects.get(old), stage.desired.get(new)
    if (
        table is None
        or new in stage.objects
        or not (isinstance(there, Column) and isinstance(wanted, Column))
    ):
        return
    if contract:
        stage.told.append(not_begun(desired, new))
    reasons = [*no_table_for_it(stage.objects, table), *no_column_for_it(stage.objects, old, there, wanted)]
    if reasons:
        stage.told.append(refused(desired, new, reasons))
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


def _begin_type(stage: Stage, desired: Desired, observed: Observed, new: Address, *, contract: bool) -> None:
    table, there, wanted = new.parent, stage.objects.get(new), stage.desired.get(new)
    if table is None or not (isinstance(there, Column) and isinstance(wanted, Column)):
        return
    if there.type == wanted.type or is_free(there.type, wanted.type):
        return
    if contract:
        stage.told.append(not_begun(desired, new))
    reasons = [
        *no_table_for_it(stage.objects, table),
        *no_type_for_it(stage.objects, observed, new, there, wanted),
    ]
    if reasons:
        stage.told.append(refused(desired, new, reasons))
        return
    said = Expansion(way="type", old=former_name(new.name[-1]), new=new.name[-1])
    _stage_type(stage, new, there, wanted, _new_record(new, said, begins=True))


def _stage_type(stage: Stage, new: Address, there: Column, wanted: Column, record: Staged) -> None:
    """The differ sees the old type: what leans on the column is dealt with here."""
    there_now = dict(leaning_on(stage.objects, new))
    leaning = tuple((place, stage.desired.get(place, value)) for place, value in there_now.items())
    stage.desired.update(there_now)
    stage.staged[new] = replace(record, old_column=there, wanted=wanted, leaning=leaning)
    stage.desired[new] = replace(wanted, type=there.type, default=there.default, identity=there.identity)
    stage.forced[new] = Difference("type", there.type, wanted.type)


def _begin_fill(stage: Stage, desired: Desired, observed: Observed, new: Address) -> None:
    """A new column with values, or one that may not be null any more: in batches where the table is large."""
    table, there, wanted = new.parent, stage.objects.get(new), stage.desired[new]
    if table is None or table not in stage.objects or not isinstance(wanted, Column) or new in stage.staged:
        return
    needs_values = there is None or (getattr(there, "nullable", False) and not wanted.nullable)
    in_halves = new in desired.expansions
    small = _is_small(desired, observed, table) and not in_halves
    if not needs_values or small or wanted.generated is not None:
        return
    reasons = list(
        no_table_for_it(stage.objects, table, partitioned=key_of(stage.objects, table) is not None)
    )
    if reasons:
        if in_halves:
            stage.told.append(refused(desired, new, reasons))
        return
    if not isinstance(wanted.backfill, str) and wanted.default is not None:
        stage.desired[new] = replace(wanted, backfill=wanted.default)
    kept = in_halves and not wanted.nullable and wanted.default is None
    said = Expansion(way="fill", old=new.name[-1], new=new.name[-1], kept=kept)
    stage.staged[new] = _new_record(new, said, begins=True, ends="" if kept else "contract")


_SECURITY_INVOKER_SINCE: Final = 150_000


def _is_small(desired: Desired, observed: Observed, table: Address) -> bool:
    said = online_word(desired, table)
    size = observed.sizes.get(table)
    return said == "never" if said != "auto" else size is not None and size[1] <= SMALL_BYTES


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
    """Out of sight with all that leans on the column and goes with it; given back: what refers to it."""
    found = list(leaning_on(stage.objects, column))
    for place, _ in found:
        del stage.objects[place]
    return tuple((place, value) for place, value in found if refers_to(value, column))


def _hide_all(stage: Stage, column: Address) -> frozenset[Address]:
    """As ``_hide``; given back: what it was, wherever it is."""
    found = [place for place, _ in leaning_on(stage.objects, column)]
    for place in found:
        del stage.objects[place]
    return frozenset(found)
