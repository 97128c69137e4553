"""What a plan says about archives: declared, and run by somebody else. Never here: layout."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neonctl_py.model.address import Address
    from neonctl_py.model.archive import Archive

Declared = tuple[tuple["Address", "Archive"], ...]

ARCHIVES_HEADING: Final = "Archives that the stack asks for, and neonpy does not make"
_UNITS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"))
_DAYS: Final = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def archive_lines(archives: Declared) -> list[str]:
    """A sentence each; where several projects ask for the same, it is said once."""
    alike: dict[tuple[str, Archive], list[Address]] = {}
    for place, archive in archives:
        alike.setdefault((place.name[0], archive), []).append(place)
    return [f"{_whose(name, places)}: {archive_words(archive)}" for (name, archive), places in alike.items()]


def archive_words(archive: Archive) -> str:
    """When, for how long, of what, where to, how it is encrypted and verified."""
    what = f"{_named('database', archive.databases)} of {f'branch {archive.branch}' if archive.branch else 'the default branch'}"
    return "; ".join(
        (
            f"{what}, {_when(archive)}, kept for {_span(archive.keep)}",
            f"to {archive.to}" if archive.to else "it is not said where to",
            f"encryption: {archive.encryption}" if archive.encryption else "it is not said whether encrypted",
            f"verified by: {archive.verify}" if archive.verify else "it is not said how it is verified",
        )
    )


def archive_documents(archives: Declared) -> list[dict[str, Any]]:
    """For programs: an entry each; ``every_seconds``, ``keep_seconds``."""
    return [_document(place, archive) for place, archive in archives]


def _document(place: Address, archive: Archive) -> dict[str, Any]:
    told = asdict(archive) | {"databases": list(archive.databases)}
    seconds = {f"{key}_seconds": told.pop(key) for key in ("every", "keep")}
    return {"address": str(place), **seconds, **told, "run_by_neonpy": False}


def _whose(name: str, places: list[Address]) -> str:
    return str(places[0]) if len(places) == 1 else f"archive.{name} of {counted(len(places), 'project')}"


def _named(noun: str, names: Iterable[str]) -> str:
    written = list(names)
    return f"{noun}{'s' if len(written) > 1 else ''} {', '.join(written)}" if written else f"all {noun}s"


def _when(archive: Archive) -> str:
    span = _span(archive.every)
    often = f"every {span.removeprefix('1 ')}"
    if archive.on:
        often = f"every {_DAYS[archive.on]}" if span == "7 days" else f"{often} on {_DAYS[archive.on]}"
    return f"{often} at {archive.at} UTC" if archive.at else often


def _span(seconds: int) -> str:
    for size, name in _UNITS:
        if seconds % size == 0:
            return counted(seconds // size, name)
    return counted(seconds, "second")
