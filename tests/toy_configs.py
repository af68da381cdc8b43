"""A small folder of presets, so that the door is tried without the presets that come with Corridor."""

from pathlib import Path

import pytest

FILES = {
    "scenario/enclave.yaml": """
        name: enclave
        title: A toy
        start: 2020-11-10
        presets: {mandate: skeletal, guarantees: none, observers: none, resources: lean, uncertainty: narrow}
        armed_actor: {aims: 9e-1}
        """,
    "scenario/plain.yaml": "name: plain",
    "mandate/skeletal.yaml": """
        title: On paper
        roe: observer
        consent: {quality: 0.5}
        tasks: [line, escorts]
        """,
    "mandate/strong.yaml": "{roe: enforce_access, term_days: 365}",
    "mandate/skeletal_2020.yaml": "title: usual",
    "resources/lean.yaml": "contributors: {sponsor: {troops: 900}, helper: {troops: 100, ties: ties_steady}}",
    "resources/as_2020.yaml": "{}",
    "guarantees/none.yaml": "{}",
    "guarantees/coalition.yaml": "guarantors: {north: {capability: 1.5}}",
    "observers/none.yaml": "{}",
    "uncertainty/narrow.yaml": "priors: {mandate.consent.quality: {kind: uniform, low: 0.4, high: 0.6}}",
    "uncertainty/wide.yaml": "priors: {theory.pi: {kind: uniform, low: 0, high: 1}}",
}


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy presets in the place of Corridor's own; gives their folder."""
    folder = tmp_path / "configs"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for module in ("sim.scenario.presets", "experiments.compose"):
        monkeypatch.setattr(f"{module}.configs_dir", lambda: folder)
    monkeypatch.chdir(tmp_path)
    return folder
