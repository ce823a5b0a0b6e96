"""Finds the action items of labelled threads and transcripts: how many of them, with the right owner and due date, and
how many that are none?

    ./dev eval documents             the held-out set, eval/documents
    ./dev eval documents --tuning    the set the rules may be tuned on, eval/documents/tuning
    ./dev eval documents --second    eval/documents/tuning/second, kept apart until the rules have been changed

An item is found if all key words of the label are in its words or in the sentences it rests on; items are matched one
to one. An owner is right under any of the names that the label has, or one of their parts ("Ben" for "Ben Ito"). Due
dates are compared without "by", "on" and the like, and with "5 June", "June 5" and "5th of June" taken as the same; a
date where the label has none is wrong, too.
"""

import argparse
import json
import re
import subprocess
from pathlib import Path

from binary import REPOSITORY, STET, environment

HELD_OUT = REPOSITORY / "eval" / "documents"
TUNING = HELD_OUT / "tuning"
SECOND = TUNING / "second"
# Measured apart: they were not looked at until the rules stood.
KEPT = ("thread-reunion", "thread-pavement", "transcript-stock", "transcript-migration", "zh-thread-supplier", "zh-transcript-volunteer")
COUNTS = ("items", "found", "owner", "due", "all", "invented")

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "(" + "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + r"|sept)\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY_MONTH = re.compile(rf"(?:\bthe )?\b{_DAY} (?:of )?{_MONTH}(?! ?\w)(?:,? \d{{4}})?")
_MONTH_DAY = re.compile(rf"\b{_MONTH} (?:the )?{_DAY}\b(?:,? \d{{4}})?")
_LITTLE = re.compile(r"\b(?:by|on|at|for|before|until|till|the|latest|due|in|no later than|this|please|over)\b|[.,!?;:()。，？！]")
_ENDS = re.compile(r"(?:之前|以前|前|之内|以内|内)$")


