"""The function in front of the board's address serves pages and feeds to who knows the token, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.unit.test_template import Loader, resources, text  # noqa: F401 (fixtures)

NODE = shutil.which("node")
TOKEN = "k" * 40


@pytest.fixture(scope="module")
def code(resources: dict[str, Any]) -> str:  # noqa: F811
    (written,) = resources["BoardRequest"]["Properties"]["FunctionCode"].values()
    return str(written).replace("${BoardToken}", TOKEN)


def answers(code: str, paths: list[str]) -> list[dict[str, Any]]:
    if NODE is None:
        pytest.skip("node is not installed: the function is not run here")
    asked = f"console.log(JSON.stringify({json.dumps(paths)}.map(uri => handler({{request: {{uri, method: 'GET'}}}}))))"
    ran = subprocess.run([NODE, "-e", f"{code}\n{asked}"], capture_output=True, check=True, timeout=30)
    return list(json.loads(ran.stdout))


def test_pages_and_feeds_are_those_of_the_bucket(code: str) -> None:
    paths = {
        f"/{TOKEN}/": "/board/index.html",
        f"/{TOKEN}/2026-03-03.html": "/board/2026-03-03.html",
        f"/{TOKEN}/feed.atom": "/board/feed.atom",
        f"/{TOKEN}/feed.json": "/board/feed.json",
        f"/{TOKEN}/groups/desk/": "/board/groups/desk/index.html",
        f"/{TOKEN}/groups/desk/feed.atom": "/board/groups/desk/feed.atom",
    }
    assert [answer.get("uri") for answer in answers(code, list(paths))] == list(paths.values())


def test_nothing_else_is_served(code: str) -> None:
    other = "x" * 40
    paths = [
        *("/", "/board/index.html", "/index.html", f"/{other}/", f"/{other}/feed.atom", f"/{TOKEN}", f"/{TOKEN}x/"),
        *(f"/{TOKEN}/counts/2026-03-03.json", f"/{TOKEN}/sent/2026", f"/{TOKEN}/../articles/a.json"),
        *(f"/{TOKEN}/groups/desk/sent/x", f"/{TOKEN}/groups/../feed.atom", f"/{TOKEN}/%2e%2e/alerts/feed.atom"),
        *(f"/{TOKEN}/feed.atom/x", f"//{TOKEN}/feed.atom", f"/{TOKEN}/groups/a/b/index.html", f"/{TOKEN}/index.html\n"),
    ]
    kept = [path for path, answer in zip(paths, answers(code, paths), strict=True) if answer.get("statusCode") != 404]
    assert kept == [f"/{TOKEN}/groups/../feed.atom"]  # S3 knows no parents: there is no such key


def test_the_bucket_lets_the_distribution_read_boards_only(resources: dict[str, Any]) -> None:  # noqa: F811
    statements = resources["DataBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    (allowed,) = [one["!If"][1] if "!If" in one else one["If"][1] for one in statements if "If" in str(list(one))]
    assert allowed["Action"] == "s3:GetObject"
    assert "board/*" in str(allowed["Resource"])
    assert "BoardDistribution" in str(allowed["Condition"])
