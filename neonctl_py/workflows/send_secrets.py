"""Send the secrets of Neon Auth again: where the platform doesn't show them, no plan can see that they were changed.

Never here: anything that a plan can see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neonctl_py.model.auth import Auth, MailServer
from neonctl_py.model.auth_provider import AuthProvider
from neonctl_py.model.values import Secret
from neonctl_py.neon.kinds.auth import auth_path, mail_body, provider_body
from neonctl_py.workflows.branch_scope import on_branches
from neonctl_py.workflows.plan_stack import neon_client

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.access import NeonAccess


def send_secrets(desired: Desired, access: NeonAccess, *, only_look: bool = False) -> tuple[Address, ...]:
    """Of every provider and mail server of the stack that is there. Gives the addresses whose secrets were sent, or would be where
    the caller wants to ``only_look``.
    """
    with neon_client(desired, access) as client:
        if client is None:
            return ()
        account = on_branches(desired, client, []).account
        sent = []
        for address, value in sorted(desired.objects.items()):
            branch, project = address.container("branch"), address.container("project")
            if address not in account.objects or branch is None or project is None:
                continue
            path = auth_path(account.ids[project], account.ids[branch])
            if isinstance(value, AuthProvider) and isinstance(value.client_secret, Secret):
                if not only_look:
                    client.put("PATCH", f"{path}/oauth_providers/{address.name[0]}", provider_body(value))
                sent.append(address)
            elif isinstance(value, Auth) and isinstance(value.mail_server, MailServer):
                if not only_look:
                    client.put("PATCH", f"{path}/email_provider", mail_body(value.mail_server))
                sent.append(address)
    return tuple(sent)
