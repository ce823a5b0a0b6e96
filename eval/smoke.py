"""Whether every measurement works, with the model `tiny`, a few committed items and the prompt alone: minutes, anywhere.

Nothing is said of how good the figures are; that rows come out of every corpus that is committed, that their figures are
numbers within their intervals, and that the scorecard shows them.
"""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import scorecard
from binary import run

# Proofreading takes many lines through one process; every other item starts one.
RUNS = [
    ("proofread", ["clean", "protected"], 3),
    ("summarize", ["planted", "planted-tasks"], 1),
    ("rewrite", ["wordy", "wordy-chinese", "friendly", "professional"], 1),
    ("behaviour", ["proofread", "rewrite-fine", "summarize-fine"], 1),
]


def main():
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results"
        for task, corpora, limit in RUNS:
            chosen = [word for corpus in corpora for word in ("--corpus", corpus)]
            command = [sys.executable, Path(__file__).with_name(f"{task}.py"), "tiny", "none", *chosen]
            subprocess.run([*command, "--limit", str(limit), "--results", results], check=True)
            rows = json.loads((results / f"{task}.json").read_text(encoding="utf-8"))
            check(task, rows, corpora)
        page = scorecard.write(results).read_text(encoding="utf-8")
        assert all(f"## {task.capitalize()}" in page for task, *_ in RUNS), page
    print("Every measurement gives its rows.")


def check(task, rows, corpora):
    asked = [row for row in rows if row["model"] == "tiny"]
    found = {row["corpus"] for row in asked}
    assert len(found) == len(corpora), f"{task}: rows for {found}, asked for {corpora}"
    for row in asked:
        assert row["n"] > 0 and row["engine"] and row["values"], row
        for name, (figure, low, high) in row["values"].items():
            assert name in scorecard.MEASURES and all(map(math.isfinite, (figure, low, high))), (name, row)
            assert low <= figure + 1e-3 and figure <= high + 1e-3, (name, row)


if __name__ == "__main__":
    run(main)
