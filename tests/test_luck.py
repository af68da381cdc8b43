"""Luck has an address: a known generator, uniforms that fill (0, 1), and no other source of chance."""

import ast
import math
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import luck
from sim.quantiles import normal_quantile

SIM = Path(luck.__file__).parent
WORD = st.integers(0, 2**32 - 1)
ONES = (0xFFFFFFFF,) * 6
VECTORS = {  # Random123, kat_vectors: philox 4x32, 10 rounds; counter, key -> result
    (0,) * 6: (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ONES: (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0): (
        0xD16CFE09,
        0x94FDCCEB,
        0x5001E420,
        0x24126EA1,
    ),
}


def plain_philox(counter, key):
    """Philox 4x32-10 in whole numbers without limit, after Salmon et al. 2011."""
    (a, b, c, d), (k, m) = counter, key
    for _ in range(10):
        high, low = divmod(0xD2511F53 * a, 2**32), divmod(0xCD9E8D57 * c, 2**32)
        a, b, c, d = low[0] ^ b ^ k, low[1], high[0] ^ d ^ m, high[1]
        k, m = (k + 0x9E3779B9) % 2**32, (m + 0xBB67AE85) % 2**32
    return a, b, c, d


@pytest.mark.parametrize("address", VECTORS)
def test_the_generator_gives_the_published_answers(address):
    assert tuple(map(int, luck.philox(*address))) == VECTORS[address]
    assert plain_philox(address[:4], address[4:]) == VECTORS[address]


@settings(deadline=None, derandomize=True)
@given(st.tuples(WORD, WORD, WORD, WORD, WORD, WORD))
def test_the_generator_agrees_with_an_independent_program(address):
    assert tuple(map(int, luck.philox(*address))) == plain_philox(address[:4], address[4:])


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 2**64 - 1), WORD, WORD, WORD)
def test_a_draw_is_a_function_of_its_address_alone(seed, decision, day, entity):
    words = plain_philox((decision, day, entity, 0), (seed % 2**32, seed >> 32))
    first, second = (((high >> 6) * 2**26 + (low >> 6) + 0.5) / 2**52 for high, low in (words[:2], words[2:]))
    assert luck.uniforms(np.uint64(seed), decision, day, entity) == (first, second)
    assert luck.uniform(np.uint64(seed), decision, day, entity) == first


def test_the_least_and_the_greatest_draw_lie_strictly_between_0_and_1():
    least, greatest = luck._unit(np.uint32(0), np.uint32(0)), luck._unit(np.uint32(2**32 - 1), np.uint32(2**32 - 1))
    assert 0.0 < least < greatest < 1.0
    assert math.isfinite(normal_quantile(least)) and math.isfinite(normal_quantile(greatest))
    assert math.isfinite(math.log(1.0 - greatest))


def test_filling_an_array_gives_each_entity_its_own_draw():
    filled = np.empty(50)
    luck.fill_uniforms(np.uint64(7), luck.HARASS_CLOCK, 3, filled)
    assert filled.tolist() == [luck.uniform(np.uint64(7), luck.HARASS_CLOCK, 3, i) for i in range(50)]


def along(seed=1, decision=1, day=0, entity=0):
    """(100000,) draws along the part of the address that is given as None."""
    n, draw = 100_000, np.empty(100_000)
    if entity is None:
        luck.fill_uniforms(np.uint64(seed), decision, day, draw)
        return draw
    return np.array(
        [
            luck.uniform(
                np.uint64(k if seed is None else seed),
                k if decision is None else decision,
                k if day is None else day,
                entity,
            )
            for k in range(n)
        ]
    )


@pytest.mark.parametrize("part", ["seed", "decision", "day", "entity"])
def test_draws_fill_the_unit_interval_evenly_along_every_part_of_the_address(part):
    draw = along(**{part: None})
    counts = np.bincount((draw * 256).astype(int), minlength=256)
    expected = len(draw) / 256
    chi_square = ((counts - expected) ** 2 / expected).sum()
    assert 0.0 < draw.min() and draw.max() < 1.0
    assert abs(draw.mean() - 0.5) < 4 * math.sqrt(1 / 12 / len(draw))
    assert abs(chi_square - 255) < 4 * math.sqrt(2 * 255)
    assert abs(np.corrcoef(draw[1:], draw[:-1])[0, 1]) < 4 / math.sqrt(len(draw))


def test_no_two_decisions_share_a_number():
    numbers = [value for name, value in vars(luck).items() if name.isupper() and not name.startswith("_") and name != "SHARED"]
    assert len(numbers) > 30
    assert len(set(numbers)) == len(numbers)
    assert all(isinstance(number, int) and 0 < number < 2**32 for number in numbers)


def test_names_have_luck_of_their_own_which_never_changes():
    assert luck.name_entity("sponsor") == zlib.crc32(b"sponsor")
    assert len({luck.name_entity(f"contributor {k}") for k in range(1000)}) == 1000


FORBIDDEN_MODULES = {"random", "secrets", "uuid", "time"}
FORBIDDEN_NAMES = {"default_rng", "RandomState", "Generator", "urandom", "shuffle", "shuffle_do", "rng", "hash", "id"}


def sources_of_chance(tree):
    """What a module uses that may differ from one process to the next: other generators, clocks, hashes, addresses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] in FORBIDDEN_MODULES or one.name == "numpy.random")
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").split(".")[0] in FORBIDDEN_MODULES or node.module == "numpy.random":
                yield node.module
            yield from (one.name for one in node.names if node.module == "numpy" and one.name == "random")
        elif isinstance(node, ast.Attribute) and (node.attr in FORBIDDEN_NAMES - {"hash", "id"} or node.attr == "random"):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_NAMES:
            yield ast.unparse(node)


def test_nothing_else_in_the_model_is_random():
    found = {path.name: set(sources_of_chance(ast.parse(path.read_text()))) for path in SIM.rglob("*.py")}
    found["agents.py"] -= {"self._views.model.random"}  # Mesa's own, for a user's AgentSet verbs
    found["inhabit.py"] -= {"id(plan)"}  # names of what is kept in memory
    found["bundle.py"] -= {"id(one.dtype)"}
    assert {name: sources for name, sources in found.items() if sources} == {}