def main():
    parser = argparse.ArgumentParser(prog="./dev eval documents", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folder = parser.add_mutually_exclusive_group()
    folder.add_argument("--tuning", action="store_true", help="the tuning set instead")
    folder.add_argument("--second", action="store_true", help="the second tuning set instead, figures only")
    parser.add_argument("--kept", choices=("without", "only", "both"), default="both", help="of the tuning set the kept texts (default: %(default)s)")
    parser.add_argument("--program", type=Path, help="another program than stet; it is given the file, and prints the same JSON")
    parser.add_argument("--show", action="store_true", help="what was missed, wrong and invented; for the tuning set only")
    parser.add_argument("extra", nargs="*", help="further options for stet, after --")
    options = parser.parse_args()
    if options.show and not options.tuning:
        raise SystemExit("What is wrong in a set that is kept apart is not shown, or it would not be apart for long.")
    groups = {}
    for labels in sorted((TUNING if options.tuning else SECOND if options.second else HELD_OUT).glob("*.json")):
        kept = options.tuning and labels.stem in KEPT
        if options.kept != ("without" if kept else "only") or not options.tuning:
            counts = measure(labels, options)
            print(line(labels.stem, counts))
            chinese = labels.stem.startswith("zh-")
            for group in ("kept apart" if kept else "all", "  Chinese" if chinese else "  English"):
                groups.setdefault((kept, group), []).append(counts)
    print()
    for (_, group), counts in sorted(groups.items(), key=lambda entry: (entry[0][0], entry[0][1].strip() in ("English", "Chinese"))):
        print(line(group, [sum(column) for column in zip(*counts)], shares=True))


def line(name, counts, shares=False):
    items = max(counts[0], 1)
    cells = [f"{what} {count}" + (f" ({100 * count / items:.0f}%)" if shares and what != "items" else "") for what, count in zip(COUNTS, counts)]
    return f"{name:24}" + "  ".join(f"{cell:15}" for cell in cells)


def measure(labels, options):
    """How many of each of COUNTS a text has. `all` are the items found with owner and due date right."""
    label = json.loads(labels.read_text(encoding="utf-8"))
    text = next(file for file in labels.parent.glob(f"{labels.stem}.*") if file.suffix != ".json")
    points = ask(text, options)
    wanted = label["action_items"]
    pairs = match(wanted, points)
    owners = sum(right_owner(wanted[a], points[b]) for a, b in pairs.items())
    dues = sum(right_due(wanted[a], points[b]) for a, b in pairs.items())
    both = sum(right_owner(wanted[a], points[b]) and right_due(wanted[a], points[b]) for a, b in pairs.items())
    if options.show:
        show(wanted, points, pairs)
    return [len(wanted), len(pairs), owners, dues, both, len(points) - len(pairs)]


def ask(file, options):
    if options.program:
        command = [options.program, *options.extra, file]
    else:
        command = [STET, "summarize", "--type", "action-items", "--json", *options.extra, file]
    ran = subprocess.run(command, text=True, encoding="utf-8", stdout=subprocess.PIPE, env=environment())
    result = json.loads(ran.stdout)
    if error := result.get("error"):
        # Nothing found is a result; anything else is not.
        if ran.returncode != 5:
            raise SystemExit(f"{file.name}: exit code {ran.returncode}: {error['message']}")
        return []
    units = file.read_text(encoding="utf-8").encode("utf-16-le")
    points = result["points"]
    for point in points:
        spans = [(2 * span["startIndex"], 2 * span["endIndex"]) for span in point.get("sources", [])]
        point["sentences"] = [" ".join(units[start:end].decode("utf-16-le").split()) for start, end in spans]
    return points


def match(wanted, points):
    """Which point each item is, as many as can be, those with owner and date right first (augmenting paths)."""
    def worth(a, b):
        return 2 * right_owner(wanted[a], points[b]) + right_due(wanted[a], points[b])

    fits = {
        a: sorted((b for b in range(len(points)) if has_words(item, points[b])), key=lambda b, a=a: -worth(a, b))
        for a, item in enumerate(wanted)
    }
    taken = {}
    for a, b in sorted(((a, b) for a in fits for b in fits[a]), key=lambda pair: -worth(*pair)):
        if a not in taken.values() and b not in taken:
            taken[b] = a

    def augment(a, seen):
        for b in fits[a]:
            if b not in seen:
                seen.add(b)
                if b not in taken or augment(taken[b], seen):
                    taken[b] = a
                    return True
        return False

    for a in fits:
        if a not in taken.values():
            augment(a, set())
    return {a: b for b, a in taken.items()}


def has_words(item, point):
    where = plain_dates(" ".join([point["text"], *point["sentences"]]).lower())
    return all(plain_dates(word.lower()) in where for word in item["words"])


def right_owner(item, point):
    if not point.get("owner"):
        return item["owner"] is None
    if item["owner"] is None:
        return False
    said = point["owner"].lower()
    names = [name.lower() for name in (item["owner"], *item.get("owner_also", []))]
    # A Chinese name is a part of what somebody is called with their office: 老滕 of 厂长老滕.
    if any(said == name or min(len(said), len(name)) > 1 and ord(max(said)) > 0x2E80 and (said in name or name in said) for name in names):
        return True
    parts = {part for part in re.findall(r"\w+", said) if part not in ("and", "dr", "mr", "mrs", "ms", "prof", "professor")}
    return any(parts & set(re.findall(r"\w+", name)) for name in names)


def right_due(item, point):
    return plain_due(item["due"]) == plain_due(point.get("due"))


def plain_due(due):
    """The due date in one way of writing it, or None."""
    if not due:
        return None
    due = plain_dates(" ".join(due.lower().replace("’", "'").split()))
    due = re.sub(r"星期|礼拜", "周", due).replace("周天", "周日").replace("号", "日")
    due = re.sub(r"^(?:本|这)(?=周[一二三四五六日末])|这(?=周)|\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+", "", due)
    due = " ".join(_LITTLE.sub(" ", due).split())
    return _ENDS.sub("", re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b", r"\1", due)) or None


def plain_dates(text):
    text = _DAY_MONTH.sub(lambda found: f"{found[2][:3]} {found[1]}", text)
    return _MONTH_DAY.sub(lambda found: f"{found[1][:3]} {found[2]}", text)


def show(wanted, points, pairs):
    for a, item in enumerate(wanted):
        point = points[pairs[a]] if a in pairs else None
        if point is None:
            print(f"    MISSED   {item['owner']}: {item['what']} [{item['due']}]")
        elif not (right_owner(item, point) and right_due(item, point)):
            print(f"    WRONG    {item['owner']}: {item['what']} [{item['due']}] — {point.get('owner')}: {point['text']} [{point.get('due')}]")
    for b, point in enumerate(points):
        if b not in pairs.values():
            print(f"    INVENTED {point.get('owner')}: {point['text']} [{point.get('due')}] — {' | '.join(point['sentences'])}")


if __name__ == "__main__":
    main()
