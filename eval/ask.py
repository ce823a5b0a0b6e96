"""Asks questions about assets/samples: is the answer right, does it show the right sentence, and is what the text does
not tell declined?
"""

import argparse
import json
import subprocess
from pathlib import Path

from binary import REPOSITORY, STET, environment, forget

QUESTIONS = REPOSITORY / "eval" / "questions.json"
SAMPLES = REPOSITORY / "assets" / "samples"


def main():
    parser = argparse.ArgumentParser(prog="./dev eval ask", description=__doc__)
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="default: eval/questions.json")
    parser.add_argument("--model", help="default: this machine's own")
    parser.add_argument("--engine", help="default: auto")
    parser.add_argument("--fresh", action="store_true", help="forget what the models answered before")
    options = parser.parse_args()
    if options.fresh:
        forget()
    extra = [word for name in ("model", "engine") if (value := getattr(options, name)) for word in (f"--{name}", value)]
    judged = []
    for question, result, good in answers(extra, options.questions):
        judged.append((question, good))
        sources = " | ".join(result["sentences"])
        print(f"{'ok ' if good else 'NO '} {question['text']}: {question['question']}\n      {result['text']}  [{sources}]")
    print("\n" + "\n".join(score(judged)))


def answers(extra, questions=QUESTIONS):
    """Every question, what came of it, and whether that was right."""
    for question in json.loads(questions.read_text(encoding="utf-8")):
        result = ask(question, extra)
        yield question, result, judge(question, result)


def score(judged):
    """Questions with whether each was answered right, counted."""
    for told, what in ((True, "answered right, with the right sentence"), (False, "declined, since the text does not tell")):
        right = [good for question, good in judged if ("says" in question) == told]
        yield f"{what}: {sum(right)} of {len(right)}"


def ask(question, extra):
    text = (SAMPLES / question["text"]).read_text(encoding="utf-8")
    command = [STET, "ask", question["question"], "--json", *extra, "-"]
    ran = subprocess.run(command, input=text, text=True, encoding="utf-8", stdout=subprocess.PIPE, env=environment())
    result = json.loads(ran.stdout)
    if error := result.get("error"):
        if ran.returncode != 5:
            raise SystemExit(f"stet ended with exit code {ran.returncode}: {error['message']}")
        result = {"text": error["message"], "sources": [], "answered": None}
    units = text.encode("utf-16-le")
    spans = [(2 * span["startIndex"], 2 * span["endIndex"]) for span in result["sources"]]
    return {**result, "sentences": [units[start:end].decode("utf-16-le").strip() for start, end in spans]}


def judge(question, result):
    """A question that the text does not answer has nothing to say."""
    if "says" not in question:
        return result["answered"] is False
    text = result["text"].lower()
    said = all(any(word.lower() in text for word in words) for words in question["says"])
    return bool(result["answered"]) and said and any(question["source"] in sentence for sentence in result["sentences"])


if __name__ == "__main__":
    main()
