"""The whole scorecard: every task with small and standard, by the prompt alone and with their adapters.

llama.cpp in full, then mistral.rs on the first 50 items of each set. On two cores this takes days of model time, and goes
on where it stopped; `./dev eval TASK MODEL ADAPTER` measures a part.
"""

import subprocess
import sys
from pathlib import Path

from binary import run

TASKS = ["proofread", "summarize", "rewrite", "behaviour"]
PARTS = [["--engine", "llama"], ["--engine", "mistralrs", "--limit", "50"]]


def main():
    if len(sys.argv) > 1:
        raise SystemExit(f"{__doc__}\nIt takes no options.")
    for part in PARTS:
        for task in TASKS:
            subprocess.run([sys.executable, Path(__file__).with_name(f"{task}.py"), *part], check=True)


if __name__ == "__main__":
    run(main)
