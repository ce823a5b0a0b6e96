"""GLEU, the score of grammatical error correction, over a corpus with several references.

Napoles, Sakaguchi, Post and Tetreault, "Ground Truth for Grammatical Error Correction Metrics" (ACL 2015), in the form
of the authors' update "GLEU Without Tuning" (2016): n-grams of the output are rewarded when the reference has them and
punished when the source has them and the reference does not. With several references, one is drawn for each sentence,
the corpus is scored, and the mean over many draws is the result.
"""

import math
import random
from collections import Counter

import intervals
import numpy

ORDER = 4
DRAWS = 500
SEED = 2015


def gleu(sources, references, outputs, draws=DRAWS, seed=SEED):
    """The corpus score, from 0 to 1.

    `sources` and `outputs` are lists of token lists; `references` holds for each sentence a list of token lists.
    """
    counts = _all_counts(sources, references, outputs)
    if all(len(choices) == 1 for choices in counts):
        draws = 1
    dice = random.Random(seed)
    scores = []
    for _ in range(draws):
        drawn = [choices[dice.randrange(len(choices))] for choices in counts]
        scores.append(_score([sum(column) for column in zip(*drawn)]))
    return sum(scores) / len(scores)


def with_interval(sources, references, outputs):
    """The corpus score in percent as [value, low, high], the same for every call with the same texts.

    Each draw of the 95% bootstrap interval takes sentences with replacement and for each of them one of its references.
    """
    counts = _all_counts(sources, references, outputs)
    dice = random.Random(SEED)
    scores = []
    for _ in range(intervals.DRAWS):
        drawn = [dice.choice(choices) for choices in dice.choices(counts, k=len(counts))]
        scores.append(_score([sum(column) for column in zip(*drawn)]))
    low, high = numpy.percentile(scores, [2.5, 97.5])
    return [100 * score for score in (gleu(sources, references, outputs), float(low), float(high))]


def _all_counts(sources, references, outputs):
    if not len(sources) == len(references) == len(outputs) or not sources:
        raise ValueError("sources, references and outputs must be of one length, and not empty")
    return [
        [_counts(source, reference, output) for reference in choices]
        for source, choices, output in zip(sources, references, outputs)
    ]


def _ngrams(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def _counts(source, reference, output):
    """Lengths of output and reference, then for each n the n-grams that count and those there are."""
    counts = [len(output), len(reference)]
    for n in range(1, ORDER + 1):
        wanted, had, got = _ngrams(reference, n), _ngrams(source, n), _ngrams(output, n)
        left_over = Counter({ngram: count for ngram, count in had.items() if ngram not in wanted})
        counts.append(max((got & wanted).total() - (got & left_over).total(), 0))
        counts.append(max(len(output) + 1 - n, 0))
    return counts


def _score(counts):
    if 0 in counts:
        return 0.0
    output_length, reference_length = counts[:2]
    precision = sum(math.log(right / all_) for right, all_ in zip(counts[2::2], counts[3::2])) / ORDER
    return math.exp(min(0.0, 1 - reference_length / output_length) + precision)
