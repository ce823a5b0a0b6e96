"""How near `stet summarize` comes to what people wrote, what it invents, and what it leaves out.

dialogsum: TL;DRs of one sentence of the development set of DialogSum (Chen et al. 2021; 500 dialogues of two people).
qmsum: TL;DRs of one paragraph of the validation set of QMSum (Zhong et al. 2021; 182 excerpts of meetings). Its answers
are to questions, but each excerpt holds only what its question is about, so a summary of it is what compares; `stet ask`
answers in a sentence or two, and ROUGE against answers of sixty words would measure that length. mts-dialog: TL;DRs of
two or three sentences of the validation set of MTS-Dialog (Ben Abacha et al. 2023; 100 conversations at a doctor's).
planted: key points and action items of eval/planted.jsonl, threads, chats, meetings, calls and notifications that were
written with the facts a summary must have and the mistakes it is tempted to make.

Measured are ROUGE-1, 2 and L (Lin 2004; F-measure, with stemming, by PyPI's rouge-score) and the names and numbers in a
summary that its text does not have (mentions.py), against lead-k: the first k turns, of which there are as many as make
about the length of the references (three for DialogSum, as is the custom).
"""

import csv
import io
import json
import re

import intervals
from binary import REPOSITORY, corpora, run
from measure import Corpus, measure, shuffled
from mentions import mentions, supported
from rouge_score.rouge_scorer import RougeScorer
from words import words

ROUGE = ["rouge1", "rouge2", "rougeL"]
ADAPTERS = ("summarize",)


def main():
    sets = {"dialogsum": dialogsum, "qmsum": qmsum, "mts-dialog": mts_dialog, "planted": planted, "planted-tasks": planted_tasks}
    measure("summarize", __doc__, sets)


def dialogsum(limit):
    items = jsonl(corpora("dev", "dialogsum", "dialogsum.dev.jsonl"))[:limit]
    return compared("DialogSum dev", [item["dialogue"] for item in items], [item["summary"] for item in items], "short", 3)


def qmsum(limit):
    items = jsonl(corpora("dev", "qmsum", "specific.jsonl"))[:limit]
    # The annotators' marks for noises and pauses are no part of what was said.
    texts = [re.sub(r" ?\{\w+\}", "", item["transcript"]) for item in items]
    return compared("QMSum val", texts, [item["summary"] for item in items], "long", 1)


def mts_dialog(limit):
    file = corpora("dev", "mts-dialog", "validation.csv").read_text(encoding="utf-8")
    items = list(csv.DictReader(io.StringIO(file)))[:limit]
    texts = ["\n".join(line.strip() for line in item["dialogue"].splitlines()) for item in items]
    return compared("MTS-Dialog val", texts, [item["section_text"] for item in items], "medium", 4)


def compared(name, texts, references, length, k):
    """Texts with a summary each by a person."""
    scorer = RougeScorer(ROUGE, use_stemmer=True)

    def score(outputs):
        scores = [scorer.score(reference, output.text) for reference, output in zip(references, outputs)]
        values = {measure: intervals.mean((score[measure].fmeasure for score in scores), 100) for measure in ROUGE}
        yield name, len(texts), {**values, **common(texts, outputs)}

    command = ["summarize", "--type", "tldr", "--length", length]
    return Corpus(texts, command, score, {f"lead-{k}": leads(texts, k)}, ADAPTERS, otherwise=nothing)


def planted(limit):
    """What key points leave out of the facts, and whether they fall for a planted mistake."""
    items = planted_items(limit)
    texts = [item["text"] for item in items]

    def score(outputs):
        values = {
            "factsOmitted": omitted([item["facts"] for item in items], outputs),
            "mistaken": intervals.mean((mistaken(item, output.text) for item, output in zip(items, outputs)), 100),
        }
        yield "planted.jsonl, key points", len(texts), {**values, **common(texts, outputs)}

    command = ["summarize", "--type", "key-points"]
    return Corpus(texts, command, score, {"lead-5": leads(texts, 5)}, ADAPTERS, otherwise=nothing)


def planted_tasks(limit):
    """What action items leave out of the tasks, and whether they say whose a task is."""
    items = planted_items(limit)
    texts = [item["text"] for item in items]

    def score(outputs):
        found = [
            [owned(task, output.text) for task in item["tasks"] if task["who"] != "-" and says(task["says"], output.text)]
            for item, output in zip(items, outputs)
        ]
        values = {
            "tasksOmitted": omitted([item["tasks"] for item in items], outputs),
            "ownersNamed": intervals.ratio([sum(owners) for owners in found], [len(owners) for owners in found], 100),
            "mistaken": intervals.mean((mistaken(item, output.text) for item, output in zip(items, outputs)), 100),
        }
        yield "planted.jsonl, action items", len(texts), {**values, **common(texts, outputs)}

    command = ["summarize", "--type", "action-items", "--length", "long"]
    return Corpus(texts, command, score, {}, ADAPTERS, otherwise=nothing)


def planted_items(limit):
    return shuffled(jsonl(REPOSITORY / "eval" / "planted.jsonl"))[:limit]


def common(texts, outputs):
    invented = [sum(not supported(mention, text) for mention in mentions(output.text)) for text, output in zip(texts, outputs)]
    return {
        "unsupported": intervals.mean(invented),
        "words": intervals.mean(len(words(output.text)) for output in outputs),
        "failed": intervals.mean((output.failed for output in outputs), 100),
    }


def omitted(facts, outputs):
    """The share of the facts that the outputs do not say."""
    missing = [sum(not says(fact["says"], output.text) for fact in of) for of, output in zip(facts, outputs)]
    return intervals.ratio(missing, [len(of) for of in facts], 100)


def says(groups, text):
    """Whether a text has one expression of each group."""
    text = text.lower()
    return all(any(expression.lower() in text for expression in group) for group in groups)


def owned(task, text):
    """Whether a line that has the task has its owner, too."""
    lines = [line for line in text.splitlines() if says(task["says"][:1], line)]
    return any(task["who"].lower() in line.lower() for line in lines)


def mistaken(item, text):
    return any(re.search(expression, text) for expression in item["never"])


def leads(texts, k):
    return [" ".join([line for line in text.splitlines() if line.strip()][:k]) for text in texts]


def nothing(_text):
    return ""


def jsonl(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    run(main)
