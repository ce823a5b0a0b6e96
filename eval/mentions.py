"""Names and numbers of a text, and whether another text has them: to see what a summary invents and a rewrite loses.

A name is a word with a capital where no sentence begins, a number a run of digits; of Chinese only the numbers are seen.
Numbers written out count as found ("twenty six" supports 26), but one that only the output writes out is not looked at.
So what is counted as invented nearly always is, and some of what is invented goes unseen. This is independent of Stet's
own check, on purpose: a guard must not grade itself.
"""

import re

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_][\w'’&-]*")
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
_BEGINS = set(".!?:;…\n\"“”'‘(-–—•*#>|[/")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St)\.$")
# Written with a capital anywhere, and no name.
_PLAIN = {"i", "i'm", "i'll", "i've", "i'd", "ok", "okay", "mr", "mrs", "ms", "dr"}
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_VALUES = {word: value for value, word in enumerate(_ONES.split())}
_VALUES |= {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_VALUES |= {"hundred": 100, "thousand": 1000, "million": 1000000}


def mentions(text):
    """The names and numbers of a text, each once."""
    return names(text) | numbers(text)


def names(text):
    found = set()
    for match in _WORD.finditer(text):
        word = _plain(match[0])
        before = text[: match.start()].rstrip(" \t")
        begins = not before or before[-1] in _BEGINS and not _TITLE.search(before)
        # Letters that a digit or an apostrophe stands before are the rest of something ("3PM", "o'Clock").
        attached = match.start() > 0 and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "'’@")
        if word[0].isupper() and not begins and not attached and word.lower() not in _PLAIN:
            found.add(word)
    return found


def numbers(text):
    return {_figure(match[0]) for match in _NUMBER.finditer(text)}


def supported(mention, text):
    """Whether a text has a name or number that another one mentions."""
    if mention[0].isdigit():
        return mention in numbers(text) or mention in _spelled(text)
    lower = text.lower()
    if re.search(rf"(?<!\w){re.escape(mention.lower())}(?:['’]?s)?(?!\w)", lower):
        return True
    # Letters that are spoken one by one: "the A B C store".
    return mention.isupper() and mention.lower() in re.sub(r"[\W_]+", "", lower)


def _plain(word):
    return _POSSESSIVE.sub("", word).replace("’", "'") or word


def _figure(number):
    """One way to write it: 18,400 and 18400 are the same, so are 07 and 7."""
    number = re.sub(r",(?=\d{3}(?!\d))", "", number)
    return number.lstrip("0") or "0" if number.isdigit() else number


def _spelled(text):
    """What the numbers written out come to, as a whole and word by word."""
    found, whole, part, before = set(), 0, 0, ""
    for word in [*re.findall(r"[a-z]+", text.lower()), ""]:
        value = _VALUES.get(word)
        if value is not None:
            found.add(str(value))
            if value == 100:
                part = max(part, 1) * 100
            elif value > 100:
                whole, part = whole + max(part, 1) * value, 0
            else:
                part += value
        elif word != "and" or before not in _VALUES:
            found.add(str(whole + part))
            whole = part = 0
        before = word
    return found - {"0"}
