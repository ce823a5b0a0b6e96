"""Peak memory of `stet proofread` with the `small` model on the llama engine, against its budget."""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from binary import REPOSITORY, STET, environment

FACTOR, ALLOWANCE = 1.35, 150 * 1000 * 1000


def main():
    with tempfile.TemporaryDirectory() as home:
        env = environment(home)
        asked = subprocess.run([STET, "models", "path", "small", "--json"], env=env, check=True, capture_output=True)
        file = Path(json.loads(asked.stdout)["path"]).stat().st_size
        # The small question above is a child too, but it loads no model: the peak is the proofreading's.
        text = REPOSITORY / "assets" / "samples" / "email.txt"
        command = [STET, "proofread", "--quiet", "--private", "--model", "small", "--engine", "llama", text]
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    budget = FACTOR * file + ALLOWANCE
    verdict = "within" if peak <= budget else "OVER"
    print(
        f"Peak memory of proofread (small, llama): {peak / 1e6:.0f} MB, {verdict} the budget of "
        f"{budget / 1e6:.0f} MB ({FACTOR} × {file / 1e6:.0f} MB + {ALLOWANCE / 1e6:.0f} MB)"
    )
    return peak > budget


if __name__ == "__main__":
    sys.exit(main())
