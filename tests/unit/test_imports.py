"""Each function loads only what it uses: heavy imports are made in the rooms that need them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import wirewatch

CODE = "import sys, json; sys.path.insert(0, sys.argv[1]); import {module}; print(json.dumps(sorted(sys.modules)))"
ENVIRON = {
    "DATA_BUCKET": "store",
    "ARTICLES_QUEUE_URL": "http://127.0.0.1:1/articles",
    "ALERT_REQUESTS_QUEUE_URL": "http://127.0.0.1:1/hits",
    "DEAD_LETTER_QUEUE_URL": "http://127.0.0.1:1/letters",
    "ALERT_REQUESTS_QUEUE_ARN": "arn:aws:sqs:us-east-1:000000000000:requests",
    "DEAD_LETTER_QUEUE_ARN": "arn:aws:sqs:us-east-1:000000000000:letters",
    "SCHEDULE_GROUP": "wirewatch",
    "SCHEDULE_ROLE_ARN": "arn:aws:iam::000000000000:role/schedules",
    "TABLE_NAME": "table",
    "ALERTS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:alerts",
    "CHAT_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:000000000000:secret:relay",
    "DIGEST_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:digest",
    "OPERATIONS_TOPIC_ARN": "arn:aws:sns:us-east-1:000000000000:operations",
    "DATA_RETENTION_DAYS": "30",
    "WATCHLIST_PREFIX": "watchlists/",
    "POWERTOOLS_SERVICE_NAME": "test",
    "POWERTOOLS_METRICS_NAMESPACE": "test",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1",
}
PACKAGE = Path(wirewatch.__file__).parent
# The edges: what talks to the cloud, and the shell in front of everything.
EDGES = {"aws", "cli", "runtime"}
DOMAIN = sorted(
    ".".join(("wirewatch", *file.relative_to(PACKAGE).with_suffix("").parts))
    for file in PACKAGE.rglob("*.py")
    if file.name != "__init__.py" and file.relative_to(PACKAGE).with_suffix("").parts[0] not in EDGES
)


def loaded(module: str, folder: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(module=module), str(folder)],
        env=ENVIRON,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("function", "never"),
    [
        ("send_alert", {"trafilatura", "lxml", "marisa_trie", "py3langid", "feedparser"}),
        ("process_article", {"ctranslate2", "tokenizers", "feedparser"}),
        ("notify_chat", {"ctranslate2", "tokenizers", "trafilatura", "lxml", "marisa_trie", "numpy"}),
        ("send_digest", {"ctranslate2", "tokenizers", "trafilatura", "lxml", "marisa_trie", "numpy"}),
        ("poll_feeds", {"ctranslate2", "tokenizers", "trafilatura", "marisa_trie"}),
        ("archive_alert", {"ctranslate2", "tokenizers", "trafilatura", "lxml", "marisa_trie", "numpy"}),
        ("compile_watchlist", {"ctranslate2", "tokenizers", "trafilatura", "lxml"}),
    ],
)
def test_a_function_loads_only_what_it_uses(root: Path, function: str, never: set[str]) -> None:
    assert not never & loaded("app", root / "functions" / function)


def test_domain_rooms_know_no_cloud(root: Path) -> None:
    assert len(DOMAIN) > 50
    assert not {"boto3", "botocore", "aws_lambda_powertools"} & loaded(", ".join(DOMAIN), root)


def test_the_shell_starts_without_the_heavy_rooms(root: Path) -> None:
    assert not {"trafilatura", "ctranslate2", "marisa_trie", "boto3"} & loaded("wirewatch.cli.main", root)
