"""Each function may do what it does, and nothing else; secrets are seen by nobody."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from devtools.testbed.permissions import FUNCTIONS, printed, table_of
from tests.support.fake_chat import TOKEN
from tests.support.pages import dump


def test_an_alert_goes_on_to_the_chat_and_its_secret_nowhere(stack: Any) -> None:
    stack.drop("chat.txt", dump(840, ("Nauru",)))
    stack.settle()
    assert any("Nauru" in taken["title"] for taken in stack.chat.taken)
    for function in FUNCTIONS:
        variables = stack.lambdas.get_function_configuration(FunctionName=stack.name_of(function))["Environment"]
        assert TOKEN not in json.dumps(variables)
    events = [
        event["message"]
        for function in FUNCTIONS
        for event in stack.logs.filter_log_events(logGroupName=stack.name_of(f"{function}Log"))["events"]
    ]
    assert events
    assert not any(TOKEN in event for event in events)


@pytest.mark.last
def test_every_call_has_its_right_and_every_right_its_use(stack: Any, whole: bool) -> None:
    stack.settle()
    lines = table_of(stack.running, stack.calls)
    if place := os.environ.get("RIGHTS_TABLE"):
        Path(place).write_text(printed(lines))
    wrong = [line for line in lines if line.wrong and (whole or line.used)]
    assert not wrong, printed(wrong)
