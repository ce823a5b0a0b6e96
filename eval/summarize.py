"""How near `stet summarize` comes to what people wrote, and how often it names what the text does not.

ROUGE-1, 2 and L (Lin 2004; F-measure, with stemming, by PyPI's rouge-score) of TL;DRs (one sentence, unless another
--length is asked for) on the development set of DialogSum (Chen et al. 2021; 500 dialogues of two people), against the
first three turns. Intervals are 95% bootstrap intervals over the dialogues. A refused summary counts as an empty one.
Answers are kept as they come, so an interrupted run goes on where it stopped.
"""

import argparse
import json
import time

import numpy
from binary import answer, corpora, note, run
from rouge_score.rouge_scorer import RougeScorer

MEASURES = ["rouge1", "rouge2", "rougeL"]
SYSTEMS = {
    "lead": ("the first three turns", None),
    "prompt": ("prompt only", ["--prompt-only"]),
    "adapter": ("with adapter", []),
}


def main():
    parser = argparse.ArgumentParser(prog="./dev eval summarize", description=__doc__)
    parser.add_argument("--model", action="append", help="model id, may be repeated (default: small)")
    parser.add_argument("--engine", default="llama", help="auto, llama or mistralrs (default: %(default)s)")
    parser.add_argument("--length", default="short", help="short, medium or long (default: %(default)s)")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="which rows, of: %(default)s")
    parser.add_argument("--limit", type=int, help="only the first N dialogues")
    parser.add_argument("--fresh", action="store_true", help="forget the results kept for this build")
    options = parser.parse_args()
    lines = corpora("dev", "dialogsum", "dialogsum.dev.jsonl").read_text(encoding="utf-8").splitlines()
    dialogues = [json.loads(line) for line in lines[: options.limit]]
    print(f"DialogSum dev, {len(dialogues)} dialogues; engine {options.engine}; --length {options.length}\n")
    print("| system | model | ROUGE-1 | ROUGE-2 | ROUGE-L | names and numbers not in the text | refused | words | s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in options.systems.split(","):
        for model in [None] if SYSTEMS[name][1] is None else options.model or ["small"]:
            print(row(name, model, dialogues, options), flush=True)


def row(name, model, dialogues, options):
    title, flags = SYSTEMS[name]
    scorer = RougeScorer(MEASURES, use_stemmer=True)
    scores, unsupported, refused, words, spent = [], 0, 0, 0, 0.0
    began = time.monotonic()
    for number, dialogue in enumerate(dialogues, start=1):
        if flags is None:
            summary = " ".join(dialogue["dialogue"].splitlines()[:3])
        else:
            command = ["summarize", "--type", "tldr", "--length", options.length, *flags]
            command += ["--model", model, "--engine", options.engine]
            _, result = answer(command, dialogue["dialogue"], options.fresh)
            summary = result.get("text", "")
            refused += "error" in result
            unsupported += any(not point["checked"] for point in result.get("points", []))
            spent += result.get("timing", {}).get("totalMs", 0) / 1000
            note(f"{title}: {number} of {len(dialogues)}, {(time.monotonic() - began) / number:.1f} s each")
        words += len(summary.split())
        scores.append([100 * scorer.score(dialogue["summary"], summary)[measure].fmeasure for measure in MEASURES])
    note("")
    shown = " | ".join(interval(column) for column in numpy.array(scores).T)
    if flags is None:
        return f"| {title} | | {shown} | | | {words / len(dialogues):.0f} | |"
    return (
        f"| {title} | {model} | {shown} | {100 * unsupported / len(dialogues):.1f}% | {refused} "
        f"| {words / len(dialogues):.0f} | {spent / len(dialogues):.1f} |"
    )


def interval(values, dice=numpy.random.default_rng(2026)):
    """The mean and the 95% bootstrap interval around it."""
    means = dice.choice(values, (2000, len(values))).mean(axis=1)
    low, high = numpy.percentile(means, [2.5, 97.5])
    return f"{values.mean():.1f} ({low:.1f}–{high:.1f})"


if __name__ == "__main__":
    run(main)
