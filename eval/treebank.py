"""Tokens the way the JFLEG references are tokenized: Penn Treebank, with every digit a token of its own.

A system that writes "don't" or "50 years." is right; without this the score would punish it for not writing "do n't"
and "5 0 years .".
"""

import re

ABBREVIATIONS = {"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "jr.", "sr.", "vs.", "etc.", "e.g.", "i.e.", "a.m.", "p.m."}

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "–": "--", "—": "--", "\xa0": " "})
_SPLITS = [
    (re.compile(r"(\.{3,}|-{2,})"), r" \1 "),
    (re.compile(r"([,;:?!()\[\]{}\"%$€£]|'')"), r" \1 "),
    (re.compile(r"(\d)(?=[\d.,]*\d)"), r"\1 "),
    (re.compile(r"(?<=[A-Za-z])(?=\d)"), " "),
    (re.compile(r"(?i)(?<=[a-z])(n't)\b"), r" \1"),
    (re.compile(r"(?i)(?<=[a-z])('(?:s|m|d|re|ve|ll))\b"), r" \1"),
    (re.compile(r"(?i)(?<=s)'(?=\s|$)"), " '"),
]
# The entity stands for an apostrophe-like quote in a few source lines and references; it is one token there.
_ENTITY = re.compile(r"&\s*raspsquo\s*;")


def tokens(text):
    """The tokens of a sentence or short text."""
    text = f" {text.translate(_PLAIN)} "
    for pattern, replacement in _SPLITS:
        text = pattern.sub(replacement, text)
    text = _ENTITY.sub("&raspsquo;", text)
    return [token for word in text.split() for token in _period(word)]


def _period(word):
    """Splits a closing full stop off, unless it belongs to the word."""
    is_initial = re.fullmatch(r"(?:[A-Za-z]\.)+", word) and word.lower() != "i."
    if len(word) < 2 or not word.endswith(".") or word.endswith("..") or is_initial or word.lower() in ABBREVIATIONS:
        return [word]
    return [word[:-1], "."]
