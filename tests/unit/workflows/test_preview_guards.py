"""What is not masked, or has its parent's password, is not handed out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from neonctl_py.errors import RefusedError
from neonctl_py.model.address import project_address
from neonctl_py.model.auth import Auth
from neonctl_py.model.branch import Branch
from neonctl_py.model.masking import Mask
from neonctl_py.model.project import Project
from neonctl_py.model.role import Role
from neonctl_py.model.state import Desired
from neonctl_py.neon import wire
from neonctl_py.workflows.branch_scope import on_places
from neonctl_py.workflows.preview_guards import (
    masks_digest,
    require_all_masked,
    require_auth_masked,
    require_masks,
    require_own_password,
    roles_to_reset,
)

if TYPE_CHECKING:
    from neonctl_py.model.address import Address

SHOP = project_address("shop")
MAIN = SHOP.child("branch", "main")
DATABASE = MAIN.child("database", "shop")


def _column(schema: str, table: str, name: str) -> Address:
    return DATABASE.child("table", schema, table).child("column", name)


EMAIL, PHONE = _column("public", "people", "email"), _column("public", "poeple", "phone")
STACK = Desired(
    stack="shop",
    objects={
        SHOP: Project(),
        MAIN: Branch(default=True),
        MAIN.child("role", "app"): Role(managed_by="neon"),
        MAIN.child("role", "reader"): Role(managed_by="sql"),
    },
    masks={EMAIL: Mask("fake_email"), PHONE: Mask("hash")},
)


def test_a_mask_whose_column_is_not_there_is_named() -> None:
    with pytest.raises(RefusedError) as caught:
        require_all_masked(STACK, [SHOP], {EMAIL})
    assert f"{PHONE} (hash)" in caught.value.detail
    assert str(EMAIL) not in caught.value.detail
    require_all_masked(STACK, [SHOP], {EMAIL, PHONE})
    require_all_masked(STACK, [project_address("other")], ())


def test_who_signs_in_is_masked_or_nothing_is_handed_out() -> None:
    with_auth = replace(STACK, objects={**STACK.objects, MAIN.child("auth"): Auth(database="shop")})
    with pytest.raises(RefusedError, match="Neon Auth") as caught:
        require_masks(with_auth, [SHOP])
    assert "  masking:\n    neon_auth.account.accessToken: null\n" in caught.value.hint
    masked = {**STACK.masks, _column("neon_auth", "user", "email"): Mask("fake_email")}
    require_masks(replace(with_auth, masks=masked), [SHOP])
    require_masks(STACK, [SHOP])


def test_whoever_enabled_neon_auth_its_people_are_masked() -> None:
    """What is there of them, not all that there could be; what tells of nobody needs no mask."""
    there = [("user", "name"), ("user", "email"), ("user", "createdAt"), ("member", "role")]
    email, name = (_column("neon_auth", "user", column) for column in ("email", "name"))
    with pytest.raises(RefusedError) as caught:
        require_auth_masked(DATABASE, there, {email})
    assert caught.value.detail.endswith("\nneon_auth.user.name")
    assert caught.value.hint.endswith("  masking:\n    neon_auth.user.name: fake_name")
    require_auth_masked(DATABASE, there, {email, name})
    require_auth_masked(DATABASE, [], ())


def test_every_role_whose_password_the_platform_knows_gets_another_declared_or_not() -> None:
    said: Any = {"protected": True}
    listed = [
        wire.Role(name="app"),
        wire.Role(name="undeclared_owner"),
        wire.Role(name="reader"),
        wire.Role(name="cloud_admin", **said),
        wire.Role(name="group", authentication_method="no_login"),
    ]
    assert roles_to_reset(STACK, SHOP, listed) == ("app", "undeclared_owner")


def test_a_role_without_a_password_of_its_own_is_not_handed_out() -> None:
    with pytest.raises(RefusedError, match="its parent's"):
        require_own_password("reader", DATABASE, ["app"])
    require_own_password("app", DATABASE, ["app"])


def test_the_digest_tells_other_masks_and_nothing_else() -> None:
    swapped = dict(reversed(STACK.masks.items()))
    assert masks_digest(replace(STACK, masks=swapped), SHOP) == masks_digest(STACK, SHOP)
    for other in ({EMAIL: Mask("hash"), PHONE: Mask("hash")}, {EMAIL: Mask("fake_email")}):
        assert masks_digest(replace(STACK, masks=other), SHOP) != masks_digest(STACK, SHOP)


def test_a_branch_of_that_name_in_another_project_is_not_meant() -> None:
    other = project_address("other")
    named = {home.child("branch", "topic"): Branch() for home in (SHOP, other)}
    objects = {
        **STACK.objects,
        other: Project(),
        other.child("branch", "main"): Branch(default=True),
        **named,
    }
    scope = on_places(replace(STACK, objects=objects), None, (SHOP.child("branch", "topic"),))
    assert scope.branches == (SHOP.child("branch", "topic"),)
    assert SHOP.child("branch", "topic").child("role", "app") in scope.desired.objects
