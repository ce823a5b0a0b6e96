"""Whether a message is friendly or professional, told by marks: words, phrases and signs.

Friendly has a courtesy or something that softens, and nothing hostile; professional has no slang, no short forms, no shouting and nothing hostile.
English only. Marks are seen, tone is not: sarcasm with a "please" passes, and so does any text that is stiff. Compare
systems on the same texts with it, and look at a person's judgement for anything finer.

    ./dev eval style

prints how often it is right on the pairs of training/, whose style is known; the marks were made with those in view.
"""

import json
import re

from binary import REPOSITORY, run

COURTESY = re.compile(
    r"\b(please|thanks?|thank you|(could|would|can|may|might) (you|we|i|someone|somebody)\b|would it be possible|appreciate\w*"
    r"|grateful|hello|hi|hey|dear|good (morning|afternoon|evening)|hope|glad|happy to|delighted|looking forward|look forward"
    r"|let me know|sorry|apolog\w+|kind(ly| regards)|warm(ly| regards)|all the best|have a (nice|lovely|great|good)"
    r"|lovely|wonderful|welcome|no worries|wish|love to|feel free|excited|enjoy\w*|great to"
    # What softens is a courtesy, too.
    r"|i('m| am) afraid|unfortunately|perhaps|a (little|bit)|reminder|i (think|noticed|understand|realise|realize|wonder)"
    r"|it would (be|help|mean)|i('d| would) (suggest|prefer|rather)|(just|wanted) to (mention|note|let)|i was (a bit|quite|rather))\b",
    re.IGNORECASE,
)
HOSTILE = re.compile(
    r"\b(stupid\w*|idiot\w*|moron\w*|useless|pathetic|incompeten\w+|ridiculous|rubbish|garbage|crap\w*|damn\w*|bloody|hell"
    r"|shut up|hopeless|lazy|dumb|clueless|disgust\w+|nonsense|fool\w*|clown\w*|loser\w*|jerk\w*|shit\w*|bullshit|f[u*]ck\w*|arse\w*"
    r"|ass|sick of|fed up|had enough of|don'?t care|couldn'?t care less|are you (blind|deaf|kidding|asleep|serious)"
    r"|what is wrong with you|what's wrong with you|how hard (can|is)|get lost|wake up|grow up|hate|worst|shame on)\b"
    r"|[!?]{2,}",
    re.IGNORECASE,
)
INFORMAL = re.compile(
    r"\b(gonna|wanna|gotta|kinda|sorta|lemme|gimme|dunno|ain'?t|yeah|yep|yup|nope|nah|hey|guys|folks|stuff|asap|u|ur|thx"
    r"|pls|plz|lol|omg|btw|tbh|imo|fyi|idk|cuz|coz|cos|dude|mate|buddy|cool|awesome|super|totally|loads|heads[- ]up"
    r"|screwed|sucks?|messed|freak\w*|bummer|cheers|ok(ay)?|whatever|no way|bucks?|quid|ping|dead|crazy|nuts)\b"
    r"|\b\w+n[’']t\b|\b\w+[’'](ll|re|ve|d|m)\b|\b(it|that|there|here|what|he|she|who|where|let)[’']s\b"
    r"|[\U0001F300-\U0001FAFF☺☹❤]|[:;]-?[)(DP]|!",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"\b[A-Z]{4,}(?: [A-Z]{2,})+\b|\b(?:NOW|NEVER|AGAIN|STOP|WHY|ALWAYS|STILL|NOT|EVERY)\b")
_SMALL_START = re.compile(r"^\W*[a-z]|[.!?] +[a-z]")


def friendly(text):
    return bool(COURTESY.search(text)) and not hostile(text)


def professional(text):
    return not (INFORMAL.search(text) or hostile(text) or _SMALL_START.search(text))


def hostile(text):
    return bool(HOSTILE.search(text) or _SHOUTED.search(text))


def main():
    for folder, tone, judge in (("friendly", None, friendly), ("rewrite", "professional", professional)):
        lines = [line for file in sorted((REPOSITORY / "training" / folder).glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
        pairs = [pair for pair in map(json.loads, lines) if pair.get("tool") == tone and not re.search(r"[\u3400-\u9fff]", pair["text"])]
        before, after = ([judge(pair[name]) for pair in pairs] for name in ("text", "answer"))
        print(f"{judge.__name__}: of {len(pairs)} pairs {sum(before)} texts as they were, {sum(after)} as a person rewrote them")


if __name__ == "__main__":
    run(main)
