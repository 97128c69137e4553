"""What a file would do to other databases is left out before it is loaded; everything else stays, letter by letter."""

from __future__ import annotations

import pytest
from sql_loading import one_database


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("\\connect shop\nselect 1;\n", "\nselect 1;\n"),
        ("\\c shop;\nselect 1;\n", "\nselect 1;\n"),
        ("\\restrict abc\nselect 1;\n\\unrestrict abc\n", "\nselect 1;\n\n"),
        ("CREATE DATABASE shop WITH TEMPLATE = template0\n  ENCODING = 'a;b';\nselect 1;", "\nselect 1;"),
        ("GRANT ALL ON DATABASE shop TO app;\ngrant all on t to app;", "\ngrant all on t to app;"),
        ("\\set ON_ERROR_STOP 1\n\\set name 'x'\n", "\n\\set name 'x'\n"),
        (
            "COPY t (a) FROM stdin;\nCREATE DATABASE x;\n\\connect y\n\\.\nselect 1;\n",
            "COPY t (a) FROM stdin;\nCREATE DATABASE x;\n\\connect y\n\\.\nselect 1;\n",
        ),
        ("select 'create database x;';\n", "select 'create database x;';\n"),
    ],
)
def test_a_file_stays_in_its_database(written: str, kept: str) -> None:
    assert one_database(written) == kept
