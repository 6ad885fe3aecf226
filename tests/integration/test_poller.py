"""A small world of feeds on loopback: everything queued once, whatever fails and whenever the poller is killed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.feed_player import Played, play
from tests.support.feed_world import World


async def _whole(path: Path, kills: int) -> tuple[World, Played]:
    async with World(feeds=24, hosts=5, days=2, seed=3) as world:
        return world, await play(world, path, kills=kills)


@pytest.mark.parametrize("kills", [0, 30])
def test_every_entry_is_handed_over_once(tmp_path: Path, kills: int) -> None:
    world, played = asyncio.run(_whole(tmp_path / "feeds.sqlite", kills))
    assert world.requests["304"] > world.requests["200"] > 100
    assert sum(world.requests[fault] for fault in ("429", "503", "500", "hang-up", "truncated", "error-page")) > 10
    assert len(world.due()) > 50
    assert not world.due() - set(played.handed)
    assert {story: times for story, times in played.handed.items() if times > 1} == {}
    assert world.at_once == 1
    assert played.kills == kills
    assert played.edited
