"""How long queries took then and take now, by type, as values. Never here: reading statistics, files, words for people."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from neonctl_py.report.latency import by_type, query_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neonctl_py.model.query_statistics import QueryStatistics
    from neonctl_py.report.latency import Latency

Measure = Literal["mean", "p95", "p99"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseStatistics:
    """Of one database. ``since``: when its counting began, as the server says it; the same twice means that it went on counting."""

    since: str
    rows: tuple[QueryStatistics, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """``at`` RFC 3339; ``databases`` by name, without their branches."""

    at: str
    databases: Mapping[str, DatabaseStatistics]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """``threshold`` in percent; ``noise`` in milliseconds: a smaller difference is none; ``min_calls`` on both sides."""

    by: Measure = "mean"
    threshold: float = 10.0
    noise: float = 0.1
    min_calls: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementChange:
    """Milliseconds, mean."""

    query: str
    before: float
    after: float
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeChange:
    """``percent`` slower (below 0: faster). ``slower``: the statements of this type that are, the worst first; ``new``: how many there
    were not before.
    """

    database: str
    of: str
    before: Latency
    after: Latency
    percent: float
    is_regression: bool
    slower: tuple[StatementChange, ...] = ()
    new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``since`` the baseline's moment. ``only_since``: databases whose statistics went on, so that only what ran since then is judged.
    ``unmeasured``: types of the baseline that did not run (often enough) now.
    """

    since: str
    changes: tuple[TypeChange, ...]
    only_since: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def has_regressed(self) -> bool:
        """Is any type slower than it may be?"""
        return any(change.is_regression for change in self.changes)


def compare(baseline: Baseline, now: Baseline, judging: Judging) -> Comparison:
    """Type by type. One database each is the same one, whatever it is called."""
    changes: list[TypeChange] = []
    only_since, unmeasured, missing = [], [], []
    for name, before, after in _pairs(baseline, now):
        if after is None:
            missing.append(name)
            continue
        went_on = bool(before.since) and before.since == after.since
        if went_on:
            only_since.append(name)
        rows = _since(before.rows, after.rows) if went_on else after.rows
        old, new = _frequent(before.rows, judging.min_calls), _frequent(rows, judging.min_calls)
        then, present = by_type(old), by_type(new)
        unmeasured += [f"{name} {of}" for of in then if of not in present]
        changes += [
            _change(name, of, (then[of], latency), (old, new), judging)
            for of, latency in present.items()
            if of in then
        ]
    return Comparison(
        since=baseline.at,
        changes=tuple(changes),
        only_since=tuple(only_since),
        unmeasured=tuple(unmeasured),
        missing=tuple(missing),
    )


def _pairs(
    baseline: Baseline, now: Baseline
) -> Iterator[tuple[str, DatabaseStatistics, DatabaseStatistics | None]]:
    if len(baseline.databases) == len(now.databases) == 1:
        (before,), ((name, after),) = baseline.databases.values(), now.databases.items()
        yield name, before, after
        return
    for name, before in sorted(baseline.databases.items()):
        yield name, before, now.databases.get(name)


def _frequent(rows: Sequence[QueryStatistics], min_calls: int) -> list[QueryStatistics]:
    return [row for row in rows if row.calls >= min_calls]


def _since(before: Sequence[QueryStatistics], after: Sequence[QueryStatistics]) -> list[QueryStatistics]:
    """What ran in between: counters that went on are subtracted. Extremes are those of all time."""
    known = {row.query: row for row in before}
    return [
        _difference(known[row.query], row) if row.query in known else row
        for row in after
        if row.query not in known or row.calls > known[row.query].calls
    ]


def _difference(old: QueryStatistics, new: QueryStatistics) -> QueryStatistics:
    calls = new.calls - old.calls
    mean = max(0.0, (new.mean * new.calls - old.mean * old.calls) / calls)
    squares = (_squares(new) - _squares(old)) / calls
    deviation = math.sqrt(max(0.0, squares - mean * mean))
    return replace(new, calls=calls, mean=mean, deviation=deviation, rows=max(0, new.rows - old.rows))


def merged(rows: Sequence[QueryStatistics]) -> tuple[QueryStatistics, ...]:
    """One of each text: roles and types of parameters are counted apart by the server."""
    found: dict[str, QueryStatistics] = {}
    for row in rows:
        found[row.query] = _sum(found[row.query], row) if row.query in found else row
    return tuple(found.values())


def _sum(one: QueryStatistics, other: QueryStatistics) -> QueryStatistics:
    calls = one.calls + other.calls
    mean = (one.mean * one.calls + other.mean * other.calls) / calls
    squares = (_squares(one) + _squares(other)) / calls
    return replace(
        one,
        calls=calls,
        mean=mean,
        deviation=math.sqrt(max(0.0, squares - mean * mean)),
        least=min(one.least, other.least),
        most=max(one.most, other.most),
        rows=one.rows + other.rows,
    )


def _squares(row: QueryStatistics) -> float:
    return row.calls * (row.deviation**2 + row.mean**2)


def _change(
    name: str,
    of: str,
    latencies: tuple[Latency, Latency],
    rows: tuple[Sequence[QueryStatistics], Sequence[QueryStatistics]],
    judging: Judging,
) -> TypeChange:
    before, after = latencies
    then, present = getattr(before, judging.by), getattr(after, judging.by)
    percent = 100.0 * (present - then) / then if then > 0 else 0.0
    known = {row.query: row for row in rows[0]}
    own = [row for row in rows[1] if query_type(row) == of]
    slower = [
        StatementChange(query=row.query, before=old.mean, after=row.mean, calls=row.calls)
        for row in own
        if (old := known.get(row.query)) is not None and row.mean - old.mean > judging.noise
    ]
    return TypeChange(
        database=name,
        of=of,
        before=before,
        after=after,
        percent=percent,
        is_regression=percent > judging.threshold and present - then > judging.noise,
        slower=tuple(sorted(slower, key=lambda one: (one.before - one.after) * one.calls)),
        new=sum(row.query not in known for row in own),
    )
