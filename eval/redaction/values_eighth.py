"""Values of every kind of the held-out set: drawn as those of the sixth are, of other lists and another seed."""

from values_sixth import Drawn

EIGHTH = Drawn(20281123, "lists-heldout.json")
