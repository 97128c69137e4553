"""Identity providers of a project, as the API tells and takes them. There is no change of one: it is deleted and made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from neonctl_py.model.jwks import Jwks
from neonctl_py.model.values import UNSET
from neonctl_py.neon.answers import parsed
from neonctl_py.neon.reads import project_path
from neonctl_py.neon.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neonctl_py.neon.reads import Reads

Body = dict[str, Any]


class KeySet(Wire):
    id: str
    jwks_url: str = ""
    provider_name: str = ""
    branch_id: str | None = None
    jwt_audience: str | None = None


class KeySets(Wire):
    jwks: tuple[KeySet, ...] = ()


def jwks_path(project_id: str, jwks_id: str = "") -> str:
    """``/projects/{id}/jwks``, or one of them."""
    path = f"{project_path(project_id)}/jwks"
    return f"{path}/{quote(jwks_id, safe='')}" if jwks_id else path


def listed(client: Reads, project_id: str) -> tuple[KeySet, ...]:
    """All of a project."""
    path = jwks_path(project_id)
    return parsed(KeySets, client.get(path), f"GET {path}").jwks


def read(client: Reads, project_id: str, branches: Mapping[str, str]) -> dict[str, tuple[Jwks, str]]:
    """(value, id) by name: the provider's, and where two have one name, also the id. ``branches``: names by id."""
    found: dict[str, tuple[Jwks, str]] = {}
    for item in listed(client, project_id):
        name = item.provider_name if item.provider_name not in found else f"{item.provider_name} {item.id}"
        branch = branches.get(item.branch_id, item.branch_id) if item.branch_id else None
        found[name] = Jwks(url=item.jwks_url, audience=item.jwt_audience, branch=branch), item.id
    return found


def body(name: str, value: Jwks, branch_id: str | None) -> Body:
    """A new one."""
    made: Body = {"jwks_url": value.url, "provider_name": name}
    if branch_id is not None:
        made["branch_id"] = branch_id
    if value.audience is not UNSET and value.audience is not None:
        made["jwt_audience"] = value.audience
    return made
