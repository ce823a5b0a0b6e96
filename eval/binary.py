"""The program under measurement, and the surroundings it is measured in."""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stet"
STET = REPOSITORY / "target" / "release" / "stet"


def environment(home=None):
    """An environment in which nobody's own settings, dictionary or history play a part.

    Without a home of its own a measurement uses one that stays: what a model answered there before, it gives again at
    once, so that a change to rules or guards is measured without asking the model anew.
    """
    home = home or CACHE / "eval" / "home"
    return {**os.environ, "STET_HOME": str(home), "STET_MODELS": os.environ.get("STET_MODELS") or str(CACHE / "models")}


def forget():
    """The next measurement asks the model anew."""
    shutil.rmtree(CACHE / "eval" / "home", ignore_errors=True)


def ask_stet(command, home=None):
    """The JSON of a command that works on no text."""
    ran = subprocess.run([STET, *command, "--json"], stdout=subprocess.PIPE, check=True, env=environment(home))
    return json.loads(ran.stdout)


def answer(command, content, fresh=False, home=None):
    """The exit code and the JSON that `stet <command>` gives for a text. Kept, for this build; a failure is a result, too."""
    command = [*command, "--json", "-"]
    file = CACHE / "eval" / "answers" / f"{fingerprint(command, content, str(home))}.json"
    if fresh or not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        ran = subprocess.run(
            [STET, *command], input=content, text=True, encoding="utf-8", stdout=subprocess.PIPE, env=environment(home)
        )
        if ran.returncode not in (0, 1, 5):
            raise SystemExit(f"stet {' '.join(command)} ended with exit code {ran.returncode}:\n{ran.stdout}")
        half = file.with_suffix(".part")
        kept = {"exitCode": ran.returncode, "result": json.loads(ran.stdout)}
        half.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        half.replace(file)
    kept = json.loads(file.read_text(encoding="utf-8"))
    return kept["exitCode"], kept["result"]


def note(text):
    """Shows where it stands, on a terminal, in one line."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def run(main):
    """Runs a measurement that may be interrupted."""
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit("\nInterrupted; the results so far are kept.")


class Missing(SystemExit):
    """A corpus is not on this machine."""


def corpora(*path):
    """A file or folder of the corpora. Errors: it isn't there, and how to say where it is."""
    found = Path(os.environ.get("STET_CORPORA") or REPOSITORY.parent / "shared" / "corpora").joinpath(*path)
    if not found.exists():
        raise Missing(f"{found} is not there: say with STET_CORPORA where the corpora are.")
    return found


def fingerprint(*settings):
    """A short hash of the binary and of what it is asked to do: results of another build are never mixed in."""
    return hashlib.sha256(repr((_binary_hash(), settings)).encode()).hexdigest()[:12]


@functools.cache
def _binary_hash():
    if not STET.exists():
        raise SystemExit(f"{STET.relative_to(REPOSITORY)} is missing: run ./dev build first.")
    digest = hashlib.sha256()
    with STET.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
