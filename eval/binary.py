"""The program under measurement, and the surroundings it is measured in."""

import functools
import hashlib
import shutil
import os
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
