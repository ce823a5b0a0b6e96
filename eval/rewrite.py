"""What `stet rewrite` does with a text: is it shorter, friendlier or more professional, and is it still the same text?

wordy and wordy-chinese: concise, over the wordy paragraphs of eval/rewrite/wordy.jsonl (60 English, 20 Chinese). wiki:
concise, over the 600 sentences of wiki-conciseness that are held out (heldout.py), next to what a person made of them.
friendly and professional: the 40 blunt or informal messages of eval/rewrite/blunt.jsonl.

Measured are the length as a share of the text's; the meaning kept, as a cosine of embeddings (embedding.py; English);
the names and numbers of the text that the output still has, and those it has of its own (mentions.py); the share of the
text's words that the change touches; and the style by its marks (style.py), which is an imperfect measure.
"""

import json

import heldout
import intervals
import style
from binary import REPOSITORY, run
from embedding import cosine
from measure import Corpus, measure
from mentions import mentions, supported
from words import changed, words

ALONE = "text unchanged"
JUDGES = {"friendly": style.friendly, "professional": style.professional}


def main():
    measure("rewrite", __doc__, {"wordy": wordy, "wordy-chinese": wordy_chinese, "wiki": wiki, "friendly": friendly, "professional": professional})


def wordy(limit):
    return corpus("wordy.jsonl, English, concise", texts_of("wordy", "en")[:limit], "concise")


def wordy_chinese(limit):
    return corpus("wordy.jsonl, Chinese, concise", texts_of("wordy", "zh")[:limit], "concise", english=False)


def wiki(limit):
    pairs = heldout.held_out()[:limit]
    texts = [source for source, *_ in pairs]
    return corpus("wiki-conciseness, held out, concise", texts, "concise", people=[by_hand for _, by_hand, _ in pairs])


def friendly(limit):
    return corpus("blunt.jsonl, friendly", texts_of("blunt", "en")[:limit], "friendly")


def professional(limit):
    return corpus("blunt.jsonl, professional", texts_of("blunt", "en")[:limit], "professional")


def texts_of(name, language):
    lines = (REPOSITORY / "eval" / "rewrite" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [item["text"] for item in map(json.loads, lines) if item["language"] == language]


def corpus(name, texts, tone, english=True, people=None):
    def score(outputs):
        yield name, len(texts), values(texts, outputs, JUDGES.get(tone), english)

    baselines = {ALONE: texts, **({"a person": people} if people else {})}
    return Corpus(texts, ["rewrite", "--tone", tone], score, baselines, (tone, "rewrite"))


def values(texts, outputs, judge, english):
    pairs = [(text, output.text) for text, output in zip(texts, outputs)]
    before = [len(words(text)) for text, _ in pairs]
    kept = [[supported(mention, after) for mention in mentions(text)] for text, after in pairs]
    invented = [sum(not supported(mention, text) for mention in mentions(after)) for text, after in pairs]
    measured = {
        "length": intervals.ratio([len(words(after)) for _, after in pairs], before, 100),
        "mentionsKept": intervals.ratio([sum(of) for of in kept], [len(of) for of in kept], 100),
        "unsupported": intervals.mean(invented),
        "wordsChanged": intervals.ratio([changed(words(text), words(after)) for text, after in pairs], before, 100),
        "failed": intervals.mean((output.failed for output in outputs), 100),
    }
    if english:
        measured["meaning"] = intervals.mean(cosine(text, after) for text, after in pairs)
    if judge:
        measured["style"] = intervals.mean((judge(after) for _, after in pairs), 100)
    return measured


if __name__ == "__main__":
    run(main)
