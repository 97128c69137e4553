"""Neon Auth of a branch: its settings, kept and given back, and the schema that it brings. Nobody signs in here.

Never here: tokens, e-mails, and users.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api.call import Answer, Call, Route
from neonctl_py.emulator.api.problem import Problem, invalid_field, not_found
from neonctl_py.emulator.compute_settings import primary_endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.emulator.api.fields import Fields
    from neonctl_py.emulator.store import Document

_KINDS = ("mock", "stack", "better_auth")
_PROVIDERS = ("google", "github", "microsoft", "vercel")
_EVENTS = (
    "user.before_create", "user.created", "send.otp", "send.magic_link", "organization.invitation.created",
    "organization.invitation.accepted", "phone_number.verified",
)  # fmt: skip
_EMAIL = {
    "enabled": True,
    "email_verification_method": "otp",
    "require_email_verification": False,
    "auto_sign_in_after_verification": True,
    "send_verification_email_on_sign_up": False,
    "send_verification_email_on_sign_in": False,
    "disable_sign_up": False,
}
_PLUGINS = {
    "organization": {
        "enabled": True,
        "organization_limit": 10,
        "membership_limit": 100,
        "creator_role": "owner",
        "send_invitation_email": False,
    },
    "magic-link": {"enabled": False, "expires_in": 5, "disable_sign_up": False},
    "phone-number": {"enabled": False, "otp_expires_in": 300},
}
_LIMITS = {
    "expires_in": (5, 1440),
    "otp_expires_in": (60, 600),
    "organization_limit": (1, 2**31 - 1),
    "membership_limit": (1, 2**31 - 1),
}
_CHOICES = {"email_verification_method": ("link", "otp"), "creator_role": ("admin", "owner")}


def _get(call: Call) -> Answer:
    return Answer(_wire(call, _auth(call)))


def _enable(call: Call) -> Answer:
    plane = call.plane
    body = call.body()
    kind = body.choice("auth_provider", _KINDS, required=True)
    asked = body.text("database_name")
    body.finish()
    branch = plane.branch(call.project_id, call.branch_id)
    plane.synchronize(branch)
    names = [row["name"] for row in plane.store.find("database", branch=branch["id"])]
    database = asked or (names[0] if names else "")
    if plane.store.get("database", f"{branch['id']}/{database}") is None:
        raise not_found("database")
    if plane.store.get("auth", branch["id"]) is not None:
        raise Problem(409, "Neon Auth is already enabled on this branch")
    auth: Document = {
        "auth_provider": kind,
        "auth_provider_project_id": str(uuid.uuid4()),
        "branch_id": branch["id"],
        "project_id": call.project_id,
        "db_name": database,
        "created_at": plane.clock.stamp(),
        "owned_by": "neon",
        "name": plane.project(call.project_id)["name"],
        "_email": _EMAIL,
        "_plugins": _PLUGINS,
        "_mail_server": {"type": "shared"},
        "_providers": {"google": {"id": "google", "type": "shared"}},
        "_domains": [],
        "_localhost": True,
        "_webhook": {"enabled": False, "timeout_seconds": 5},
    }
    with plane.store.transaction():
        plane.store.put("auth", branch["id"], auth)
        plane.change_compute(branch, [["neon_auth", database]])
    keys = {"pub_client_key": f"pck_{uuid.uuid4().hex}", "secret_server_key": f"ssk_{uuid.uuid4().hex}"}
    places = {"schema_name": "neon_auth", "table_name": "user"}
    shown = _wire(call, auth)
    wanted = ("auth_provider", "auth_provider_project_id", "jwks_url", "base_url")
    return Answer({**{name: shown[name] for name in wanted}, **keys, **places}, 201)


def _disable(call: Call) -> Answer:
    body = call.body()
    delete_data = body.boolean("delete_data") or False
    body.finish()
    auth = _auth(call)
    with call.plane.store.transaction():
        call.plane.store.delete("auth", auth["branch_id"])
        if delete_data:
            branch = call.plane.branch(call.project_id, call.branch_id)
            call.plane.change_compute(branch, [["drop_neon_auth", auth["db_name"]]])
    return Answer({})


def _domains(call: Call) -> Answer:
    auth = _auth(call)
    rows = [{"domain": name, "auth_provider": auth["auth_provider"]} for name in auth["_domains"]]
    return Answer({"domains": rows})


def _add_domain(call: Call) -> Answer:
    body = call.body()
    domain = body.required_text("domain")
    body.choice("auth_provider", _KINDS, required=True)
    body.finish()
    if "://" not in domain:
        raise invalid_field("domain", "must be a URI")
    auth = _auth(call)
    if domain not in auth["_domains"]:
        _put(call, {**auth, "_domains": [*auth["_domains"], domain]})
    return Answer({}, 201)


def _remove_domains(call: Call) -> Answer:
    body = call.body()
    rows = body.objects("domains", required=True)
    gone = {row.required_text("domain") for row in rows}
    body.choice("auth_provider", _KINDS, required=True)
    body.finish()
    auth = _auth(call)
    _put(call, {**auth, "_domains": [name for name in auth["_domains"] if name not in gone]})
    return Answer({})


def _providers(call: Call) -> Answer:
    return Answer({"providers": list(_auth(call)["_providers"].values())})


def _add_provider(call: Call) -> Answer:
    body = call.body()
    name = body.choice("id", _PROVIDERS, required=True) or ""
    auth = _auth(call)
    if auth["_providers"].get(name, {}).get("type") == "standard":
        raise Problem(409, f"OAuth provider {name} is already configured")
    return _keep_provider(call, auth, {"id": name, "type": "shared"}, body)


def _update_provider(call: Call) -> Answer:
    auth = _auth(call)
    return _keep_provider(call, auth, _provider(call, auth), call.body())


def _keep_provider(call: Call, auth: Document, provider: dict[str, Any], body: Fields) -> Answer:
    for name in ("client_id", "client_secret"):
        if (said := body.text(name)) is not None:
            provider = {**provider, name: said, "type": "standard"}
    body.text("microsoft_tenant_id")
    body.finish()
    if provider["type"] == "standard" and not {"client_id", "client_secret"} <= provider.keys():
        raise Problem(400, "client_id and client_secret must be given together")
    _put(call, {**auth, "_providers": {**auth["_providers"], provider["id"]: provider}})
    return Answer(provider)


def _remove_provider(call: Call) -> Answer:
    auth = _auth(call)
    gone = _provider(call, auth)["id"]
    _put(call, {**auth, "_providers": {k: v for k, v in auth["_providers"].items() if k != gone}})
    return Answer({})


def _provider(call: Call, auth: Document) -> dict[str, Any]:
    found: dict[str, Any] | None = auth["_providers"].get(call.arguments["provider_id"])
    if found is None:
        raise not_found("OAuth provider")
    return found


def _email(call: Call) -> Answer:
    return Answer(_auth(call)["_email"])


def _set_email(call: Call) -> Answer:
    auth = _auth(call)
    kept = _merged(call.body(), auth["_email"])
    _put(call, {**auth, "_email": kept})
    return Answer(kept)


def _mail_server(call: Call) -> Answer:
    return Answer(_auth(call)["_mail_server"])


def _set_mail_server(call: Call) -> Answer:
    body = call.body()
    kind = body.choice("type", ("standard", "shared"), required=True)
    kept: dict[str, Any] = {"type": kind}
    if kind == "standard":
        for name in ("host", "username", "password", "sender_email", "sender_name"):
            kept[name] = body.required_text(name)
        kept["port"] = body.integer("port", 1, 65535, required=True)
    else:
        said = {name: body.text(name) for name in ("sender_email", "sender_name")}
        kept |= {name: text for name, text in said.items() if text is not None}
    body.finish()
    _put(call, {**_auth(call), "_mail_server": kept})
    return Answer(kept)


def _localhost(call: Call) -> Answer:
    return Answer({"allow_localhost": _auth(call)["_localhost"]})


def _set_localhost(call: Call) -> Answer:
    body = call.body()
    allowed = body.boolean("allow_localhost")
    body.finish()
    if allowed is None:
        raise invalid_field("allow_localhost", "is required")
    _put(call, {**_auth(call), "_localhost": allowed})
    return Answer({"allow_localhost": allowed})


def _all_plugins(call: Call) -> Answer:
    auth = _auth(call)
    plugins = {name.replace("-", "_"): value for name, value in auth["_plugins"].items()}
    return Answer(
        {
            **plugins,
            "email_provider": auth["_mail_server"],
            "email_and_password": auth["_email"],
            "oauth_providers": list(auth["_providers"].values()),
            "allow_localhost": auth["_localhost"],
        }
    )


def _set_plugin(name: str) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        auth = _auth(call)
        kept = _merged(call.body(), auth["_plugins"][name])
        _put(call, {**auth, "_plugins": {**auth["_plugins"], name: kept}})
        return Answer(kept)

    return answer


def _set_config(call: Call) -> Answer:
    body = call.body()
    name = body.required_text("name")
    body.finish()
    _put(call, {**_auth(call), "name": name})
    return Answer({"name": name})


def _webhook(call: Call) -> Answer:
    return Answer(_auth(call)["_webhook"])


def _set_webhook(call: Call) -> Answer:
    body = call.body()
    enabled, url = body.boolean("enabled"), body.text("webhook_url")
    events = body.items("enabled_events") or []
    seconds = body.integer("timeout_seconds", 1, 10) or 5
    body.finish()
    if enabled is None:
        raise invalid_field("enabled", "is required")
    if unknown := [event for event in events if event not in _EVENTS]:
        raise invalid_field("enabled_events", f"{unknown[0]} is no event")
    if enabled and not url:
        raise invalid_field("webhook_url", "is required")
    kept = {"enabled": enabled, "enabled_events": events, "timeout_seconds": seconds}
    kept |= {"webhook_url": url} if url else {}
    _put(call, {**_auth(call), "_webhook": kept})
    return Answer(kept)


def _merged(body: Fields, before: dict[str, Any]) -> dict[str, Any]:
    """What is said replaces what was there, field by field."""
    said: dict[str, Any] = {}
    for name in before:
        if name in _LIMITS:
            said[name] = body.integer(name, *_LIMITS[name])
        elif name in _CHOICES:
            said[name] = body.choice(name, _CHOICES[name])
        else:
            said[name] = body.boolean(name)
    body.finish()
    return before | {name: value for name, value in said.items() if value is not None}


def _auth(call: Call) -> Document:
    branch = call.plane.branch(call.project_id, call.branch_id)
    found = call.plane.store.get("auth", branch["id"])
    if found is None:
        raise not_found("Neon Auth integration")
    return found


def _put(call: Call, auth: Document) -> None:
    call.plane.store.put("auth", auth["branch_id"], auth)


def _wire(call: Call, auth: Document) -> dict[str, Any]:
    branch = call.plane.branch(call.project_id, call.branch_id)
    endpoint = primary_endpoint(call.plane.store, branch)
    region = call.plane.project(call.project_id)["region_id"].removeprefix("aws-")
    host = f"{endpoint['id'] if endpoint else branch['id']}.neonauth.{region}.aws.neon.tech"
    base = f"https://{host}/{auth['db_name']}/auth"
    shown = {name: value for name, value in auth.items() if not name.startswith("_") and name != "project_id"}
    return {**shown, "base_url": base, "jwks_url": f"{base}/.well-known/jwks.json"}


_AUTH = "/projects/<project_id>/branches/<branch_id>/auth"
_ONE_PROVIDER = f"{_AUTH}/oauth_providers/<provider_id>"

ROUTES = (
    Route("GET", _AUTH, _get),
    Route("POST", _AUTH, _enable, changes=True),
    Route("DELETE", _AUTH, _disable, changes=True),
    Route("GET", f"{_AUTH}/domains", _domains),
    Route("POST", f"{_AUTH}/domains", _add_domain, changes=True),
    Route("DELETE", f"{_AUTH}/domains", _remove_domains, changes=True),
    Route("GET", f"{_AUTH}/oauth_providers", _providers),
    Route("POST", f"{_AUTH}/oauth_providers", _add_provider, changes=True),
    Route("PATCH", _ONE_PROVIDER, _update_provider, changes=True),
    Route("DELETE", _ONE_PROVIDER, _remove_provider, changes=True),
    Route("GET", f"{_AUTH}/email_and_password", _email),
    Route("PATCH", f"{_AUTH}/email_and_password", _set_email, changes=True),
    Route("GET", f"{_AUTH}/email_provider", _mail_server),
    Route("PATCH", f"{_AUTH}/email_provider", _set_mail_server, changes=True),
    Route("GET", f"{_AUTH}/allow_localhost", _localhost),
    Route("PATCH", f"{_AUTH}/allow_localhost", _set_localhost, changes=True),
    Route("GET", f"{_AUTH}/plugins", _all_plugins),
    *(
        Route("PATCH", f"{_AUTH}/plugins/{name}", _set_plugin(name), changes=True)
        for name in ("organization", "magic-link", "phone-number")
    ),
    Route("PATCH", f"{_AUTH}/config", _set_config, changes=True),
    Route("GET", f"{_AUTH}/webhooks", _webhook),
    Route("PUT", f"{_AUTH}/webhooks", _set_webhook, changes=True),
)
