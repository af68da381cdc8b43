"""The classroom's page served for tests, in this process, on a port of its own; and a visitor who asks it plainly."""

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import quote

import uvicorn

from experiments.app.runs import Runs
from experiments.app.server import application

ENCLAVE = {"scenario": "enclave", "worlds": 6, "first": {}, "second": {"mandate": "un_chapter_vii_access"}}


@contextmanager
def served(workers=1):
    """The page on this machine while inside; gives its port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        page = application(Runs(workers), is_warmed=False)
        config = uvicorn.Config(page, log_level="critical", lifespan="on", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the page did not start"
            time.sleep(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


def get(port, path, *, ask=None, method="GET", headers=None):
    """Status, headers and body of an answer."""
    if ask is not None:
        path += "?ask=" + quote(ask if isinstance(ask, str) else json.dumps(ask))
    asked = HTTPConnection("127.0.0.1", port, timeout=900)
    try:
        asked.request(method, path, headers=headers or {})
        answer = asked.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        asked.close()


def got(port, path, ask=None):
    """The JSON of an answer that is no refusal."""
    status, _, body = get(port, path, ask=ask)
    assert status == 200, body
    return json.loads(body)


def streamed(port, ask, visitor=""):
    """The lines of the outcomes of a question."""
    status, _, body = get(port, "/api/outcomes", ask=ask, headers={"x-visitor": visitor} if visitor else {})
    assert status == 200, body
    return [json.loads(line) for line in body.splitlines()]


def pairs_of(lines):
    """The pairs of a stream by seed."""
    return {pair[0]: pair[1:] for line in lines for pair in line.get("pairs", ())}
