"""Which browser on this machine the page can be tried in; none is ever fetched."""
import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
USUAL = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "{PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe",
    "{PROGRAMFILES(X86)}\\Microsoft\\Edge\\Application\\msedge.exe",
)
NONE_FOUND = (
    "no browser found (Chromium, Chrome or Edge): the page was not tried in one, those tests are skipped. "
    "On Debian and Ubuntu: sudo apt install chromium; or name one with CORRIDOR_BROWSER=PATH.")


def find(environment: dict) -> str:
    """Finds a browser: the one named by hand, else the first that is there; empty where there is none."""
    if environment.get("CORRIDOR_BROWSER"):
        return environment["CORRIDOR_BROWSER"]
    on_path = [shutil.which(name, path=environment.get("PATH", "")) for name in NAMES]
    return next((found for found in [*on_path, *usual(environment)] if found), "")


def usual(environment: dict) -> list:
    """Lists the usual places of a browser that lies on no PATH, where there is one."""
    filled = [place for place in USUAL if "{" not in place]
    for place in USUAL:
        name = place[1:].split("}")[0]
        if "{" in place and environment.get(name):
            filled.append(environment[name] + place.split("}")[1])
    return [place for place in filled if os.path.isfile(place)]
