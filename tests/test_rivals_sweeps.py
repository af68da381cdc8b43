"""The tools that Corridor's studies are held against live the same runs."""

from experiments.rivals import sweepers, sweeps
from sim.model import run


def test_mesa_lives_the_same_runs(tmp_path, monkeypatch):
    mark = tmp_path / "mishap"
    mark.write_text("none", encoding="utf-8")
    monkeypatch.setenv(sweeps.MARK, str(mark))
    monkeypatch.setattr(sweepers, "WORLDS", 2)
    monkeypatch.setattr(sweepers, "WORKERS", 1)
    found = {(row["arm"], row["world"]): row[sweeps.OUTCOME] for row in sweepers.mesa_batch_run()}
    here = {(arm, world): run(sweeps.scenario_of(arm), world).outcomes[sweeps.OUTCOME] for arm in sweeps.ARMS for world in (1, 2)}
    assert found == here
