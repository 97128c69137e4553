"""``settings:`` of a Neon project: the keys of its document."""

from __future__ import annotations

import ipaddress
from typing import Final

from neonctl_py.stack.names import WEEKDAYS
from neonctl_py.stack.scalars import CLOCK, SIZE, Choice, Duration, Flag, Text
from neonctl_py.stack.shapes import Key, ListOf, Record


def _range(text: str) -> str:
    """An address, a network or a range of addresses."""
    try:
        ends = [ipaddress.ip_address(end.strip()) for end in text.split("-")] if "-" in text else []
        if not ends:
            ipaddress.ip_network(text, strict=False)
    except ValueError:
        return "write an address, a network (`203.0.113.0/24`) or a range (`203.0.113.1-203.0.113.9`)"
    return ""


_QUOTA: Final = Record(
    "quota",
    {
        "active_time": Key(Duration(0), "How long computes may be active in a period."),
        "compute_time": Key(Duration(0), "How much CPU time computes may use in a period."),
        "written_data": Key(SIZE, "How much may be written in a period."),
        "data_transfer": Key(SIZE, "How much may be sent out in a period."),
        "logical_size": Key(SIZE, "How large a branch may become."),
    },
    "a quota",
)
PROJECT_SETTINGS: Final = Record(
    "project_settings",
    {
        "allowed_ips": Key(
            Record(
                "allowed_ips",
                {
                    "ips": Key(
                        ListOf(Text("an IP address or network", _range), "addresses"),
                        "Who may connect; none: everyone.",
                    ),
                    "protected_branches_only": Key(Flag(), "Only protected branches are closed to others."),
                },
                "allowed IPs",
            ),
            "Who may connect.",
            nullable=True,
        ),
        "logical_replication": Key(Flag(), "wal_level=logical; can't be switched off again.", nullable=True),
        "maintenance_window": Key(
            Record(
                "maintenance_window",
                {
                    "weekdays": Key(
                        ListOf(Choice(WEEKDAYS), "weekdays", 1), "The days: mon … sun.", required=True
                    ),
                    "from": Key(CLOCK, "When it begins, in UTC.", required=True),
                    "to": Key(CLOCK, "When it ends, in UTC.", required=True),
                },
                "a maintenance window",
            ),
            "When the platform may restart computes.",
            nullable=True,
        ),
        "block_public_connections": Key(Flag(), "Refuse connections from the internet.", nullable=True),
        "block_vpc_connections": Key(Flag(), "Refuse connections from VPC endpoints.", nullable=True),
        "audit_log_level": Key(
            Choice(("base", "extended", "full")), "How much the audit log tells.", nullable=True
        ),
        "hipaa": Key(Flag(), "HIPAA mode.", nullable=True),
        "preload_libraries": Key(
            Record(
                "preload_libraries",
                {
                    "use_defaults": Key(Flag(), "Also the platform's own."),
                    "enabled": Key(ListOf(Text("a library's name"), "libraries"), "The libraries."),
                },
                "preloaded libraries",
            ),
            "Libraries that new computes preload.",
            nullable=True,
        ),
        "quota": Key(_QUOTA, "What the project may consume; not written: no limit.", nullable=True),
    },
    "a project's settings",
)
