"""``python -m neonctl_py.emulator serve --data-dir D``: the embedded Neon in the foreground.

Never here: anything but reading the command line.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.layout import default_data_dir
from neonctl_py.emulator.server import serve


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="neonctl_py.emulator", description="The Neon API over a local Postgres"
    )
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("serve", help="run in the foreground")
    command.add_argument("--data-dir", type=Path, default=default_data_dir())
    command.add_argument("--pg-bin", type=Path, help="the folder of initdb, postgres and their friends")
    command.add_argument("--port", type=int, default=0, help="of the API; a free one when not given")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        serve(arguments.data_dir, arguments.pg_bin, arguments.port)
    except EmulatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
