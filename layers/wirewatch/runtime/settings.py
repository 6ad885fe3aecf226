"""A function's settings: read from its environment and validated once, when it starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class FetchSettings(msgspec.Struct, kw_only=True):
    """The settings of a function that fetches: what it may reach besides public addresses on the usual ports."""

    fetch_allowed_networks: str = ""
    """Networks that may be fetched from although they are not public, parted by commas: an intranet's, say."""
    fetch_allowed_ports: str = "80,443"

    def fetch_options(self) -> dict[str, Any]:
        """The same as options of ``Fetcher``.

        Raises:
            SettingsError: a port is none.
        """
        allow = [network.strip() for network in self.fetch_allowed_networks.split(",") if network.strip()]
        ports = [port.strip() for port in self.fetch_allowed_ports.split(",")]
        if wrong := [port for port in ports if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536)]:
            raise SettingsError(
                f"FETCH_ALLOWED_PORTS: {wrong[0]!r} is no port; write numbers parted by commas, like 80,443"
            )
        return {"allow": allow, "ports": [int(port) for port in ports]}


class SettingsError(Exception):
    """The environment lacks a setting or holds one that cannot be used; the message names it and the mend."""


def load_settings(kind: type[T], environ: Mapping[str, str] = os.environ) -> T:
    """Fill ``kind`` from the environment: the field ``store_bucket`` from ``DATA_BUCKET``, and so on.

    Numbers and booleans are converted from text.

    Raises:
        SettingsError: a field without a default has no variable, or a variable does not fit its field.
    """
    fields = {name: environ[name.upper()] for name in kind.__struct_fields__ if environ.get(name.upper())}
    try:
        return msgspec.convert(fields, kind, strict=False)
    except msgspec.ValidationError as error:
        wanted = ", ".join(name.upper() for name in kind.__struct_fields__)
        raise SettingsError(
            f"environment of this function: {error}; wanted are {wanted} (template.yaml sets them: deploy it again)"
        ) from error
