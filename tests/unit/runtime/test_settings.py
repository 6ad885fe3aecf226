"""Settings: read once, and refused with the name and the mend."""

from __future__ import annotations

import msgspec
import pytest

from wirewatch.runtime.settings import FetchSettings, SettingsError, load_settings


class Wanted(msgspec.Struct, kw_only=True):
    data_bucket: str
    data_retention_days: int = 7


def test_fields_come_from_variables_in_capitals() -> None:
    settings = load_settings(Wanted, {"DATA_BUCKET": "b", "DATA_RETENTION_DAYS": "30", "OTHER": "x"})
    assert (settings.data_bucket, settings.data_retention_days) == ("b", 30)


def test_an_empty_variable_counts_as_none() -> None:
    assert load_settings(Wanted, {"DATA_BUCKET": "b", "DATA_RETENTION_DAYS": ""}).data_retention_days == 7


@pytest.mark.parametrize(
    ("environ", "named"),
    [({}, "data_bucket"), ({"DATA_BUCKET": "b", "DATA_RETENTION_DAYS": "soon"}, "data_retention_days")],
)
def test_what_is_wrong_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(Wanted, environ)


@pytest.mark.parametrize("ports", ["http", "80,", "0", "65536", "80;443", "-1", "８０"])
def test_a_port_that_is_none_is_named(ports: str) -> None:
    with pytest.raises(SettingsError, match="FETCH_ALLOWED_PORTS"):
        load_settings(FetchSettings, {"FETCH_ALLOWED_PORTS": ports}).fetch_options()


def test_where_may_be_fetched_from() -> None:
    found = load_settings(
        FetchSettings, {"FETCH_ALLOWED_PORTS": "80, 8080", "FETCH_ALLOWED_NETWORKS": "10.0.0.0/8, fd00::/8"}
    ).fetch_options()
    assert found == {"allow": ["10.0.0.0/8", "fd00::/8"], "ports": [80, 8080]}
