"""Text that was decoded wrongly is put right where that is certain, and left alone where it is not."""

from __future__ import annotations

import pytest

from wirewatch.text.mojibake import repair


@pytest.mark.parametrize(
    "meant",
    [
        "für",
        "don’t",
        "Паром",
        "Łódź",
        "Ψήφος",
        "Çeşme",
        "A price of 5 € a day",
        "北海道の雪祭り",
        "مجلس الوزراء",
        "😀 launch",
        "Tokyo 雪",
        "ﬁnal ofﬁce",
    ],
)
def test_utf8_that_was_read_as_windows_1252_is_put_right(meant: str) -> None:
    misread = "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in meant.encode())
    assert repair(misread) == meant


@pytest.mark.parametrize("meant", ["Óµº", "Ôµº", "Àéö", "São Tomé", "ÅÄÖ", "Ñandú", "Ā²", "ÎÂÎ"])
def test_what_may_be_meant_is_left_alone(meant: str) -> None:
    assert repair(meant) == meant
