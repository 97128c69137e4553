"""The compute of a branch, and the defaults for new computes of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from neonctl_py.model.compute import Compute
from neonctl_py.model.compute_sizes import AUTOSCALING_MAXIMUM, AUTOSCALING_RANGE, SIZES
from neonctl_py.model.values import UNSET
from neonctl_py.stack.documents.lifecycle import SETTINGS, settings_of
from neonctl_py.stack.names import replica
from neonctl_py.stack.scalars import Duration, Flag, Number, Text
from neonctl_py.stack.shapes import Key, ListOf, Record

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.stack.build import Build
    from neonctl_py.stack.shapes import Doc

SUSPEND_AFTER: Final = Duration(60, 604800, (("never", -1),), "a compute suspends after")
CU: Final = Number(whole=False)

SIZE_KEYS: Final = {
    "min_cu": Key(CU, "The smallest size in compute units: 0.25, 0.5, 1, 2, … 16.", nullable=True),
    "max_cu": Key(
        CU,
        "The largest size in compute units; above 16 a compute has one fixed, even size up to 56.",
        nullable=True,
    ),
    "suspend_after": Key(SUSPEND_AFTER, "Idle time before it suspends, or `never`.", nullable=True),
    "pg_settings": Key(SETTINGS, "Postgres parameters of the compute, by name.", nullable=True),
}
PROJECT_COMPUTE: Final = Record("project_compute", SIZE_KEYS, "the defaults for new computes")
COMPUTE: Final = Record(
    "compute",
    {
        **SIZE_KEYS,
        "preload_libraries": Key(
            ListOf(Text("a library's name"), "libraries"), "Libraries to preload.", nullable=True
        ),
        "disabled": Key(Flag(), "Refuse connections.", nullable=True),
        "name": Key(Text("a compute's name", replica), "The compute's own name.", nullable=True),
    },
    "a compute",
    {"suspend": "Write `suspend_after: 5m`.", "cu": "Write `min_cu` and `max_cu`."},
)


def sizes_of(doc: Doc, fallback: Doc | None, address: Address, build: Build) -> dict[str, Any]:
    """The size fields of a model, after the platform's rules about sizes; ``fallback`` fills what isn't written."""
    found: dict[str, Any] = {}
    for key in ("min_cu", "max_cu", "suspend_after"):
        found[key] = doc.get(key, fallback.get(key) if fallback else UNSET)
    check_sizes(
        found["min_cu"],
        found["max_cu"],
        doc.place("max_cu" if doc.has("max_cu") else "min_cu"),
        address,
        build,
    )
    for key in ("min_cu", "max_cu"):
        if isinstance(found[key], int):
            found[key] = float(found[key])
    found["pg_settings"] = _pg_settings(doc, fallback)
    return found


def _pg_settings(doc: Doc, fallback: Doc | None) -> Any:
    own = doc.get("pg_settings")
    inherited = fallback.get("pg_settings") if fallback else UNSET
    if not isinstance(own, dict):
        return settings_of(inherited) if own is UNSET and isinstance(inherited, dict) else own
    return settings_of({**(inherited if isinstance(inherited, dict) else {}), **own})


def check_sizes(minimum: Any, maximum: Any, span: Span, address: Address, build: Build) -> None:
    """The catalogue of sizes, and what may autoscale."""
    for size in (minimum, maximum):
        if isinstance(size, int | float) and float(size) not in SIZES:
            build.mistakes.add(
                "NP142",
                span,
                f"`{size}` CU is not a size of compute.",
                "Sizes: 0.25, 0.5, every whole number from 1 to 16, every even one from 18 to 56.",
                address=address,
            )
            return
    if not isinstance(minimum, int | float) or not isinstance(maximum, int | float) or minimum == maximum:
        return
    if minimum > maximum:
        detail, hint = f"min_cu {minimum} is above max_cu {maximum}.", "Swap the two."
    elif maximum > AUTOSCALING_MAXIMUM:
        detail, hint = (
            f"Above {AUTOSCALING_MAXIMUM} CU nothing autoscales.",
            f"Write `min_cu: {maximum}` as well.",
        )
    elif maximum - minimum > AUTOSCALING_RANGE:
        detail = (
            f"A compute autoscales over at most {AUTOSCALING_RANGE} CU, but {minimum} to {maximum} is more."
        )
        hint = f"Write `min_cu: {maximum - AUTOSCALING_RANGE:g}` or more."
    else:
        return
    build.mistakes.add("NP142", span, detail, hint, address=address)


def add_compute(doc: Doc, fallback: Doc | None, address: Address, span: Span, build: Build) -> None:
    """Put the branch's compute."""
    libraries = doc.get("preload_libraries")
    name = doc.get("name")
    value = Compute(
        **sizes_of(doc, fallback, address, build),
        preload_libraries=tuple(map(str, libraries)) if isinstance(libraries, list) else libraries,
        disabled=doc.get("disabled"),
        name=str(name) if isinstance(name, str) else name,
    )
    build.put(address, value, span)
