"""The reader takes plain YAML from a small file, and nothing else."""

import json
import os
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import nodes
from sim.scenario.reader import read_yaml
from sim.scenario.refusal import ScenarioRefused

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def file(request, tmp_path, monkeypatch) -> Path:
    """A file to write to, read once by each of PyYAML's two parsers."""
    monkeypatch.setattr(nodes, "PARSER", request.param)
    return tmp_path / "my.yaml"


def read(file: Path, text: str | bytes, **options):
    file.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return read_yaml(file, **options)


def refusal(file: Path, text: str | bytes, **options) -> str:
    with pytest.raises(ScenarioRefused) as caught:
        read(file, text, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1", 1), ("-3", -3), ("+5", 5), ("1_000", 1000), ("0", 0),
        ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-1.5E-3", -0.0015), ("1_000.5", 1000.5),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("no", "no"), ("Yes", "Yes"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("1:30", "1:30"), ("190:20:30", "190:20:30"), ("010", "010"), ("0x10", "0x10"), ("0b1", "0b1"),
        ("1__0", "1__0"),
        ("2020-11-10", date(2020, 11, 10)), ("2020-11-10T10:00", "2020-11-10T10:00"), ("nan", "nan"), ("inf", "inf"),
        ("=", "="), ("'3'", "3"), ('"true"', "true"), ("'2020-11-10'", "2020-11-10"), ("a b", "a b"), ("'???'", "???"),
    ],
)  # fmt: skip
def test_a_word_means_what_it_looks_like(file, word, value):
    found = read(file, f"a: {word}\n")["a"]
    assert found == value and type(found) is type(value)


