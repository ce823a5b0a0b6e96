"""The program under measurement, and the surroundings it is measured in."""

import functools
import hashlib
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stet"
STET = REPOSITORY / "target" / "release" / "stet"


def environment(home):
    """An environment in which nobody's own settings, dictionary or history play a part."""
    return {**os.environ, "STET_HOME": str(home), "STET_MODELS": os.environ.get("STET_MODELS") or str(CACHE / "models")}


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
