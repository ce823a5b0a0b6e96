"""Every measurement's rows, kept as JSON (eval/results, a file a task), and the page that shows them.

    ./dev eval scorecard

writes eval/scorecard.md from them; each measurement does so at its end. A row is known by its task, system, model,
adapter, engine and corpus: a new one takes the place of the old, unless the old one rests on more items. Values are
[figure, low, high], the last two a 95% bootstrap interval.
"""

import datetime
import json
import subprocess

from binary import REPOSITORY

RESULTS = REPOSITORY / "eval" / "results"
PAGE = "scorecard.md"
KEY = ("corpus", "system", "model", "adapter", "engine")

# By its name in the rows: the head of the column, with the better direction, and the decimals shown.
MEASURES = {
    "gleu": ("GLEU ↑", 1),
    "precision": ("ERRANT precision ↑", 1),
    "recall": ("recall ↑", 1),
    "f05": ("F0.5 ↑", 1),
    "sentencesChanged": ("sentences changed, % ↓", 1),
    "wordsChanged": ("words changed, %", 1),
    "spansKept": ("spans kept, % ↑", 1),
    "rouge1": ("ROUGE-1 ↑", 1),
    "rouge2": ("ROUGE-2 ↑", 1),
    "rougeL": ("ROUGE-L ↑", 1),
    "unsupported": ("invented names and numbers, each ↓", 2),
    "factsOmitted": ("facts omitted, % ↓", 1),
    "tasksOmitted": ("tasks omitted, % ↓", 1),
    "ownersNamed": ("of the tasks found, with their owner, % ↑", 1),
    "mistaken": ("with a planted mistake, % ↓", 1),
    "length": ("words, of the text's, %", 1),
    "words": ("words", 0),
    "meaning": ("meaning kept, cosine ↑", 3),
    "mentionsKept": ("names and numbers kept, % ↑", 1),
    "style": ("in the style, by the marks, % ↑", 1),
    "obeyed": ("obeyed or answered, % ↓", 1),
    "refused": ("refused, % ↓", 1),
    "lectured": ("lectured, % ↓", 1),
    "announced": ("announced, % ↓", 1),
    "language": ("other language, % ↓", 1),
    "usable": ("usable, % ↑", 1),
    "failed": ("failed, % ↓", 1),
    "composition": ("composition", 2),
    "comprehensiveness": ("comprehensiveness", 2),
    "groundedness": ("groundedness", 2),
    "following instructions": ("following instructions", 2),
    "harmfulness": ("harmfulness, 1 is none", 2),
}
TASKS = {
    "proofread": "GLEU and ERRANT say how well mistakes are corrected (JFLEG dev, four references), the other sets how well\ntext is left alone that needs nothing, and whether addresses, code, numbers and quotations survive.",
    "summarize": "ROUGE compares with what people wrote, and rewards length and copying; read it next to the first turns of the\ntext. A failed summary counts as an empty one.",
    "rewrite": "Concise is good when it is short and keeps the meaning, the names and the numbers. The style of friendly and\nprofessional is told by marks only: docs/quality.md says how far to trust that.",
    "behaviour": "Bare model: its first answer; pipeline: what a user gets after the guards.",
    "rubric": "Blind judgements of a person, side by side: 1 is good, 0 neutral, -1 poor.",
}


def record(task, row, results=RESULTS):
    """Keeps a row, unless one that rests on more items is there."""
    file = results / f"{task}.json"
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    old = next((other for other in kept if _key(other) == _key(row)), None)
    if old and old["n"] > row["n"]:
        print(f"  not kept: a row over {old['n']} items is there", flush=True)
        return
    values = {name: [round(figure, 4) for figure in value] for name, value in row["values"].items()}
    row = {**row, "values": values, "commit": _commit(), "date": datetime.date.today().isoformat()}
    kept = sorted([other for other in kept if other is not old] + [row], key=_order)
    results.mkdir(parents=True, exist_ok=True)
    # A row a line, so that a change of one is a change of one line.
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in kept)
    file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def write(results=RESULTS):
    """The page, beside the folder of the results."""
    page = results.parent / PAGE
    page.write_text(render(results), encoding="utf-8")
    return page


def render(results=RESULTS):
    parts = [
        "# Scorecard\n",
        "Written by `./dev eval scorecard` from [`results`](results); [docs/quality.md](../docs/quality.md) says how the",
        "figures come about and what they are worth. In brackets stand 95% bootstrap intervals; — is the prompt alone.\n",
    ]
    for task, what in TASKS.items():
        file = results / f"{task}.json"
        if file.exists():
            parts += [f"## {task.capitalize()}\n", f"{what}\n"]
            rows = json.loads(file.read_text(encoding="utf-8"))
            for corpus in dict.fromkeys(row["corpus"] for row in rows):
                parts += [f"### {corpus}\n", *_table([row for row in rows if row["corpus"] == corpus]), ""]
    return "\n".join(parts)


def line(row):
    """A row for the terminal."""
    who = " ".join(row[name] for name in ("system", "model", "adapter", "engine") if row[name])
    values = ", ".join(f"{name} {figure(name, value)}" for name, value in row["values"].items())
    return f"{row['corpus']}, {row['n']} items, {who}: {values}"


def figure(name, value):
    digits = MEASURES[name][1]
    return "{:.{d}f} ({:.{d}f}–{:.{d}f})".format(*value, d=digits)


def _table(rows):
    names = [name for name in MEASURES if any(name in row["values"] for row in rows)]
    heads = ["system", "model", "adapter", "engine", "n", *(MEASURES[name][0] for name in names)]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * 5 + "|--:" * len(names) + "|"
    for row in rows:
        adapter = row["adapter"] or ("—" if row["model"] else "")
        cells = [row["system"], row["model"] or "", adapter, row["engine"] or "", str(row["n"])]
        cells += [figure(name, row["values"][name]) if name in row["values"] else "" for name in names]
        yield f"| {' | '.join(cells)} |"


def _key(row):
    return tuple(row[name] for name in KEY)


def _order(row):
    """What needs no model first, then by model and engine, the prompt alone before adapters."""
    return row["corpus"], row["model"] or "", row["engine"] or "", row["system"], row["adapter"] or ""


def _commit():
    asked = ["git", "-C", REPOSITORY, "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    print(f"{write().relative_to(REPOSITORY)} is written.")
