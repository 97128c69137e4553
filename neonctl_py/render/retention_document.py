"""Retention as JSON for programs, and a certificate as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.render.json_document import FORMAT_VERSION
from neonctl_py.render.wording import counted
from neonctl_py.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.report.retention_report import RetentionReport

_DONE = {
    "delete": "were deleted",
    "archive": "were moved out of the table",
    "shred": "were made unreadable",
}


def retention_document(report: RetentionReport) -> dict[str, Any]:
    """``rules``: each that was counted, with what was done."""
    done = {item.rule: item for item in report.done}
    rules = []
    for item in report.due:
        rule: dict[str, Any] = {
            "rule": str(item.rule),
            "database": str(item.database),
            "keys_database": str(item.keys_database) if item.keys_database is not None else None,
            "cascades": list(item.children),
            "table": item.value.table,
            "action": item.value.action,
            "due": item.due,
            "held": item.held,
            "problem": item.problem,
        }
        if (what := done.get(item.rule)) is not None:
            rule |= {
                "rows": what.rows,
                "batches": what.batches,
                "seconds": round(what.seconds, 3),
                "left": what.left,
                "problem": what.problem,
                "certificate": what.certificate,
                "certificates": list(what.certificates),
            }
        rules.append(rule)
    return {
        "format_version": FORMAT_VERSION,
        "type": "retention",
        "neonpy_version": __version__,
        "rules": rules,
    }


def certificate_text(certificate: Mapping[str, Any]) -> str:
    """What a person signs off."""
    keys = certificate["keys"]
    lines = [
        f"Certificate {certificate['id']}",
        "",
        f"{certificate['rows']:,} rows of {certificate['table']} {_DONE[certificate['action']]}.",
        "",
        f"database      {certificate['database']}",
        f"rule          {certificate['rule']}",
        f"where         {certificate['where']}",
    ]
    if certificate["hold"]:
        lines.append(f"except        {certificate['hold']}")
    lines += [
        f"began         {certificate['began']}",
        f"ended         {certificate['ended']}, {counted(certificate['batches'], 'batch', 'batches')}",
        f"by            {certificate['who']}, with: {certificate['command']}",
        f"stack         {certificate['stack']}, {certificate['stack_fingerprint'][:16]}, commit {certificate['commit'] or 'unknown'}",
        f"first key     sha256 {keys['first_sha256']}",
        f"last key      sha256 {keys['last_sha256']}",
        f"all keys      sha256 {keys['chain_sha256']}, batch after batch",
    ]
    if certificate.get("destroyed_keys"):
        lines.append(f"destroyed     {certificate['destroyed_keys']} of each record")
    if certificate.get("erased_columns"):
        lines.append(f"emptied       {', '.join(certificate['erased_columns'])}")
    if certificate.get("cascades"):
        lines.append(f"with them     uncounted rows of {', '.join(certificate['cascades'])}")
    if certificate.get("folder"):
        lines.append(f"folder        {certificate['folder']}")
    if certificate.get("into"):
        lines.append(f"moved into    {certificate['into']}")
    lines += [
        f"file          {file['name']}, {file['rows']:,} rows, sha256 {file['sha256']}"
        for file in certificate.get("files", ())
    ]
    until = certificate["recoverable_until"]
    if until is not None:
        lines.append(
            f"history       the platform can bring the rows back until {until}, not counting snapshots and branches"
        )
    signature = certificate.get("signature")
    lines.append(
        f"signature     {signature['algorithm']} {signature['value']}" if signature else "not signed"
    )
    return "\n".join(lines) + "\n"
