"""Values of every kind of the seventh tuning set: drawn as those of the sixth are, of other lists and another seed."""

from values_sixth import Drawn

SEVENTH = Drawn(20270604, "lists-tuning-7.json")
