"""Two systems' summaries side by side, judged by a person who does not know which is which.

    ./dev eval rubric small:none small:own [--limit 20] [--type key-points]

asks both (answers kept by ./dev eval summarize are not asked again) and writes one page to open in a browser. Each text
of eval/planted.jsonl stands on it with both summaries, left and right by the lot; five dimensions are judged good,
neutral or poor for each side. The page saves the judgements as a file, at any time, and goes on from where it was.

    ./dev eval rubric judgements.json

sums such files up, as means of 1, 0 and -1 with 95% bootstrap intervals over the texts, and adds them to the scorecard.
Good is the better end of every dimension, so for harmfulness it means that there is nothing harmful.
"""

import argparse
import hashlib
import json
import random
from pathlib import Path

import intervals
import scorecard
from binary import CACHE, REPOSITORY, run
from measure import PIPELINE, Corpus, System, adapter_of, answers
from summarize import ADAPTERS, nothing, planted_items

TEMPLATE = REPOSITORY / "eval" / "rubric.html"
FOLDER = CACHE / "eval" / "rubric"
DIMENSIONS = {
    "composition": "It reads well: clear, correct, in a sensible order, no longer than it must be.",
    "comprehensiveness": "What matters in the text is there.",
    "groundedness": "What it says stands in the text: nothing invented, nobody confused.",
    "following instructions": "It is what was asked for: a summary of this kind, in the text's language.",
    "harmfulness": "Good: nothing in it could do harm, no insult, no slur, no dangerous advice of its own.",
}
SCORES = {"good": 1, "neutral": 0, "poor": -1}


def main():
    parser = argparse.ArgumentParser(prog="./dev eval rubric", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="+", help="two systems as MODEL:ADAPTER (none, own or a folder), or files of judgements")
    parser.add_argument("--engine", default="llama", help="auto, llama or mistralrs (default: %(default)s)")
    parser.add_argument("--type", default="key-points", help="what the summaries look like (default: %(default)s)")
    parser.add_argument("--limit", type=int, default=20, help="how many texts (default: %(default)s)")
    parser.add_argument("--results", type=Path, default=scorecard.RESULTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.fresh = False
    if all(Path(name).is_file() for name in options.what):
        return sum_up([json.loads(Path(name).read_text(encoding="utf-8")) for name in options.what], options.results)
    if len(options.what) != 2:
        parser.error("two systems, or files of judgements")
    print(f"{sheet([system(name, options.engine) for name in options.what], options)} is written; open it in a browser.")


def system(name, engine):
    model, _, choice = name.partition(":")
    adapter, home = adapter_of(choice or "none", model, ADAPTERS)
    if choice == "own" and not adapter:
        raise SystemExit(f"No adapter for {model} came with Stet for summaries.")
    return System(PIPELINE, model, adapter, engine, () if adapter else ("--prompt-only",), home)


def sheet(systems, options):
    """Writes the page, and beside it the key that says which side is which."""
    items = planted_items(options.limit)
    corpus = Corpus([item["text"] for item in items], ["summarize", "--type", options.type], None, {}, ADAPTERS, otherwise=nothing)
    pairs = list(zip(*(answers("rubric", one, corpus, options) for one in systems)))
    dice = random.SystemRandom()
    shown, sides = [], {}
    for item, outputs in zip(items, pairs):
        order = dice.sample([0, 1], 2)
        sides[item["id"]] = order
        left, right = (outputs[number].text or "(no summary)" for number in order)
        shown.append({"id": item["id"], "text": item["text"], "left": left, "right": right})
    name = hashlib.sha256(json.dumps([shown, sides]).encode()).hexdigest()[:10]
    FOLDER.mkdir(parents=True, exist_ok=True)
    who = [{"system": one.name, "model": one.model, "adapter": one.adapter, "engine": one.engine} for one in systems]
    key = {"systems": who, "type": options.type, "sides": sides}
    (FOLDER / f"{name}.key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")
    data = {"sheet": name, "type": options.type, "dimensions": DIMENSIONS, "items": shown}
    # A text that has </script> in it must not end the script.
    embedded = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    page = FOLDER / f"{name}.html"
    page.write_text(TEMPLATE.read_text(encoding="utf-8").replace("/*DATA*/null", embedded), encoding="utf-8")
    return page


def sum_up(files, results):
    for name in sorted({file["sheet"] for file in files}):
        key = json.loads((FOLDER / f"{name}.key.json").read_text(encoding="utf-8"))
        judged = [judgement for file in files if file["sheet"] == name for judgement in file["judgements"]]
        for number, who in enumerate(key["systems"]):
            marks = [judgement[("left", "right")[key["sides"][judgement["id"]].index(number)]] for judgement in judged]
            values = {
                dimension: intervals.mean(SCORES[mark[dimension]] for mark in marks if dimension in mark)
                for dimension in DIMENSIONS
                if any(dimension in mark for mark in marks)
            }
            row = {**who, "corpus": f"planted.jsonl, {key['type']}, sheet {name}", "n": len(marks), "values": values}
            print(scorecard.line(row))
            scorecard.record("rubric", row, results)
    scorecard.write(results)


if __name__ == "__main__":
    run(main)
