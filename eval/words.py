"""Words between spaces, and Chinese characters one by one: how many there are, and how many a change touches."""

import difflib
import re

_CHINESE = re.compile(r"([\u3400-\u9fff])")


def words(text):
    return _CHINESE.sub(r" \1 ", text).split()


def changed(before, after):
    """Words of two lists that were replaced, removed or added."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return sum(max(i2 - i1, j2 - j1) for op, i1, i2, j1, j2 in matcher.get_opcodes() if op != "equal")
