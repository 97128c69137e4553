"""The table of codes in the docstring is the table that is used."""

from __future__ import annotations

from neonctl_py.stack import codes


def test_the_docstring_is_the_table() -> None:
    """Same codes, severities and summaries."""
    rows = [line.split(maxsplit=2) for line in (codes.__doc__ or "").splitlines() if line.startswith("NP")]

    assert {code: (severity, summary.strip()) for code, severity, summary in rows} == codes.CODES
    assert len(rows) == len(codes.CODES)
