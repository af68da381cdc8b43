"""A page as PDF, by a browser that is already on this machine: Chromium or one of its kin, without a window and without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge", "brave-browser")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
OWN_CHOICE = "CORRIDOR_BROWSER"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)
LONGEST = 120  # seconds


class NotPrinted(Exception):
    """The page is there, but no PDF of it."""

    exit_status = 1


def browser() -> str | None:
    """The browser that can print here: the one named by CORRIDOR_BROWSER, else the first found; None where there is none."""
    own = os.environ.get(OWN_CHOICE)
    if own:
        return shutil.which(own)
    found = (shutil.which(name) for name in (*NAMES, *PLACES))
    return next((path for path in found if path), None)


def print_page(page: Path, pdf: Path) -> Path:
    """Writes a page as PDF. NotPrinted says why it could not be done."""
    program = browser()
    if program is None:
        advice = f"{OWN_CHOICE}=PATH names one; {page.name} prints from any browser"
        raise NotPrinted(f"no PDF: no Chromium, Chrome or Edge was found on this machine ({advice})")
    with tempfile.TemporaryDirectory(prefix="corridor-") as aside:
        fresh = Path(aside) / "page.pdf"
        words = [program, *FLAGS, f"--user-data-dir={aside}/browser", f"--print-to-pdf={fresh}", page.resolve().as_uri()]
        try:
            subprocess.run(words, check=True, timeout=LONGEST, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError) as error:
            raise NotPrinted(f"no PDF: {Path(program).name} failed ({type(error).__name__})") from error
        if not fresh.is_file() or not fresh.read_bytes().startswith(b"%PDF"):
            raise NotPrinted(f"no PDF: {Path(program).name} wrote none")
        unfinished = pdf.with_suffix(".part")
        shutil.copyfile(fresh, unfinished)
        unfinished.replace(pdf)
    return pdf
