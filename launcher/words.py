"""What the launcher tells its user: refusals that name the likely cause and the way out."""
import sys

CAUSES = (
    (("no space left", "errno 28", "not enough space", "disk quota"),
     "The disk is full; about 1 GB is needed."),
    (("do not match the hashes", "hash mismatch"),
     "A download differs from the lock file and was not installed. Try again; if it stays, something between here and "
     "the package index changes files."),
    (("ensurepip is not available", "no module named ensurepip", "no module named venv"),
     "This Python cannot make environments; on Debian and Ubuntu: sudo apt install python3-venv."),
    (("read-only file system", "permission denied", "access is denied"),
     "Something here may not be written; copy Corridor to a folder of your own."),
    (("name resolution", "name or service not known", "nodename nor servname", "getaddrinfo", "dns error",
      "newconnectionerror", "connection refused", "network is unreachable", "timed out", "proxyerror",
      "error sending request", "client error (connect)"),
     "The package index cannot be reached; the first set-up needs a network (behind a proxy, set HTTPS_PROXY)."),
    (("no matching distribution", "no usable wheels", "no wheels with a matching"),
     "One of the packages is not offered ready-made for this kind of machine."),
)


class Refusal(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Tells the user something, apart from the program's own output."""
    print("corridor: " + text, file=sys.stderr, flush=True)


def explain(output: str) -> str:
    """Finds the likely cause in what a failed step printed, and shows the end of it."""
    lowered = output.lower()
    likely = [words for signs, words in CAUSES if any(sign in lowered for sign in signs)]
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("WARNING:")]
    return "\n".join(["set-up failed. " + "".join(likely[:1])] + ["  | " + line for line in lines[-8:]])
