"""One HTML file that answers the question: offline, self-contained, fit to be mailed and printed."""

import base64
from collections.abc import Mapping, Sequence
from itertools import count, groupby
from pathlib import Path
from typing import Any

from experiments.analysis import Comparison, compare, failures
from experiments.answer import three_sentences, typographic
from experiments.columns import rows, size
from experiments.picture import Picture
from experiments.protocol import not_for
from experiments.rounding import bracketed, minus

TEMPLATES = Path(__file__).parent / "templates"
OF_ARMS = ("arms", "paired_differences", "onsets", "over_time")
ESSAY = ("map", "escorts")  # where patrols and incidents were; farm escorts before and after

ATTRIBUTIONS = (
    "Roads and settlement coordinates: OpenStreetMap contributors, Open Database Licence (ODbL).",
    "Settlement coordinates and populations: GeoNames, CC BY 4.0; Wikipedia (numbers only).",
    (
        "Distances to the line and casualty patterns: figures derived from data published by the International Crisis"
        " Group, Europe and Central Asia Program (GPL v3)."
    ),
    "The question and the account it starts from: the essay by Olesya Vartanyan on the mission in Nagorno-Karabakh.",
)


def write_report(
    out_dir: str | Path,
    outcomes: Any,
    arms: Mapping[str, Any],
    meta: Mapping[str, Any],
    figures: Sequence[Picture] = (),
    name: str = "report.html",
) -> Path:
    """Writes OUT/NAME and returns its path.

    `outcomes`: the table of worlds and arms, or None for a single run (then `meta["story"]` tells it).
    `arms`: name to words, or to {title, words, differences: [text, ...]}; the first is the
    baseline unless meta names one.
    `meta`, all optional: title, question, baseline, command, version, configuration_hash, seeds, worlds, story,
    assumptions [{setting, value, unit, status, source}], priors [{setting, prior, source}], attributions [text], note,
    why (`turning.told_turns`), pair (`pair.told`), player (HTML of `page.player_html`),
    claims (`held.claims_held`; None: never judged), folder.
    """
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    text = page(outcomes, arms, meta, figures)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)
    return path


def page(outcomes: Any, arms: Mapping[str, Any], meta: Mapping[str, Any], figures: Sequence[Picture] = ()) -> str:
    """The report as HTML text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    described = {name: _arm(name, given) for name, given in arms.items()}
    baseline = meta.get("baseline") or next(iter(arms), "")
    found = compare(outcomes, baseline) if outcomes is not None else []
    titles = {name: arm["title"] for name, arm in described.items()}
    numbered = _groups(figures)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        title=meta.get("title") or "Corridor: a comparison of mandates",
        question=meta.get("question", ""),
        meta=dict(meta),
        arms=described if any(arm["words"] or arm["differences"] for arm in described.values()) else {},
        baseline=baseline,
        answer=[typographic(sentence) for sentence in three_sentences(found, titles)],
        tables=_tables(found, titles),
        groups=numbered,
        drawn_from=_drawn_from(numbered),
        note=meta.get("note", ""),
        why=meta.get("why", ()),
        pair=meta.get("pair"),
        player=Markup(meta.get("player", "")),
        assets=_assets() if meta.get("player") else {},
        is_judged="claims" in meta,
        claims=meta.get("claims"),
        folder=meta.get("folder", ""),
        failed=_failed(outcomes),
        reproduce=_reproduce(meta, described),
        must_not=not_for.sentences(),
        attributions=meta.get("attributions") or ATTRIBUTIONS,
        assumptions=list(meta.get("assumptions", ())),
        priors=list(meta.get("priors", ())),
        story=meta.get("story", ""),
        pairing=_pairing(found),
    )


def _arm(name: str, given: Any) -> dict[str, Any]:
    """An arm's title, words and differences, from a text or a mapping."""
    given = {"words": given} if isinstance(given, str) else dict(given)
    title = given.get("title") or name.replace("_", " ")
    return {
        "title": title[:1].upper() + title[1:],
        "words": given.get("words", ""),
        "differences": [str(text).replace("->", "\u2192") for text in given.get("differences", ())],
    }


