"""Makes tuning.jsonl, tuning-2.jsonl to tuning-7.jsonl and heldout.jsonl in src-tauri/crates/core/tests/redaction/, 700
texts each (455 English, 245 Chinese) to measure the finding of personal data with, written without a look at the code
that finds it. What that code makes of the first seven is looked at while it is mended; the eighth, of other surroundings
and values drawn anew from the forms of the others, is there only to measure with.

    python3 -m venv VENV && VENV/bin/pip install Faker==40.63.0
    VENV/bin/python eval/redaction/make.py [tuning|tuning-2|tuning-3|tuning-4|tuning-5|tuning-6|tuning-7|heldout] [--check]

The surroundings are the hand-written ones in templates/, apart by %%, where a first line of @ and two letters says of
which country the data is; the data in them is random, of a fixed seed, from Faker and from the formats in values.py and
values_second.py to values_eighth.py, so none of it is anybody's. 550 texts have data, 150 only look-alikes ("items":
[]). Each line is {"text", "language", "items": [{"kind", "text"}]}: one item per occurrence, in the order of the text,
each the exact words there. What an item covers:

- name: without title or form of address (Dr. [Ada Byrne], [李明]先生); a first or last name alone counts where it is
  written alone (Hi [Ada],). [Byrne, Ada] is one item.
- address: from the flat, number or street to its last part on that line; a Chinese one from its first part, be that the
  province or the road. A town alone is no address.
- phone: with country code and extension. card, iban, national-id, ip (without port or zone), mac: all of the value.
- api-key: the key, token or secret that a machine or an issuer made, without its name or quotes; a PEM block from its
  BEGIN to its END line. An issuer's token is one where a password is asked for, too.
- password: the password or pass phrase that is typed in, Wi-Fi's too, without its name or quotes; also random bytes, where
  the text calls them a password.
- url-secret: in user:password@host the password, in ?token=value, of whatever name, the value.

Not labelled, as they are none of these kinds: dates of birth, account and user names, companies, hosts.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import faker
import values
import values_eighth
import values_fifth
import values_fourth
import values_second
import values_seventh
import values_sixth
import values_third
from checksums import chinese_check, good_id, luhn, mod97
from values import dice

FAKER = "40.63.0"
HERE = Path(__file__).parent
OUT = HERE.parent.parent / "src-tauri" / "crates" / "core" / "tests" / "redaction"
SOURCES = {
    "tuning": values,
    "tuning-2": values_second,
    "tuning-3": values_third,
    "tuning-4": values_fourth,
    "tuning-5": values_fifth,
    "tuning-6": values_sixth.SIXTH,
    "tuning-7": values_seventh.SEVENTH,
    "heldout": values_eighth.EIGHTH,
}
SIZES = {("en", True): 357, ("en", False): 98, ("zh", True): 193, ("zh", False): 52}
KINDS = "email phone card iban national-id ip mac api-key password url-secret address name".split()
LEAST_OF_KIND = dict.fromkeys(KINDS, 60) | {"password": 10}
MORE_OF_SOME = LEAST_OF_KIND | {"national-id": 100, "card": 100, "phone": 150}
ENOUGH = {
    "tuning": LEAST_OF_KIND,
    "tuning-2": MORE_OF_SOME,
    "tuning-3": MORE_OF_SOME | {"password": 40},
    "tuning-4": MORE_OF_SOME | {"password": 40},
    "tuning-5": MORE_OF_SOME | {"password": 40, "phone": 200},
    "tuning-6": MORE_OF_SOME | {"password": 40, "phone": 200},
    "tuning-7": MORE_OF_SOME | {"password": 40, "phone": 200},
    "heldout": MORE_OF_SOME | {"password": 40, "phone": 200, "national-id": 130, "api-key": 130},
}
TEMPLATES = {
    ("en", True): "english",
    ("en", False): "english-none",
    ("zh", True): "chinese",
    ("zh", False): "chinese-none",
}
LEAST = {("en", True): 120, ("en", False): 40, ("zh", True): 60, ("zh", False): 25}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", nargs="?", choices=list(SOURCES), help="only that one")
    parser.add_argument("--check", action="store_true", help="make nothing, check what is kept")
    options = parser.parse_args()
    for name in [options.set] if options.set else SOURCES:
        out = OUT / f"{name}.jsonl"
        if not options.check:
            assert faker.VERSION == FAKER, f"needs Faker {FAKER}, not {faker.VERSION}"
            out.parent.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(text, ensure_ascii=False) for text in texts(name)]
            out.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(name)
        check([json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], ENOUGH[name])


def texts(name):
    """All those of a set, in a mixed order."""
    source, made = SOURCES[name], []
    values.start(source.SEED)
    for (language, data), size in SIZES.items():
        made += rendered(source, template_file(name, language, data), language, data, size)
    dice.shuffle(made)
    return made


def template_file(name, language, data):
    return (HERE / "templates" / name / f"{TEMPLATES[language, data]}.txt").read_text(encoding="utf-8")


def rendered(source, block, language, data, size):
    """Every template once, then again and again in a new order each time, until there are enough different texts."""
    templates = [template.strip("\n") for template in re.split(r"^%%$", block, flags=re.M) if template.strip()]
    assert len(set(templates)) == len(templates) >= LEAST[language, data], len(templates)
    made, seen, order = [], set(), []
    while len(made) < size:
        if not order:
            order = dice.sample(templates, len(templates))
        template = order.pop()
        if not data and template in seen and "<<" not in template:
            continue
        for _ in range(400):
            text = fill(source, template, language)
            if text["text"] not in seen and not faults(text, data):
                break
        else:
            raise SystemExit(f"no good text comes of: {template}\n{faults(fill(source, template, language), data)}")
        seen |= {template, text["text"]}
        made.append(text)
    return made


SLOT = re.compile(r"<<(~?)([a-z]+)(\d?)(?:@([a-z]{2}))?>>")


def fill(source, template, language):
    """A template with its slots filled: <<~word>> is an unlabelled filling, a digit tells one value from another."""
    locale = "cn" if language == "zh" else dice.choices(list(source.WEIGHTS), list(source.WEIGHTS.values()))[0]
    if mark := re.match(r"@([a-z]{2})\n", template):
        locale, template = mark[1], template[mark.end() :]
    people, made, items, parts, at = {}, {}, [], [], 0
    for slot in SLOT.finditer(template):
        filling, word, number, own = slot.groups()
        parts.append(template[at : slot.start()])
        at = slot.end()
        key = (filling, word, number, own)
        if key not in made:
            if filling:
                made[key] = None, source.town(language, locale) if word == "city" else source.FILLINGS[word](language)
            elif word in source.PERSON:
                who = people[number] = people.get(number) or source.another(people.values(), own or locale)
                made[key] = "email" if word == "email" else "name", source.PERSON[word](who)
            else:
                kind, make = source.SLOTS[word]
                made[key] = kind, make(own or locale)
        kind, value = made[key]
        parts.append(value)
        if kind:
            items.append({"kind": kind, "text": value})
    parts.append(template[at:])
    text = "".join(parts)
    assert not re.search("<<[a-z~]", text), text
    return {"text": text, "language": language, "items": items}


EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
QUAD = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
PLATE = re.compile(r"(?<![\w])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w])")
DOTTED = re.compile(r"(?<![\w.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])")
LONG = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w])")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[0-9A-Z]){11,30}(?!\w)")
RESIDENT = re.compile(r"(?<!\d)\d{17}[\dXx](?!\w)")


def spans(text):
    """Where the items are, found one after the other from the start; None if one is not there."""
    found, at = [], 0
    for item in text["items"]:
        start = text["text"].find(item["text"], at)
        if start < 0:
            return None
        at = start + len(item["text"])
        found.append((start, at))
    return found


def faults(text, data):
    """What would make a text unfair or its labels unclear."""
    words, where = text["text"], spans(text)
    if where is None:
        return ["an item is missing"]
    if bool(text["items"]) != data:
        return ["data where none was due, or none where some was"]

    def covered(start, end):
        return any(first <= start and end <= last for first, last in where)

    found = []
    for item in text["items"]:
        for match in re.finditer(re.escape(item["text"]), words):
            if not covered(match.start(), match.end()):
                found.append(f"also unlabelled: {item['text']}")
    names = [item["text"] for item in text["items"] if item["kind"] == "name"]
    values = [item["text"] for item in text["items"]]
    if any(len(name) < 2 for name in names):
        found.append("a name of one letter")
    if any(one != other and one in other for one in values for other in values if len(one) < 6 and other not in names):
        found.append("one item within another")
    for pattern, holds in (
        (EMAIL, lambda value: not value.startswith("git@")),
        (QUAD, lambda value: True),
        (PLATE, lambda value: True),
        (DOTTED, lambda value: True),
        (LONG, lambda value: luhn(re.sub(r"\D", "", value))),
        (IBAN, lambda value: mod97(value.replace(" ", ""))),
        (RESIDENT, lambda value: chinese_check(value[:17]) == value[17].upper()),
    ):
        for match in pattern.finditer(words):
            inside = covered(match.start(), match.end())
            across = any(first < match.end() and match.start() < last for first, last in where)
            if not inside and not across and holds(match[0]):
                found.append(f"unlabelled: {match[0]}")
    return found


def check(kept, enough):
    """The kept file: its sizes, that each label is where it says, and that numbers with a checksum have a good one."""
    assert len(kept) == sum(SIZES.values()) and len({text["text"] for text in kept}) == len(kept)
    for (language, data), size in SIZES.items():
        assert sum(text["language"] == language and bool(text["items"]) == data for text in kept) == size
    counts = {language: Counter() for language in ("en", "zh")}
    for text in kept:
        assert set(text) == {"text", "language", "items"} and not faults(text, bool(text["items"])), text
        for item in text["items"]:
            kind, value = item["kind"], item["text"]
            assert set(item) == {"kind", "text"} and kind in KINDS and value == value.strip()
            counts[text["language"]][kind] += 1
            bare = re.sub("[ .-]", "", value)
            if kind == "card":
                assert bare.isdigit() and luhn(bare), value
            if kind == "iban":
                assert mod97(bare), value
            if kind == "national-id":
                assert good_id(re.sub("[^0-9A-Z]", "", value.upper())), value
    for kind in KINDS:
        english, chinese = counts["en"][kind], counts["zh"][kind]
        print(f"{kind:12} {english + chinese:4}  en {english:4}  zh {chinese:4}")
    assert all(counts["en"][kind] + counts["zh"][kind] >= enough[kind] for kind in KINDS)


if __name__ == "__main__":
    main()
