"""What must hold before a preview is handed out: every mask done, no password of what it was copied from.

Never here: masking, the platform.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from neonctl_py.errors import RefusedError
from neonctl_py.model.auth import PERSONAL, SCHEMA, Auth
from neonctl_py.model.role import Role
from neonctl_py.plan.inherit import default_branch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from neonctl_py.model.address import Address
    from neonctl_py.model.masking import Mask
    from neonctl_py.model.state import Desired
    from neonctl_py.neon import wire

_LISTED: Final = 10
_NO_LOGIN: Final = "no_login"


def require_masks(desired: Desired, homes: Iterable[Address]) -> None:
    """Raise RefusedError with every classified column that would be handed out as it is, and for Neon Auth's users."""
    bare = sorted(place for place in desired.classified if place not in desired.masks)
    if bare:
        listed = "\n".join(f"{place} ({desired.classified[place]})" for place in bare[:_LISTED])
        raise RefusedError(
            "columns that tell about people have no mask",
            detail=f"An anonymized preview would hand these out as they are:\n{listed}{_more(bare)}",
            hint="Write `mask:` beside `classification:`, as mask: hash. neonpy explain previews lists the rules.",
        )
    for home in homes:
        branch = default_branch(desired, home)
        signs_in = branch is not None and isinstance(desired.objects.get(branch.child("auth")), Auth)
        if signs_in and not any(_schema(place) == SCHEMA for place in masks_of(desired, home)):
            raise RefusedError(
                "the users of Neon Auth have no mask",
                detail=f"{home} has Neon Auth, and an anonymized preview would hand out the schema {SCHEMA} as it is: "
                "names, e-mail addresses, sessions.",
                hint=f"Take --data schema-only, or write below the database that has it:\n{proposed_masks(PERSONAL)}",
            )


def require_auth_masked(
    database: Address, there: Iterable[tuple[str, str]], masked: Collection[Address]
) -> None:
    """Raise RefusedError with what is ``there`` of Neon Auth's people (table, column), declared or not, and has no mask."""
    bare = sorted(
        (table, column)
        for table, column in there
        if (table, column) in PERSONAL
        and database.child("table", SCHEMA, table).child("column", column) not in masked
    )
    if bare:
        raise RefusedError(
            "the users of Neon Auth have no mask",
            detail=f"{database} has these columns of Neon Auth, with rows in them:\n"
            + "\n".join(f"{SCHEMA}.{table}.{column}" for table, column in bare),
            hint=f"Take --data schema-only, or write below that database:\n{proposed_masks(bare)}",
        )


def proposed_masks(columns: Iterable[tuple[str, str]]) -> str:
    """As the stack takes them."""
    lines = [f"    {SCHEMA}.{table}.{column}: {PERSONAL[table, column]}" for table, column in columns]
    return "\n".join(["  masking:", *lines])


def require_all_masked(desired: Desired, homes: Iterable[Address], masked: Collection[Address]) -> None:
    """Raise RefusedError with every mask of these projects whose column was not found."""
    missing = sorted(place for home in homes for place in masks_of(desired, home) if place not in masked)
    if missing:
        listed = "\n".join(f"{place} ({desired.masks[place]})" for place in missing[:_LISTED])
        raise RefusedError(
            "columns with a mask are not there",
            detail=f"What they are called now may hold what was to be masked:\n{listed}{_more(missing)}",
            hint="Correct the names in the stack; a partition's columns have the masks of the partitioned table.",
        )


def masks_of(desired: Desired, home: Address) -> dict[Address, Mask]:
    """The masks of a project's default branch, whose catalog a preview has."""
    branch = default_branch(desired, home)
    if branch is None:
        return {}
    return {place: mask for place, mask in desired.masks.items() if place.is_within(branch)}


def masks_digest(desired: Desired, home: Address) -> str:
    """The same for the same masks of a project."""
    told = "\n".join(f"{place}={mask}" for place, mask in sorted(masks_of(desired, home).items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def roles_to_reset(desired: Desired, home: Address, listed: Iterable[wire.Role]) -> tuple[str, ...]:
    """Those whose password the API knows, declared or not. What the stack says SQL has made keeps its own: nobody is handed it."""
    branch = default_branch(desired, home)
    by_sql = {
        place.name[0]
        for place, value in desired.objects.items()
        if isinstance(value, Role) and place.parent == branch and value.managed_by != "neon"
    }
    return tuple(
        role.name
        for role in listed
        if not role.protected and role.authentication_method != _NO_LOGIN and role.name not in by_sql
    )


def require_own_password(role: str, database: Address, own: Collection[str]) -> None:
    """Raise RefusedError when that role's password may be the one of what the preview was copied from."""
    if role not in own:
        raise RefusedError(
            "a role's password is its parent's",
            detail=f"{role} of {database} got no password of its own in the preview, so its URL would lead into what was copied.",
            hint=f"Take another one: --role {min(own)}" if own else "roles: {app_owner: {managed_by: neon}}",
        )


def _schema(column: Address) -> str:
    table = column.container("table")
    return table.name[0] if table is not None else ""


def _more(places: Collection[Address]) -> str:
    return f"\nand {len(places) - _LISTED} more" if len(places) > _LISTED else ""
