"""The frame of every measurement: systems over corpora, and a row of the scorecard for each pair.

    ./dev eval TASK [MODEL] [ADAPTER]

Without MODEL both small and standard are measured, without ADAPTER each by its prompt alone and with the adapter that
came with Stet, and next to them what needs no model: the text unchanged, its first words, the rules alone. Answers are
kept as they come, so that an interrupted run goes on where it stopped; another build of the program asks anew. A failure
counts as what its user would have then: the text unchanged, or no summary.
"""

import argparse
import hashlib
import random
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import scorecard
from binary import CACHE, Missing, answer, ask_stet, forget, note
from lines import Lines

MODELS = ["small", "standard"]
RULES = "Harper alone"
PIPELINE, BARE = "pipeline", "bare model"


@dataclass(frozen=True)
class System:
    name: str
    model: str | None = None
    adapter: str | None = None
    engine: str | None = None
    flags: tuple[str, ...] = ()
    home: Path | None = None

    @property
    def command(self):
        return [*(("--model", self.model, "--engine", self.engine) if self.model else ()), *self.flags]


@dataclass(frozen=True)
class Output:
    """What a user has in the end, and the program's JSON, which is empty where no program took part."""

    text: str
    result: dict = field(default_factory=dict)

    @property
    def failed(self):
        return "error" in self.result


@dataclass
class Corpus:
    """Texts, what Stet is to do with them, and the rows that outputs for them are worth: (name, items, values)."""

    texts: list[str]
    command: list[str]
    score: Callable[[list[Output]], Iterable[tuple[str, int, dict]]]
    # What needs no model, by its name.
    baselines: dict[str, list[str]]
    # The tasks of the adapters that would answer, the first one that there is.
    adapters: tuple[str, ...]
    # What is left to the user after a failure.
    otherwise: Callable[[str], str] = str
    # Whether one process can do them all, a line each.
    lines: bool = False


def measure(task, doc, corpora, rules=False, bare=False):
    """`corpora` has a function for each name that gives a Corpus of the first so many items."""
    options = arguments(task, doc, corpora)
    if options.fresh:
        forget()
    for name in options.corpus or corpora:
        try:
            corpus = corpora[name](options.limit)
        except Missing as missing:
            # The committed sets are measured anywhere; what was asked for by name has to be there.
            if options.corpus:
                raise
            print(f"{name} is left out. {missing}", file=sys.stderr)
            continue
        for baseline, texts in corpus.baselines.items():
            outputs = [Output(text) for text in texts]
            rows(task, System(baseline), corpus, outputs, options)
        for system in systems(corpus, options, rules, bare or options.bare):
            rows(task, system, corpus, answers(f"{task}-{name}", system, corpus, options), options)
    scorecard.write(options.results)


def arguments(task, doc, corpora):
    parser = argparse.ArgumentParser(prog=f"./dev eval {task}", description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", help="its id (default: small, then standard)")
    parser.add_argument("adapter", nargs="?", help="none, own, or the folder of one (default: none, then own)")
    parser.add_argument("--engine", default="llama", help="auto, llama or mistralrs (default: %(default)s)")
    parser.add_argument("--corpus", action="append", choices=corpora, help="may be repeated (default: all)")
    parser.add_argument("--limit", type=int, help="only the first N items of each")
    parser.add_argument("--bare", action="store_true", help="the model's first answers, too, before rules and guards")
    parser.add_argument("--fresh", action="store_true", help="forget the results kept for this build, and what the models answered before")
    parser.add_argument("--results", type=Path, default=scorecard.RESULTS, help=argparse.SUPPRESS)
    own, extra = sys.argv[1:], []
    if "--" in own:
        own, extra = own[: own.index("--")], own[own.index("--") + 1 :]
    parser.epilog = "After -- stand further options for stet, which become part of the system's name."
    options = parser.parse_args(own)
    options.extra = extra
    return options


def systems(corpus, options, rules, bare):
    """Every system of a measurement that asks the program, in the order of the table."""
    named = "".join(f", {word}" if word.startswith("--") else f" {word}" for word in options.extra)
    if rules:
        yield System(RULES + named, flags=("--rules-only", *options.extra))
    for model in [options.model] if options.model else MODELS:
        for choice in [options.adapter] if options.adapter else ["none", "own"]:
            adapter, home = adapter_of(choice, model, corpus.adapters)
            if choice == "own" and not adapter:
                if options.adapter:
                    raise SystemExit(f"No adapter for {model} came with Stet for this task.")
                continue
            flags = (() if adapter else ("--prompt-only",)) + tuple(options.extra)
            if bare:
                yield System(BARE + named, model, adapter, options.engine, ("--bare", *flags), home)
            yield System(PIPELINE + named, model, adapter, options.engine, flags, home)


def adapter_of(choice, model, tasks):
    """The id of the adapter that answers, and the home in which it does."""
    if choice == "none":
        return None, None
    if choice == "own":
        known = ask_stet(["adapters", "list"])["adapters"]
        fits = {adapter["task"]: adapter["id"] for adapter in known if adapter.get("model") == model}
        return next((fits[task] for task in tasks if task in fits), None), None
    folder = Path(choice)
    weights = folder / "adapter_model.safetensors"
    if not weights.is_file():
        raise SystemExit(f"{choice} is neither none, own, nor the folder of an adapter.")
    # A home for these very weights, so that another epoch of the same name is never mixed with it.
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()[:12]
    home = CACHE / "eval" / "homes" / digest
    if not (home / "adapters" / folder.resolve().name).is_dir():
        shutil.rmtree(home, ignore_errors=True)
        ask_stet(["adapters", "add", str(folder)], home)
    return folder.resolve().name, home


def answers(name, system, corpus, options):
    if corpus.lines:
        name = f"{name}-{system.model or 'rules'}-{system.adapter or 'prompt'}"
        results = Lines(name, system.command, corpus.texts, home=system.home).results(options.fresh)
    else:
        results = []
        for number, text in enumerate(corpus.texts, start=1):
            note(f"{name}, {system.name} {system.model} {system.adapter or ''}: {number} of {len(corpus.texts)}")
            results.append(answer([*corpus.command, *system.command], text, options.fresh, system.home)[1])
        note("")
    answered = {result["adapter"] for result in results if "adapter" in result}
    if system.adapter and answered and system.adapter not in answered:
        raise SystemExit(f"The adapter {system.adapter} answered nothing: it is for another task or another model.")
    return [Output(said(result, corpus.otherwise(text)), result) for result, text in zip(results, corpus.texts)]


def said(result, otherwise):
    """The text of a result, whichever tool it is of."""
    if "error" in result:
        return otherwise
    if "alternatives" in result:
        return result["alternatives"][0]["text"]
    return result["correctedInput"] if "correctedInput" in result else result["text"]


def rows(task, system, corpus, outputs, options):
    engine = next((output.result["engine"] for output in outputs if "engine" in output.result), system.engine)
    for name, items, values in corpus.score(outputs):
        row = {
            "system": system.name,
            "model": system.model,
            "adapter": system.adapter,
            "engine": engine if system.model else None,
            "corpus": name,
            "n": items,
            "values": values,
        }
        print(scorecard.line(row), flush=True)
        scorecard.record(task, row, options.results)


def shuffled(items):
    """In an order of its own that is always the same, so that the first so many are a fair sample of a sorted list."""
    items = list(items)
    random.Random(2026).shuffle(items)
    return items
