import pytest

from tests.support.hostile_watchlists import CASES
from wirewatch.watchlists import loader
from wirewatch.watchlists.models import WatchlistError


@pytest.mark.parametrize(("name", "data", "ends"), CASES.values(), ids=CASES.keys())
def test_a_hostile_watchlist_ends_as_it_should(name: str, data: bytes, ends: int | str) -> None:
    if isinstance(ends, int):
        assert len(loader.parse(data, name=name).entries) == ends
        return
    with pytest.raises(WatchlistError) as caught:
        loader.parse(data, name=name)
    assert ends in str(caught.value)
    assert max(len(str(problem)) for problem in caught.value.problems) < 600
