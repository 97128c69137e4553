"""Real answers are read: with nulls, with what we don't know, without what may be left out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from neonctl_py.neon import wire

# the shape of a real answer to POST /projects, as Neon gave it in 2025; names and secrets are made up
BORN: dict[str, Any] = {
    "project": {
        "data_storage_bytes_hour": 0,
        "id": "cool-sun-00000000",
        "platform_id": "aws",
        "region_id": "aws-us-east-2",
        "name": "shop",
        "provisioner": "k8s-neonvm",
        "default_endpoint_settings": {
            "autoscaling_limit_min_cu": 0.25,
            "autoscaling_limit_max_cu": 0.25,
            "suspend_timeout_seconds": 0,
        },
        "settings": {
            "allowed_ips": {"ips": [], "protected_branches_only": False},
            "enable_logical_replication": False,
            "maintenance_window": None,
            "block_public_connections": False,
            "block_vpc_connections": False,
        },
        "pg_version": 17,
        "history_retention_seconds": 86400,
        "consumption_period_start": "0001-01-01T00:00:00Z",
        "created_at": "2025-01-16T21:02:04Z",
        "owner_id": "org-cold-star-00000000",
        "org_id": None,
    },
    "connection_uris": [
        {"connection_uri": "postgresql://o:hunter2@h/d", "connection_parameters": {"password": "hunter2"}}
    ],
    "roles": [{"branch_id": "br-1", "name": "o", "password": "hunter2", "protected": False}],
    "databases": [{"id": 1, "branch_id": "br-1", "name": "d", "owner_name": "o"}],
    "operations": [
        {
            "id": "6e5b0d4e-0000-0000-0000-000000000000",
            "project_id": "cool-sun-00000000",
            "branch_id": "br-1",
            "action": "create_timeline",
            "status": "running",
            "failures_count": 0,
            "retry_at": None,
            "total_duration_ms": 0,
        }
    ],
    "branch": {
        "id": "br-1",
        "project_id": "cool-sun-00000000",
        "name": "main",
        "default": True,
        "protected": False,
    },
    "endpoints": [
        {
            "id": "ep-1",
            "branch_id": "br-1",
            "type": "read_write",
            "host": "ep-1.us-east-2.aws.neon.tech",
            "autoscaling_limit_min_cu": 0.25,
            "settings": {},
            "pooler_mode": "transaction",
            "disabled": None,
        }
    ],
}


def test_a_real_answer_is_read_and_its_secrets_stay_masked() -> None:
    answer = wire.ProjectAnswer.model_validate(BORN)
    assert answer.project.org_id is None
    assert answer.operations[0].retry_at is None
    assert answer.endpoints[0].disabled is None
    assert answer.roles[0].password is not None
    assert answer.roles[0].password.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{answer} {answer!r} {answer.model_dump()} {answer.model_dump_json()}"


@pytest.mark.parametrize(
    ("model", "least"),
    [
        (wire.Project, {"id": "p", "name": "n"}),
        (wire.Branch, {"id": "b", "name": "n"}),
        (wire.Endpoint, {"id": "e", "branch_id": "b", "type": "read_write"}),
        (wire.Role, {"name": "r"}),
        (wire.Database, {"name": "d", "owner_name": "o"}),
        (wire.Operation, {"id": "o", "project_id": "p"}),
        (wire.Snapshot, {"id": "s", "name": "n"}),
        (wire.BackupRule, {"frequency": "daily"}),
        (wire.ConnectionUri, {"uri": "postgresql://h/d"}),
        (wire.Region, {"region_id": "aws-us-east-2"}),
        (wire.User, {"id": "u"}),
    ],
)
def test_nothing_but_the_identity_is_required(model: type[wire.Wire], least: dict[str, Any]) -> None:
    nulls = dict.fromkeys(model.model_fields.keys() - least.keys())
    assert model.model_validate(least | nulls | {"new": {"thing": 1}}) == model.model_validate(least)
    for name in least:
        with pytest.raises(ValidationError):
            model.model_validate({key: value for key, value in least.items() if key != name})


def test_settings_given_as_numbers_are_text() -> None:
    settings = wire.EndpointSettings.model_validate({"pg_settings": {"max_connections": 100}})
    assert settings.pg_settings == {"max_connections": "100"}


def test_a_mistake_in_an_answer_does_not_show_the_answer() -> None:
    with pytest.raises(ValidationError) as caught:
        wire.Role.model_validate({"name": ["x"], "password": {"value": "hunter2"}})
    assert "hunter2" not in str(caught.value)
