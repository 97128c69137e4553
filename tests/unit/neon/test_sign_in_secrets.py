"""Secrets of Neon Auth: which answers count as told, and that no message repeats what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from neonctl_py.errors import NeonApiError
from neonctl_py.model.auth import Auth
from neonctl_py.model.auth_provider import AuthProvider
from neonctl_py.model.values import UNSET, Secret
from neonctl_py.neon.kinds.auth import read, shown_secret

if TYPE_CHECKING:
    import respx

    from neonctl_py.neon.client import NeonClient

BRANCH = "/projects/p/branches/b/auth"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, None),
        ("", None),
        ("********", None),
        ("••••••ab12", None),
        ("GOCSPX-***", None),
        ("GOCSPX-1x2", Secret("GOCSPX-1x2")),
    ],
)
def test_a_mask_is_no_secret(answer: str | None, told: Secret | None) -> None:
    assert shown_secret(None if answer is None else SecretStr(answer)) == told


@pytest.mark.parametrize(
    ("answer", "told"),
    [({}, "declared"), ({"client_secret": "****"}, "declared"), ({"client_secret": "other"}, "other")],
)
def test_what_is_not_told_can_not_differ(
    client: NeonClient, neon: respx.MockRouter, answer: dict[str, str], told: str
) -> None:
    provider = {"id": "google", "type": "standard", "client_id": "g", **answer}
    for path, body in {
        BRANCH: {"db_name": "app"},
        f"{BRANCH}/plugins": {"oauth_providers": [provider], "email_provider": {"type": "shared"}},
        f"{BRANCH}/domains": {"domains": []},
    }.items():
        neon.get(path).mock(return_value=httpx.Response(200, json=body))
    wanted = {"google": AuthProvider(client_id="g", client_secret=Secret("declared"))}
    found = read(client, "p", "b", Auth(webhook=UNSET), wanted)
    assert found is not None
    assert found[1]["google"].client_secret == Secret(told)
    assert client.reads == 3


def test_no_message_repeats_a_secret_that_was_sent(client: NeonClient, neon: respx.MockRouter) -> None:
    refusal = {"code": "", "message": "the limit: GOCSPX-1x2 is not what Google knows"}
    neon.patch(f"{BRANCH}/oauth_providers/google").mock(return_value=httpx.Response(400, json=refusal))
    body = {"client_id": "g", "client_secret": "GOCSPX-1x2"}
    with pytest.raises(NeonApiError) as caught:
        client.put("PATCH", f"{BRANCH}/oauth_providers/google", body)
    assert "GOCSPX-1x2" not in f"{caught.value} {caught.value.summary} {caught.value.detail}"