BAD = [
    ("alias", "a: &x 1\nb: *x\n", 2, 4, "an alias"),
    ("anchor", "a: 1\nb: &x 1\n", 2, 4, "an anchor"),
    ("anchor on a mapping", "a: &x {b: 1}\n", 1, 4, "an anchor"),
    ("merge key", "a: 1\n<<: {b: 2}\n", 2, 1, "a merge key"),
    ("duplicate key", "a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' stands twice (first in line 1)"),
    ("duplicate key below", "a:\n  b: 1\n  b: 2\n", 3, 3, "the key 'b' stands twice (first in line 2)"),
    ("python tag", "a: !!python/object/apply:os.system ['true']\n", 1, 4, "a tag"),
    ("python name", "a: !!python/name:os.system\n", 1, 4, "a tag"),
    ("own tag", "a: !foo 1\n", 1, 4, "a tag"),
    ("standard tag", "a: !!str 1\n", 1, 4, "a tag"),
    ("bare tag", "a: ! 1\n", 1, 4, "a tag"),
    ("tag of a set", "a: !!set {b, c}\n", 1, 4, "a tag"),
    ("tag handle", "a: !x!y 1\n", 1, 4, "a tag"),
    ("tag directive", "%TAG ! tag:x:\n---\na: 1\n", 1, 1, "a directive"),
    ("version directive", "%YAML 1.2\n---\na: 1\n", 1, 1, "a directive"),
    ("interpolation", "a: ${oc.env:HOME}\n", 1, 4, "an interpolation"),
    ("quoted interpolation", "a: 'x ${b} y'\n", 1, 4, "an interpolation"),
    ("interpolated key", "${b}: 1\n", 1, 1, "an interpolation"),
    ("block interpolation", "a: |\n  ${b}\n", 1, 4, "an interpolation"),
    ("target", "a: 1\n_target_: os.system\n", 2, 1, "the key '_target_' is reserved"),
    ("target below", "a:\n  _target_: os.system\n", 2, 3, "the key '_target_' is reserved"),
    ("quoted target", "'_target_': os.system\n", 1, 1, "the key '_target_' is reserved"),
    ("partial", "_partial_: true\n", 1, 1, "reserved"),
    ("args", "_args_: [1]\n", 1, 1, "reserved"),
    ("self", "_self_: 1\n", 1, 1, "reserved"),
    ("any underscore", "_x: 1\n", 1, 1, "the key '_x' is reserved"),
    ("defaults", "defaults: [mandate: x]\n", 1, 1, "the key 'defaults' is reserved"),
    ("hydra", "hydra: {run: {dir: /tmp}}\n", 1, 1, "the key 'hydra' is reserved"),
    ("number as a key", "a: 1\n1: 2\n", 2, 1, "the key 1 is not a name"),
    ("truth as a key", "true: 2\n", 1, 1, "the key true is not a name"),
    ("date as a key", "2020-11-10: 2\n", 1, 1, "the key 2020-11-10 is not a name"),
    ("nothing as a key", "~: 2\n", 1, 1, "the key ~ is not a name"),
    ("list as a key", "? [a]\n: 4\n", 1, 3, "a list or a mapping where a name is expected"),
    ("second document", "a: 1\n---\nb: 2\n", 2, 1, "a second document"),
    ("infinity", "a: .inf\n", 1, 4, "infinity"),
    ("minus infinity", "a: -.INF\n", 1, 4, "infinity"),
    ("not a number", "a: .nan\n", 1, 4, "not-a-number"),
    ("too large", "a: 1e999\n", 1, 4, "too large"),
    ("long number", "a: " + "1" * 60 + "\n", 1, 4, "60 characters is too long"),
    ("no day", "a: 2020-02-30\n", 1, 4, "2020-02-30 is not a day"),
    ("escape", 'a: "\\e[31m red"\n', 1, 4, "cannot be printed"),
    ("right to left", "a: 'x\u202ey'\n", 1, 4, "cannot be printed"),
    ("long key", "a" * 300 + ": 1\n", 1, 1, "300 characters is too long"),
    ("deep flow", "a: " + "[" * 500, 1, 35, "nested deeper than 32 levels"),
    ("deep block", "".join("  " * n + "a:\n" for n in range(60)), 33, None, "nested deeper than 32 levels"),
    ("tab", "a:\n\tb: 1\n", 2, None, "not valid YAML: a tab"),
    ("second colon", "a: b: c\n", 1, 5, "not valid YAML: a second colon"),
    ("open bracket", "a: [1, 2\nb: 3\n", 2, None, "not valid YAML"),
    ("open quote", "a: 'x\n", 2, 1, "not valid YAML: a quote or bracket"),
    ("backslash", 'a: "C:\\q"\n', 1, None, "not valid YAML: a backslash"),
    ("bad indentation", "a:\n   b: 1\n  c: 2\n", 3, 3, "not valid YAML: the indentation"),
    ("percent", "a: %x\n", 1, 4, "needs quotes"),
    ("bell", b"a: \x07\n", 1, 4, "a character that no text holds"),
    ("NUL", b"a: 1\nb: \x00\n", 2, 4, "a character that no text holds"),
    ("not UTF-8", b"a: 1\nb: \xff\n", 2, 4, "not UTF-8 text"),
    ("UTF-16", "a: 1\n".encode("utf-16"), 1, 1, "not UTF-8 text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "why"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
def test_what_is_not_plain_is_refused_with_line_and_column(file, text, line, column, why):
    told = refusal(file, text)
    assert why in told
    assert f"my.yaml, line {line}, column {column if column else ''}" in told


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~\n", "null\n"])
def test_an_empty_file_is_refused(file, text):
    assert "my.yaml: the file is empty" in refusal(file, text)


def test_a_file_must_hold_a_mapping_unless_a_list_is_allowed(file):
    assert "the file holds a list, not settings" in refusal(file, "- a: 1\n")
    assert "the file holds a single text or number" in refusal(file, "just words\n")
    assert read(file, "- a: 1\n", may_be_list=True) == [{"a": 1}]
    assert read(file, "{}\n") == {}


def test_all_faults_of_a_file_are_told_at_once(file):
    told = refusal(file, "a: &x 1\nb: *x\n_c: !foo ${d}\na: .inf\n1: 2\n")
    assert told.startswith("scenario refused, 8 problems:")


def test_the_list_of_faults_has_an_end(file):
    assert refusal(file, "".join(f"k{n}: &a{n} 1\n" for n in range(5000))).count("\n") <= nodes.MOST_FAULTS + 1


def test_comments_that_speak_to_hydra_say_nothing_here(file):
    assert read(file, "# @package _global_\n# @package hydra\na: 1\n") == {"a": 1}


def test_windows_line_ends_and_a_byte_order_mark_are_read(file):
    assert read(file, b"\xef\xbb\xbfa: 1\r\nb: x\r\n") == {"a": 1, "b": "x"}


def test_an_oversized_file_is_refused_before_it_is_read(file):
    assert "larger than 1,000,000 bytes" in refusal(file, "a: " + "x" * 1_000_000)
    assert "larger than 10 bytes" in refusal(file, "a: 123456789", max_bytes=10)


def test_a_billion_laughs_stay_small(file):
    lines = ["a0: &a0 [lol, lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    tracemalloc.start()
    told = refusal(file, "\n".join(lines))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "an alias" in told and peak < 5_000_000


def test_an_error_never_quotes_the_file(file):
    secret = "hunter2"
    others = [
        f"root:{secret}:0:0::/root:/bin/sh\nx\n",
        f"KEY={secret}\nOTHER: [\n",
        f"{secret}: : :\n",
        f"_{secret} is it: 1\n",
    ]
    others += [
        f'a: "{secret}\\q"\n',
        f"a: *{secret}!\n",
        f"a: !{secret}!x 1\n",
        f"? [{secret}]\n: 1\n",
        f"a: '{secret}\n",
    ]
    for text in others:
        assert secret not in refusal(file, text)


def test_a_file_that_is_none_is_refused_with_its_name(tmp_path):
    for path, why in [
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path, "a folder, not a file"),
        (tmp_path / "a.yaml" / "b.yaml", ""),
        (Path("a\0b.yaml"), "cannot be read"),
        (tmp_path / ("x" * 5000), "cannot be read"),
    ]:
        with pytest.raises(ScenarioRefused) as caught:
            read_yaml(path)
        assert why in str(caught.value) and len(str(caught.value)) < 300


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_device_or_a_pipe_is_refused_and_does_not_hang(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(ScenarioRefused, match="not a regular file"):
            read_yaml(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    with pytest.raises(ScenarioRefused, match="may not be read"):
        read_yaml(path)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=30)
NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_. -]{0,20}", fullmatch=True).filter(
    lambda name: not nodes.reserved_words(name)
)
VALUES = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(
    VALUES | TEXT.filter(lambda text: "${" not in text),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def same(a, b) -> bool:
    if isinstance(a, dict):
        return isinstance(b, dict) and list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    return a == b and type(a) is type(b)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(NAMES, PLAIN, max_size=5))
def test_plain_data_comes_back_as_it_was_written(file, data):
    assert same(read(file, json.dumps(data, ensure_ascii=False)), data)


PIECES = st.sampled_from(
    ["a", "b: ", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ", ", "&x ", "*x", "!!int ", "!t ", "'", '"', "|\n",
     ">", "? ", "<<: ", "# c", "---\n", "...\n", "%", "@", "1e5", ".nan", "2020-01-01", "${",
     "_target_: ", "\t", "\\", "\u2028", "é", "~"]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode()) | st.binary(max_size=60))
def test_anything_else_is_read_as_plain_data_or_refused_in_printable_words(file, raw):
    try:
        found = read(file, raw, may_be_list=True)
    except ScenarioRefused as told:
        assert all(char.isprintable() or char == "\n" for char in str(told))
        assert all(len(line) < 500 for line in str(told).splitlines())
    else:
        assert is_plain(found)


def is_plain(data) -> bool:
    if isinstance(data, dict):
        return all(type(key) is str and is_plain(data[key]) for key in data)
    if isinstance(data, list):
        return all(map(is_plain, data))
    return data is None or type(data) in (bool, int, float, str, date)
