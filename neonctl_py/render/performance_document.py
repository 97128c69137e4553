"""Baselines and comparisons of query times as JSON, and a baseline read back. Never here: text for a person, files."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from neonctl_py.errors import NeonpyError
from neonctl_py.model.query_statistics import QueryStatistics
from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.report.latency import by_type
from neonctl_py.report.performance import Baseline, DatabaseStatistics
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from neonctl_py.report.latency import Latency
    from neonctl_py.report.performance import Comparison

_TYPE = "perf_baseline"


def baseline_document(baseline: Baseline) -> dict[str, Any]:
    """Statements without their constants, and the times of each type for who reads the file."""
    return {
        "format_version": FORMAT_VERSION,
        "type": _TYPE,
        "neonpy_version": __version__,
        "at": baseline.at,
        "databases": {
            name: {
                "since": found.since,
                "types": {of: _latency(latency) for of, latency in by_type(found.rows).items()},
                "statements": [asdict(row) for row in sorted(found.rows, key=lambda row: row.query)],
            }
            for name, found in sorted(baseline.databases.items())
        },
    }


def read_baseline(document: Any) -> Baseline:
    """Raises NeonpyError for what is no baseline of a version that we know."""
    try:
        if document["type"] != _TYPE:
            raise _no_baseline(f"it is a document of type {document['type']}")
        if document["format_version"].partition(".")[0] != FORMAT_VERSION.partition(".")[0]:
            raise _no_baseline(f"its format_version is {document['format_version']}")
        databases = {
            name: DatabaseStatistics(
                since=str(found["since"]),
                rows=tuple(QueryStatistics(**row) for row in found["statements"]),
            )
            for name, found in document["databases"].items()
        }
        return Baseline(at=str(document["at"]), databases=databases)
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_baseline(f"{type(error).__name__}: {error}") from error


def _no_baseline(why: str) -> NeonpyError:
    return NeonpyError("not a baseline", detail=why, hint="neonpy perf record -o FILE writes one.")


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """What ``perf compare --json`` says."""
    return {
        "format_version": FORMAT_VERSION,
        "type": "perf_comparison",
        "neonpy_version": __version__,
        "since": comparison.since,
        "has_regressed": comparison.has_regressed,
        "changes": [
            {
                "database": change.database,
                "of": change.of,
                "before": _latency(change.before),
                "after": _latency(change.after),
                "percent": round(change.percent, 2),
                "is_regression": change.is_regression,
                "slower": [asdict(one) for one in change.slower],
                "new": change.new,
            }
            for change in comparison.changes
        ],
        "only_since": list(comparison.only_since),
        "unmeasured": list(comparison.unmeasured),
        "missing": list(comparison.missing),
    }


def _latency(latency: Latency) -> dict[str, Any]:
    return {
        "calls": latency.calls,
        "mean": round(latency.mean, 4),
        "p95": round(latency.p95, 4),
        "p99": round(latency.p99, 4),
    }
