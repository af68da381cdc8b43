"""A real browser for tests: Chromium as it is on this machine, without a window and without a way out."""

import os
from contextlib import contextmanager

import pytest

from launcher import browsers

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PATIENCE = 120_000  # ms; a busy machine is not a broken promise
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@contextmanager
def chromium():
    """The browser while inside; the tests are skipped where there is none."""
    path = browsers.find(dict(os.environ))
    if not path:
        pytest.skip(browsers.NONE_FOUND)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=PATIENCE)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def visitor(browser, origin, size=WIDE):
    """A page in a session of its own. Its console must stay free of errors, and nothing may be asked but of `origin`."""
    session = browser.new_context(viewport=size)
    session.set_default_timeout(PATIENCE)
    page = session.new_page()
    faults, asked = [], []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    try:
        yield page
        assert faults == []
        assert [url for url in asked if not url.startswith((origin, "data:"))] == []
    finally:
        session.close()
