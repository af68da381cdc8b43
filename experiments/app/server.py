"""The ASGI application: the page, its assets, and what it asks for. Nothing is kept for a visitor and nothing is written."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from experiments.app import files
from experiments.app.asked import Judged, judged
from experiments.app.choices import OPENING, arms_told, choices
from experiments.app.guard import LOOPBACK, Guard
from experiments.app.runs import IDLE, PICTURE, Runs, pieces_of
from experiments.app.stream import FIRST_SEED, WORLDS_A_PIECE, Busy, Streams, lines
from experiments.page.assets import asset, classroom_page
from sim.scenario.refusal import ScenarioRefused, refuse

KINDS = {"css": "text/css", "js": "text/javascript", "html": "text/html"}
ASSETS = ("player.css", "player.js", "app.css", "app.js", "charts.js")
TAKEN_HOME = {
    "study.yaml": "text/yaml",
    "arm-a.yaml": "text/yaml",
    "arm-b.yaml": "text/yaml",
    "outcomes.csv": "text/csv",
    "outcomes.parquet": "application/octet-stream",
    **{f"world-{arm}-{kind}.zip": "application/zip" for arm in "ab" for kind in ("csv", "parquet")},
}
MOST_AT_ONCE = 8  # maps or files in the making
LOOK = 0.5  # seconds between two looks whether a visitor is still there
GONE = 499
FAULT = "A fault of Corridor's own, not of your question; the terminal that serves this page tells more."
Endpoint = Callable[[Request], Awaitable[Response]]


def application(runs: Runs, hosts: Collection[str] = LOOPBACK, *, is_warmed: bool = True) -> Starlette:
    """The page as an ASGI application on a crew; it starts the crew and sends it home."""
    desk = Desk(runs)

    @asynccontextmanager
    async def lifespan(_: Starlette):  # type: ignore[no-untyped-def]
        runs.start()
        if is_warmed:
            desk.warm_up()
        yield
        await run_in_threadpool(runs.close)

    routes = [
        Route("/", told(page)),
        Route("/static/{name}", told(static)),
        Route("/api/choices", told(chosen_from)),
        Route("/api/arms", told(desk.arms)),
        Route("/api/outcomes", told(desk.outcomes)),
        Route("/api/pair", told(desk.pair)),
        Route("/api/files/{name}", told(desk.file)),
    ]
    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Guard, hosts=hosts)])


def told(endpoint: Endpoint) -> Endpoint:
    """An endpoint whose refusals and faults are told in words; a trace never reaches a visitor."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ScenarioRefused as refusal:
            return JSONResponse({"refused": [str(problem) for problem in refusal.problems]}, 422)
        except Busy as busy:
            return JSONResponse({"refused": [str(busy)]}, 503, headers={"retry-after": "2"})
        except Exception as error:  # noqa: BLE001 - a visitor's question never ends the page
            print(f"corridor app: {type(error).__name__}: {error}", file=sys.stderr)
            return JSONResponse({"refused": [FAULT]}, 500)

    return answer


async def page(_: Request) -> Response:
    """The page itself."""
    return Response(classroom_page(), media_type="text/html")


async def static(request: Request) -> Response:
    """One of the page's own scripts and styles."""
    name = request.path_params["name"]
    if name not in ASSETS:
        return Response("no such file", 404)
    return Response(asset(name), media_type=KINDS[name.rsplit(".", 1)[1]])


async def chosen_from(_: Request) -> Response:
    """What the page's lists hold."""
    return JSONResponse(await run_in_threadpool(choices))


