"""How well `stet proofread` corrects, and how well it leaves alone.

jfleg: GLEU and ERRANT's precision, recall and F0.5 on the JFLEG development set (Napoles et al. 2017; 754 learner
sentences, four references each), and how much is changed of those sentences that at least two references leave as they
are. clean: how much is changed of eval/clean.txt, 200 sentences that need nothing. protected: whether addresses, code,
numbers, names and quotations stand in the output as they stood, in eval/protected.jsonl, whose sentences have mistakes
beside them. Corrections and restraint have to be read together.
"""

import json

import errors
import gleu
import intervals
from binary import REPOSITORY, corpora, run
from measure import Corpus, measure
from treebank import tokens
from words import changed, words

ALONE = "text unchanged"
ADAPTERS = ("proofread",)
REFERENCES = 4


def main():
    measure("proofread", __doc__, {"jfleg": jfleg, "clean": clean, "protected": protected}, rules=True)


def jfleg(limit):
    folder = corpora("dev", "jfleg")

    def lines(name):
        return [line.strip() for line in (folder / name).read_text(encoding="utf-8").splitlines()][:limit]

    texts = lines("dev.src")
    references = [[reference.split() for reference in four] for four in zip(*(lines(f"dev.ref{i}") for i in range(REFERENCES)))]
    sources = [text.split() for text in texts]
    right = [sum(reference == source for reference in four) >= 2 for source, four in zip(sources, references)]

    def score(outputs):
        # A line left as it was has its own tokens, which are not always those of this tokenizer.
        corrected = [source if output.text == text else tokens(output.text) for source, text, output in zip(sources, texts, outputs)]
        values = {"gleu": gleu.with_interval(sources, references, corrected), **errors.scores(sources, references, corrected)}
        yield "JFLEG dev", len(texts), {**values, **failures(outputs)}
        kept = [(before, after) for before, after, needs_nothing in zip(sources, corrected, right) if needs_nothing]
        if kept:
            yield "JFLEG dev, left unchanged by two references", len(kept), over_edits(kept)

    return corpus(texts, score)


def clean(limit):
    texts = (REPOSITORY / "eval" / "clean.txt").read_text(encoding="utf-8").splitlines()[:limit]

    def score(outputs):
        pairs = [(words(text), words(output.text)) for text, output in zip(texts, outputs)]
        yield "clean.txt", len(texts), {**over_edits(pairs), **failures(outputs)}

    return corpus(texts, score)


def protected(limit):
    lines = (REPOSITORY / "eval" / "protected.jsonl").read_text(encoding="utf-8").splitlines()[:limit]
    items = [json.loads(line) for line in lines]
    texts = [item["text"] for item in items]

    def score(outputs):
        kept = [kept_spans(item, output.text) for item, output in zip(items, outputs)]
        spans = [len(item["spans"]) for item in items]
        altered = [len(words(text)) for text in texts]
        touched = [changed(words(text), words(output.text)) for text, output in zip(texts, outputs)]
        values = {"spansKept": intervals.ratio(kept, spans, 100), "wordsChanged": intervals.ratio(touched, altered, 100)}
        yield "protected.jsonl", len(texts), {**values, **failures(outputs)}

    return corpus(texts, score)


def corpus(texts, score):
    return Corpus(texts, ["proofread"], score, {ALONE: texts}, ADAPTERS, lines=True)


def over_edits(pairs):
    """How much was changed of lists of words that need nothing."""
    touched = [changed(before, after) for before, after in pairs]
    return {
        "sentencesChanged": intervals.mean((before != after for before, after in pairs), 100),
        "wordsChanged": intervals.ratio(touched, [len(before) for before, _ in pairs], 100),
    }


def kept_spans(item, output):
    """How many of an item's spans stand in the output as often as in its text."""
    return sum(output.count(span) >= item["text"].count(span) for span in item["spans"])


def failures(outputs):
    return {"failed": intervals.mean((output.failed for output in outputs), 100)}


if __name__ == "__main__":
    run(main)