def _tables(found: Sequence[Comparison], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The table of arms and the table of paired differences, as heads and rows of (value, interval)."""
    names = list(dict.fromkeys(row.arm for row in found))
    heads = list(dict.fromkeys(f"P({row.words})" if row.unit == "share" else row.words for row in found))
    heads = [head.replace("> ", ">\u00a0").replace(" days", "\u00a0days") for head in heads]
    levels = [
        (titles.get(n, n), _worlds(found, n), [_cell(row, False) for row in found if row.arm == n]) for n in names
    ]
    apart = [
        (titles.get(n, n), _pairs(found, n), [_cell(row, True) for row in found if row.arm == n]) for n in names[1:]
    ]
    tables = [{"caption": "Each arm: estimate and 95 % interval", "count": "worlds", "heads": heads, "rows": levels}]
    if apart:
        caption = (
            f"Difference from {titles.get(names[0], names[0])} in the same worlds: mean and 95 % interval (pp:"
            " percentage points)"
        )
        tables.append({"caption": caption, "count": "pairs", "heads": heads, "rows": apart})
    return tables if found else []


def _cell(row: Comparison, is_difference: bool) -> dict[str, Any]:
    interval = row.difference if is_difference else row.here
    value, bounds = map(minus, bracketed(interval, row.unit, is_difference))
    return {"value": value, "bounds": bounds, "is_clear": is_difference and not interval.low <= 0 <= interval.high}


def _worlds(found: Sequence[Comparison], name: str) -> int:
    return max(row.here.n for row in found if row.arm == name)


def _pairs(found: Sequence[Comparison], name: str) -> int:
    return max(row.difference.n for row in found if row.arm == name and row.difference)


def _pairing(found: Sequence[Comparison]) -> list[str]:
    """What pairing saved: the worlds that unpaired arms would have needed, for displaced persons."""
    mine = [
        row
        for row in found
        if row.measure == "displaced_persons" and row.difference and 0 < row.worlds_if_unpaired < 1e9
    ]
    if not mine:
        return []
    least, most = min(r.worlds_if_unpaired for r in mine), max(r.worlds_if_unpaired for r in mine)
    span = f"{least:,.0f}" if round(least) == round(most) else f"{least:,.0f} to {most:,.0f}"
    return [
        f"Every arm met the same worlds. For persons displaced, separate worlds would have had to number {span} an arm"
        " for differences as sure as these."
    ]


def _groups(figures: Sequence[Picture]) -> list[dict[str, Any]]:
    """Figures by the folder they came from; those of a run begin with the two charts of the essay, under their name."""
    groups = []
    for _, found in groupby(enumerate(figures), lambda pair: Path(pair[1].path).parent):
        numbered = sorted(found, key=lambda pair: (_rank(pair[1]), pair[0]))
        lead = [p for _, p in numbered if _rank(p) < len(ESSAY)]
        rest = [p for _, p in numbered if _rank(p) == len(ESSAY)]
        whose = numbered[0][1].title.partition(". ")[2]
        if lead:
            groups.append({"title": "The two charts of the essay, as simulated", "whose": whose, "pictures": lead})
        if rest:
            is_of_arms = {Path(p.path).stem for p in rest} <= {*OF_ARMS}
            title = "More of the same world" if lead else "The arms compared" if is_of_arms else "The figures"
            groups.append({"title": title, "whose": whose, "pictures": rest})
    n = count(1)
    return [{**group, "figures": [_figure(p, next(n)) for p in group["pictures"]]} for group in groups]


def _rank(picture: Picture) -> int:
    """Place among the essay's charts; after them for every other figure."""
    name = Path(picture.path).stem
    return ESSAY.index(name) if name in ESSAY else len(ESSAY)


def _figure(picture: Picture, number: int) -> dict[str, Any]:
    data = base64.b64encode(Path(picture.path).read_bytes()).decode("ascii")
    return {
        "title": picture.title,
        "alt": minus(picture.alt),
        "source": f"data:image/png;base64,{data}",
        "number": number,
        "runs": picture.runs,
        "command": picture.command,
    }


def _assets() -> dict[str, Any]:
    """Style and script of the animated map, as they stand in the page."""
    from markupsafe import Markup

    from experiments.page import page_assets

    return {name: Markup(text) for name, text in page_assets().items()}


def _drawn_from(groups: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which figures show which runs, and the command that lives these again."""
    found: dict[tuple[str, str], list[int]] = {}
    for figure in (figure for group in groups for figure in group["figures"]):
        if figure["runs"]:
            found.setdefault((figure["runs"], figure["command"]), []).append(figure["number"])
    return [{"figures": _spans(numbers), "runs": runs, "command": command} for (runs, command), numbers in found.items()]


def _spans(numbers: Sequence[int]) -> str:
    """Numbers as a reader writes them: 1 to 3, 7."""
    parts: list[list[int]] = []
    for one in sorted(numbers):
        if parts and one == parts[-1][-1] + 1:
            parts[-1].append(one)
        else:
            parts.append([one])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]} to {part[-1]}" for part in parts)


def _failed(outcomes: Any) -> list[dict[str, Any]]:
    if outcomes is None:
        return []
    table = failures(outcomes)
    return (
        [{k: row.get(k, "") for k in ("run_id", "world", "arm", "why")} for row in rows(table)] if size(table) else []
    )


def _reproduce(meta: Mapping[str, Any], arms: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = (
        ("command", "Command"),
        ("version", "Version"),
        ("configuration_hash", "Configuration hash"),
        ("worlds", "Worlds"),
        ("seeds", "Seeds"),
    )
    arm = [("Arm", name) for name in arms] if len(arms) == 1 else []
    return arm + [(words, str(meta[key])) for key, words in names if meta.get(key) not in (None, "")]