class Desk:
    """Answers that need worlds to be lived."""

    def __init__(self, runs: Runs) -> None:
        self.runs, self.streams, self._at_once = runs, Streams(), asyncio.Semaphore(MOST_AT_ONCE)
        self._waiting = 0

    def warm_up(self) -> None:
        """Lives what the page opens with before anybody asks: it compiles the rules, and the first answer is there at once."""
        opening = judged(json.dumps(OPENING))
        seeds = range(FIRST_SEED, FIRST_SEED + opening.question.worlds)
        arms = dict(zip(opening.keys, opening.arms, strict=True))
        every = [(key, seed) for seed in seeds for key in arms]
        self.runs.submit(pieces_of("worlds", arms, every, WORLDS_A_PIECE), lambda *_: None, IDLE)

    async def arms(self, request: Request) -> Response:
        """Both arms as they stand, with their levers."""
        return JSONResponse(await run_in_threadpool(arms_told, await asked(request)))

    async def outcomes(self, request: Request) -> Response:
        """The outcomes of both arms, world by world, as lines of JSON while they are lived."""
        one = await asked(request)
        visitor, _, count = request.headers.get("x-visitor", "")[:64].partition(".")
        stream = self.streams.open(self.runs, one, visitor, int(count) if count.isascii() and count.isdigit() else 0)
        return StreamingResponse(lines(self.streams, stream), media_type="application/x-ndjson")

    async def pair(self, request: Request) -> Response:
        """One world under both arms, day by day, for the map."""
        one = await asked(request)
        both = asyncio.gather(*(self._made("history", one, side) for side in (0, 1)))
        if (found := await while_there(request, both)) is None:
            return Response(status_code=GONE)
        first, second = found
        return Response(await run_in_threadpool(_paired, one, first, second), media_type="application/json")

    async def file(self, request: Request) -> Response:
        """A file to take home."""
        name = request.path_params["name"]
        if name not in TAKEN_HOME:
            return Response("no such file", 404)
        one = await asked(request)
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(await self._content(name, one), media_type=TAKEN_HOME[name], headers=headers)

    async def _content(self, name: str, one: Judged) -> str | bytes:
        if name == "study.yaml":
            return files.study_yaml(one)
        side = int(name.startswith(("arm-b", "world-b")))
        if name.startswith("arm"):
            return files.scenario_yaml(one, side)
        if name.startswith("world"):
            return await self._made(name[len("world-a-") : -len(".zip")], one, side)
        stream = self.streams.open(self.runs, one)
        try:
            async for _ in stream.pairs():
                pass
            return await run_in_threadpool(files.outcomes_table, stream, name.rsplit(".", 1)[1])
        finally:
            self.streams.close(stream)

    async def _made(self, kind: str, one: Judged, side: int) -> bytes:
        """The bytes of a history or of a run's tables, made by the crew."""
        if self._waiting >= 8 * MOST_AT_ONCE:
            raise Busy("Many are asking at once; try again in a moment.")
        self._waiting += 1
        try:
            async with self._at_once:
                return await self._lived(kind, one, side)
        finally:
            self._waiting -= 1

    async def _lived(self, kind: str, one: Judged, side: int) -> bytes:
        loop, wanted = asyncio.get_running_loop(), (one.keys[side], one.question.seed)
        come: asyncio.Queue[Any] = asyncio.Queue()
        pieces = pieces_of(kind, {one.keys[side]: one.arms[side]}, [wanted])
        job = self.runs.submit(pieces, lambda _, found: loop.call_soon_threadsafe(come.put_nowait, found), PICTURE)
        try:
            found = await come.get()
        finally:
            job.cancel()
        if isinstance(found, str):
            raise refuse("", None, f"this world cannot be lived: {found}")
        return found[wanted]


async def while_there(request: Request, work: asyncio.Future[Any]) -> Any:
    """What work gives; None, and the work is left, where the visitor goes before it is done."""
    while not work.done():
        await asyncio.wait({work}, timeout=LOOK)
        if not work.done() and await request.is_disconnected():
            work.cancel()
            return None
    return work.result()


async def asked(request: Request) -> Judged:
    """The question of a request."""
    return await run_in_threadpool(partial(judged, request.query_params.get("ask", "{}")))


def _paired(one: Judged, first: bytes, second: bytes) -> bytes:
    """Both histories under their titles, and where they part."""
    from experiments.page.frames import paired

    arms = [{**json.loads(found), "title": title} for found, title in zip((first, second), one.titles, strict=True)]
    case = one.arms[0].title or one.arms[0].name
    return json.dumps(paired(case, one.question.seed, *arms), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
