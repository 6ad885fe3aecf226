"""The board in a real browser: it loads, filters and shows its evidence, asks for nothing, and passes axe.

Needs Debian's chromium and chromium-driver; axe-core's axe.min.js is named by the variable AXE. Where they are not, the
test says so and is skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.sample_digest import sample
from wirewatch.digests import board

DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
)


class Quiet(SimpleHTTPRequestHandler):
    asked: list[str] = []

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        Quiet.asked.append(self.path)
        super().do_GET()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if DRIVER is None:
        pytest.skip("chromedriver is not installed (Debian: chromium chromium-driver): the board is not opened here")
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    folder = tmp_path_factory.mktemp("board")
    (folder / "index.html").write_text(board.page(sample()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = ChromeOptions()
    for flag in (*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(DRIVER))
    driver.get(f"http://127.0.0.1:{server.server_port}/index.html")
    yield driver
    driver.quit()
    server.shutdown()


def shown(browser: Any) -> int:
    return int(browser.execute_script("return document.querySelectorAll('.stories > li:not([hidden])').length"))


def put(browser: Any, field: str, value: str) -> None:
    script = "const f = document.getElementById(arguments[0]); f.value = arguments[1]; f.form.dispatchEvent(new Event('input'))"
    browser.execute_script(script, field, value)


def test_it_loads_without_an_error_or_an_outside_request(browser: Any) -> None:
    assert "wirewatch" in browser.title
    errors = [line for line in browser.get_log("browser") if "favicon" not in line["message"]]
    assert errors == []
    assert set(Quiet.asked) <= {"/index.html", "/favicon.ico"}
    events = [json.loads(line["message"])["message"] for line in browser.get_log("performance")]
    asked = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    # The browser's own first page is its own.
    outside = [url for url in asked if not url.startswith(("chrome://", "chrome-untrusted://", "data:"))]
    assert outside
    assert all(url.startswith("http://127.0.0.1:") for url in outside), outside


def test_its_filters_narrow_what_is_shown(browser: Any) -> None:
    everything = shown(browser)
    assert everything == len(sample().stories)
    put(browser, "entry", "NO")
    assert 0 < shown(browser) < everything
    assert browser.find_element("id", "shown").text == f"{shown(browser)} of {everything} shown"
    put(browser, "entry", "")
    put(browser, "words", "Skarnes dam")
    assert shown(browser) == 1
    put(browser, "words", "")
    put(browser, "priority", "high")
    assert 0 < shown(browser) < everything
    put(browser, "priority", "")
    assert shown(browser) == everything


def test_a_story_opens_to_its_evidence_by_the_keyboard(browser: Any) -> None:
    summary = browser.find_element("css selector", ".stories summary")
    mark = browser.find_element("css selector", "details mark")
    outlet = browser.find_element("css selector", "details .timeline a")
    assert not mark.is_displayed()
    summary.send_keys("\ue007")
    assert mark.is_displayed()
    assert mark.text
    assert outlet.is_displayed()


def violations(browser: Any) -> list[Any] | None:
    """What axe finds; None where it is not there."""
    path = os.environ.get("AXE", "")
    if not path:
        return None
    # Evaluated by the driver: the page's own policy lets no script in.
    result = browser.execute_async_script(Path(path).read_text() + ";axe.run().then(arguments[arguments.length - 1])")
    assert len(result["passes"]) > 15
    return [(found["id"], [node["html"][:100] for node in found["nodes"]]) for found in result["violations"]]


def test_it_passes_axe(browser: Any) -> None:
    found = violations(browser)
    if found is None:
        pytest.skip("AXE does not name axe.min.js (npm pack axe-core): accessibility is not checked here")
    assert found == []


@pytest.mark.parametrize("width", [360, 768, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_whole_and_passes_axe_at_every_width(browser: Any, width: int, scheme: str) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    try:
        beyond = browser.execute_script(
            "const w = document.documentElement.clientWidth; return [...document.querySelectorAll('body *')]"
            ".filter(e => !e.closest('.hidden') && e.getBoundingClientRect().right > w + 1).map(e => e.outerHTML.slice(0, 80))"
        )
        assert width - 20 <= browser.execute_script("return document.documentElement.clientWidth") <= width
        assert beyond == []
        assert violations(browser) in ([], None)
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_the_stories_come_before_the_charts(browser: Any) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    tops = [browser.find_element("css selector", one).rect["y"] for one in (".stories", ".map")]
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert tops == sorted(tops)
