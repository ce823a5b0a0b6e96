"""Every figure with its 95% bootstrap interval (Efron 1979): the items are drawn anew, with replacement, 2,000 times.

A figure is a function of sums over the items, so that means, shares and scores of a whole corpus are all done one way.
Seeds are fixed: the same answers give the same intervals.
"""

import numpy

DRAWS, SEED = 2000, 2026


def ratio(parts, wholes, scale=1):
    """The sum of the parts by that of the wholes, as [value, low, high]; 100 as the scale makes it a percentage."""
    return bootstrap(numpy.column_stack([parts, wholes]), lambda sums: scale * sums[..., 0] / numpy.maximum(sums[..., 1], 1e-9))


def mean(values, scale=1):
    """Of one value an item; of true and false with scale 100 the share of true ones in percent."""
    values = numpy.asarray(list(values), dtype=float)
    return ratio(values, numpy.ones(len(values)), scale)


def bootstrap(counts, score):
    """`counts` has a row an item; `score` takes their sums, along the last axis, and gives the figure for each."""
    counts = numpy.asarray(counts, dtype=float)
    dice = numpy.random.default_rng(SEED)
    # How often each item was drawn, times its counts: the sums of all draws in one product.
    drawn = dice.multinomial(len(counts), numpy.full(len(counts), 1 / len(counts)), DRAWS)
    low, high = numpy.percentile(score(drawn @ counts), [2.5, 97.5])
    return [float(score(counts.sum(axis=0))), float(low), float(high)]
