"""The users of Neon Auth are the platform's, and no preview hands them out as they are, whoever has enabled it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import psycopg
import pytest
from installed_command import Installation, branches_of, project_of
from warm_command import run_neonpy

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.emulator.control import LocalServer

STACK = """\
version: 1
stack: signs-in
previews: {data: anonymized, ttl: 2h}
projects:
  signs-in:
    pg_version: 17
    branches: {main: {default: true}}
    roles: {shop_owner: {managed_by: neon}}
    databases:
      shop:
        owner: shop_owner
        schemas: {public: {tables: {orders: {columns: {id: bigint primary key}}}}}
"""


def _preview(shop: Installation, *words: str, expect: int = 0) -> tuple[str, str]:
    command, *more = words
    done = run_neonpy("preview", command, shop.stack, *more, env=shop._environment() | {"CI": "true"})
    assert done.returncode == expect, f"{done.stdout}\n{done.stderr}"
    return done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.timeout(480)
def test_the_users_are_masked_as_the_refusal_proposes(local_neon: LocalServer, tmp_path: Path) -> None:
    """Enabled by hand, with one user: refused with the masks to write; written, they are done, though the tables are the platform's."""
    shop = Installation(local_neon, tmp_path / "stack.yaml")
    shop.stack.write_text(STACK, encoding="utf-8")
    shop.run("apply", "--yes")
    with shop.api() as client:
        project = project_of(client, "signs-in")
        assert project is not None
        main = branches_of(client, project["id"])["main"]
        at = f"/projects/{project['id']}/branches/{main}/auth"
        body = {"auth_provider": "better_auth", "database_name": "shop"}
        client.post(at, json=body).raise_for_status()
    with shop.sql() as session:
        session.execute("""insert into neon_auth."user" (name, email) values ('Ann', 'ann@real.example')""")
        session.execute(
            """insert into neon_auth.session (token, "expiresAt", "updatedAt", "userId")
               select 'the-real-token', now(), now(), id from neon_auth."user" """
        )
    _, refused = _preview(shop, "open", "--pr", "1", "--slug", "x", expect=1)
    with shop.api() as client:
        left = set(branches_of(client, project["id"]))
    proposed = [
        line.strip()
        for line in refused.splitlines()
        if line.strip().startswith("neon_auth.") and ": " in line
    ]
    masking = "        masking:\n" + "".join(f"          {line}\n" for line in proposed)
    shop.stack.write_text(STACK + masking, encoding="utf-8")
    opened = json.loads(_preview(shop, "open", "--pr", "1", "--slug", "x", "--json", "--reveal")[0])
    with psycopg.connect(opened["outputs"]["db_url"]) as session:
        users = session.execute('select name, email from neon_auth."user"').fetchall()
        tokens = session.execute("select token from neon_auth.session").fetchall()
        told = session.execute(
            "select most_common_vals::text || histogram_bounds::text from pg_stats"
        ).fetchall()
    _preview(shop, "close", "--pr", "1")
    with shop.api() as client:
        client.delete(f"/projects/{project['id']}").raise_for_status()

    assert "the users of Neon Auth have no mask" in refused
    assert left == {"main"}
    assert "neon_auth.user.email: fake_email" in proposed
    assert "neon_auth.session.token: hash" in proposed
    assert len(users) == 1
    assert users[0][0] != "Ann"
    assert users[0][1].endswith("@example.com")
    assert tokens != [("the-real-token",)]
    assert not [row for row in told if "real" in str(row)]
