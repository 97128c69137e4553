"""A dump by ``pg_dump``, read into a Postgres that knows nothing of Neon: what is left when the platform is not there.

Never here: restores within Neon (test_restore.py).
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg

from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.service_user import service_user
from neonctl_py.emulator.throwaway import Throwaway

if TYPE_CHECKING:
    from installed_command import Installation


def is_restored_elsewhere(stack: Installation, table: str, roles: tuple[str, ...]) -> None:
    """Every row of ``table`` comes back, and of the catalog everything but who may connect, which no dump of a database holds."""
    with stack.sql() as owner:
        rows = owner.execute(f"select count(*) from {table}".encode()).fetchone()
        place = owner.info
        here = f"postgresql://{place.user}:{quote(place.password)}@{place.host}:{place.port}/{place.dbname}?sslmode=require"
        major = place.server_version // 10_000
    binaries = Installations(cache_dir(), service_user()).nearest(major)
    dump = subprocess.run(
        [binaries.tool("pg_dump"), here],
        env=binaries.environment(),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    elsewhere = Throwaway(major)
    try:
        there = elsewhere.loaded_database({"backup.sql": dump})
        with psycopg.connect(there) as session:
            assert session.execute(f"select count(*) from {table}".encode()).fetchone() == rows
        differences = stack.run("diff", here, "--detailed-exitcode", "--json", expect=2, stack=there)
    finally:
        elsewhere.close()
    addresses = {change["address"] for change in json.loads(differences)["resource_changes"]}
    left = {address.rpartition("/")[2] for address in addresses}
    assert left == {f"grant.{role}" for role in roles}, differences
