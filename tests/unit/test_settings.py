"""Settings: read once, and refused with the name and the mend."""

from __future__ import annotations

import msgspec
import pytest

from wirewatch.settings import SettingsError, read_settings


class Wanted(msgspec.Struct, kw_only=True):
    store_bucket: str
    retention_days: int = 7


def test_fields_come_from_variables_in_capitals() -> None:
    settings = read_settings(Wanted, {"STORE_BUCKET": "b", "RETENTION_DAYS": "30", "OTHER": "x"})
    assert (settings.store_bucket, settings.retention_days) == ("b", 30)


def test_an_empty_variable_counts_as_none() -> None:
    assert read_settings(Wanted, {"STORE_BUCKET": "b", "RETENTION_DAYS": ""}).retention_days == 7


@pytest.mark.parametrize(
    ("environ", "named"),
    [({}, "store_bucket"), ({"STORE_BUCKET": "b", "RETENTION_DAYS": "soon"}, "retention_days")],
)
def test_what_is_wrong_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(Wanted, environ)
