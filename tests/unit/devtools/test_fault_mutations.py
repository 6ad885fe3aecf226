"""Each guard that the fault test takes out is there to be taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.fault_mutations import GUARDS, without


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_is_taken_out_of_a_copy_alone(guard: str, root: Path, tmp_path: Path) -> None:
    name, guarded, bare = GUARDS[guard]
    ours = tmp_path / "kept" / "wirewatch" / name
    ours.parent.mkdir(parents=True)
    ours.write_bytes((root / "layers" / "wirewatch" / name).read_bytes())
    with without(tmp_path / "kept", guard) as copy:
        changed = (copy / "wirewatch" / name).read_text()
        assert guarded not in changed
        compile(changed, name, "exec")
    assert guarded in ours.read_text()
    assert bare != guarded
