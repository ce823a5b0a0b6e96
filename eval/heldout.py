"""What training must not see of the corpora that it may use.

Of wiki-conciseness the last 600 source sentences are held out, by their order in concise_lite.tsv, with all of their
rewrites; training imports `is_held_out` from here. The validation and development sets are held out as whole files.
"""

import functools

from binary import corpora

HELD_OUT = 600


def wiki_conciseness():
    """All 2,000: the source sentence and its two concise rewrites."""
    lines = corpora("train", "wiki-conciseness", "concise_lite.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")[:3]) for line in lines]


def held_out():
    return wiki_conciseness()[-HELD_OUT:]


def is_held_out(source):
    """Whether a source sentence of wiki-conciseness is one to measure with."""
    return source.strip() in _sources()


@functools.cache
def _sources():
    return {source.strip() for source, *_ in held_out()}
