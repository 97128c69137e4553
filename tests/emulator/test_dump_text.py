"""What pg_dump writes around the SQL of one database is taken out, line by line, and nothing else."""

from __future__ import annotations

import pytest

from neonctl_py.emulator.dump_text import one_database, without_extension
from neonctl_py.emulator.errors import EmulatorError

OF_ONE = """\
\\restrict abc
CREATE ROLE alice;
CREATE DATABASE shop WITH TEMPLATE = template0 LOCALE = 'en_US.utf8';
ALTER DATABASE shop OWNER TO alice;
\\connect shop
GRANT CONNECT ON DATABASE shop TO alice;
CREATE TABLE t (a int); -- on DATABASE shop
\\unrestrict abc
"""


def test_what_is_about_whole_databases_is_taken_out() -> None:
    expected = ["", "CREATE ROLE alice;", "", "", "", "", "CREATE TABLE t (a int); -- on DATABASE shop", ""]
    assert one_database(OF_ONE, "dump.sql").splitlines() == expected


def test_a_text_that_connects_to_nothing_keeps_its_databases() -> None:
    assert one_database("CREATE DATABASE shop;\n", "x.sql") == "CREATE DATABASE shop;\n"


@pytest.mark.parametrize("second", ["\\connect b", "\\c b", "\\connect -reuse-previous=on \"dbname='b'\""])
def test_a_text_of_several_databases_is_refused(second: str) -> None:
    with pytest.raises(EmulatorError, match="a, b"):
        one_database(f"\\connect postgres\n\\connect a\nselect 1;\n{second}\n", "all.sql")


def test_an_extension_is_taken_out_with_its_comment() -> None:
    text = (
        "CREATE EXTENSION IF NOT EXISTS pg_cron WITH SCHEMA app;\n"
        "COMMENT ON EXTENSION pg_cron IS 'jobs';\n"
        "create extension pg_cron2;\n"
    )
    assert without_extension(text, "pg_cron") == ("\n\ncreate extension pg_cron2;\n", "app")
    assert without_extension('CREATE EXTENSION "uuid-ossp";\nselect 1;\n', "uuid-ossp") == (
        "\nselect 1;\n",
        "",
    )
