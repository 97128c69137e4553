"""Where ``retention run --branch`` runs: on that branch, or nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neonctl_py.errors import RefusedError
from neonctl_py.model.address import project_address
from neonctl_py.model.branch import Branch
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.retention import RecordKeys, Retention
from neonctl_py.model.state import Desired
from neonctl_py.workflows.run_retention import RetentionCommand, RetentionRequest

SHOP, VAULT, PLAIN = map(project_address, ("shop", "vault", "plain"))
OVER = Retention(table="public.t", where="over")
KEYS = RecordKeys(table="public.keys", record="r", key="k", of="id", project="vault")
SHRED = Retention(
    table="public.t", where="over", action="shred", keys=KEYS, erase=("name",), mark=(("done", "true"),)
)


def stack(*, vault_has_preview: bool = False, **rules: Retention) -> Desired:
    """``shop`` has a branch ``preview``; the rule ``vault_...`` is of the vault, ``plain_...`` of a server without branches."""
    main = Branch(default=True)
    objects = {
        SHOP: Project(),
        SHOP.child("branch", "main"): main,
        SHOP.child("branch", "main").child("database", "app"): Database(),
        SHOP.child("branch", "preview"): Branch(),
        VAULT: Project(),
        VAULT.child("branch", "main"): main,
        VAULT.child("branch", "main").child("database", "keys"): Database(),
        PLAIN: Project(provider="postgres"),
        PLAIN.child("database", "app"): Database(),
    }
    if vault_has_preview:
        objects[VAULT.child("branch", "preview")] = Branch()
    homes = {"shop": SHOP, "vault": VAULT, "plain": PLAIN}
    declared = {
        homes[name.partition("_")[0]].child("retention", name): value for name, value in rules.items()
    }
    return Desired(stack="s", objects=objects, declarations=declared)


def places(desired: Desired, branch: str | None) -> dict[str, tuple[str, str]]:
    """By rule: the database that it would run on, and that of its keys. (Nobody answers, so nothing is counted.)"""
    due = RetentionCommand(desired, None, RetentionRequest(branch=branch)).count()
    return {
        item.rule.name[0]: (
            "/".join(str(item.database).split("/")[:2]),
            "/".join(str(item.keys_database).split("/")[:2]),
        )
        for item in due
    }


def test_a_rule_of_a_project_without_the_branch_does_not_run() -> None:
    desired = stack(shop_rule=OVER, vault_rule=OVER)
    assert places(desired, "preview") == {"shop_rule": ("project.shop/branch.preview", "None")}
    assert set(places(desired, None)) == {"shop_rule", "vault_rule"}
    assert set(places(desired, "main")) == {"shop_rule", "vault_rule"}


def test_keys_are_destroyed_on_the_branch_or_not_at_all() -> None:
    with pytest.raises(RefusedError, match="not on that branch") as refused:
        places(stack(shop_rule=SHRED), "preview")
    assert "project.vault/branch.main" in refused.value.detail
    both = places(stack(shop_rule=SHRED, vault_has_preview=True), "preview")
    assert both == {"shop_rule": ("project.shop/branch.preview", "project.vault/branch.preview")}
    assert places(stack(shop_rule=SHRED), None)["shop_rule"][1] == "project.vault/branch.main"


def test_keys_in_no_project_are_a_problem_of_their_rule_alone() -> None:
    lost = replace(SHRED, keys=replace(KEYS, project="vualt"))
    due = RetentionCommand(stack(shop_lost=lost, shop_rule=OVER), None, RetentionRequest()).count()
    assert ["vualt" in item.problem for item in due] == [True, False]
