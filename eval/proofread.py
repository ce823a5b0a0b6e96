"""How well `stet proofread` corrects, and how well it leaves alone.

Corrections are measured with GLEU on the JFLEG development set (754 learner sentences, four references each), restraint
on eval/clean.txt (200 sentences that need nothing). The two have to be read together. Results are kept as they come, so
an interrupted run goes on where it stopped.
"""

import argparse
import difflib
import json
import subprocess
import tempfile
import time
from pathlib import Path

from binary import CACHE, REPOSITORY, STET, corpora, environment, fingerprint, forget, note, run
from gleu import gleu
from treebank import tokens

CLEAN = REPOSITORY / "eval" / "clean.txt"
SYSTEMS = {
    "unchanged": ("the text left alone", None),
    "rules": ("Harper alone", ["--rules-only"]),
    "bare": ("bare model", ["--bare"]),
    "whole": ("whole pipeline", []),
}


def main():
    options = arguments()
    if options.fresh:
        forget()
    sources, references = jfleg(options.limit)
    clean = CLEAN.read_text(encoding="utf-8").splitlines()[: options.limit]
    print(f"JFLEG dev, {len(sources)} sentences; clean.txt, {len(clean)} sentences; engine {options.engine}")
    if options.extra:
        print("with", " ".join(options.extra))
    print()
    print("| system | model | GLEU | clean: words changed | clean: sentences changed | errors | s a sentence |")
    print("|---|---|---|---|---|---|---|")
    for name in options.systems:
        # The first two have no model, so one row is enough.
        for model in options.model if name in ("bare", "whole") else [None]:
            print(row(name, model, sources, references, clean, options), flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="./dev eval proofread", description=__doc__)
    parser.add_argument("--model", action="append", help="model id, may be repeated (default: standard)")
    parser.add_argument("--engine", default="auto", help="auto, llama or mistralrs (default: auto)")
    parser.add_argument("--systems", default=",".join(SYSTEMS), help="which rows, of: %(default)s")
    parser.add_argument("--limit", type=int, help="only the first N sentences of each set")
    parser.add_argument("--fresh", action="store_true", help="forget the results kept for this build, and what the model answered before")
    parser.add_argument("extra", nargs="*", help="after --, further options for stet proofread")
    options = parser.parse_args()
    options.model = options.model or ["standard"]
    options.systems = options.systems.split(",")
    if unknown := set(options.systems) - set(SYSTEMS):
        parser.error(f"no such system: {', '.join(sorted(unknown))}")
    return options


def jfleg(limit):
    """Source lines, as they are, and the token lists of their references."""
    folder = corpora("dev", "jfleg")

    def lines(name):
        return [line.strip() for line in (folder / name).read_text(encoding="utf-8").splitlines()][:limit]

    references = zip(*(lines(f"dev.ref{i}") for i in range(4)))
    return lines("dev.src"), [[reference.split() for reference in four] for four in references]


def row(name, model, sources, references, clean, options):
    title, flags = SYSTEMS[name]
    if flags is None:
        corrected, untouched, errors, pace = sources, clean, 0, ""
    else:
        command = ["proofread", "--lines", "--json", "--quiet", *flags, *options.extra]
        if model:
            command += ["--model", model, "--engine", options.engine]
        results = []
        for corpus, lines in (("jfleg", sources), ("clean", clean)):
            results.append(Results(f"{corpus}-{name}-{model or 'none'}", command, lines).run(options.fresh))
        errors = sum("error" in result for batch in results for result in batch)
        spent = sum(result.get("timing", {}).get("totalMs", 0) for batch in results for result in batch)
        pace = f"{spent / 1000 / sum(map(len, results)):.2f}"
        corrected, untouched = (
            [result.get("correctedInput", line) for result, line in zip(batch, lines)]
            for batch, lines in zip(results, (sources, clean))
        )
    score = 100 * gleu([s.split() for s in sources], references, [tokens(line) for line in corrected])
    words = 100 * sum(map(words_changed, clean, untouched)) / sum(len(line.split()) for line in clean)
    sentences = 100 * sum(a != b for a, b in zip(clean, untouched)) / len(clean)
    return f"| {title} | {model or ''} | {score:.2f} | {words:.1f}% | {sentences:.1f}% | {errors} | {pace} |"


def words_changed(before, after):
    """Words (between spaces) that were replaced, removed or added."""
    matcher = difflib.SequenceMatcher(None, before.split(), after.split(), autojunk=False)
    return sum(max(i2 - i1, j2 - j1) for op, i1, i2, j1, j2 in matcher.get_opcodes() if op != "equal")


class Results:
    """One result a line, in order, in a file that survives interruption."""

    def __init__(self, name, command, lines):
        self.name, self.command, self.lines = name, command, lines
        folder = CACHE / "eval"
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / f"{name}-{fingerprint(command)}.ndjson"

    def run(self, fresh):
        if fresh:
            self.file.unlink(missing_ok=True)
        done = self.kept()
        if len(done) < len(self.lines):
            self.go_on(len(done))
            done = self.kept()
        if len(done) < len(self.lines):
            raise SystemExit(f"{self.name}: stet gave {len(done)} results for {len(self.lines)} lines.")
        return done[: len(self.lines)]

    def kept(self):
        """The whole lines of the file; half a line at its end, from an interruption, is cut off."""
        if not self.file.exists():
            return []
        whole = self.file.read_bytes()
        whole = whole[: whole.rfind(b"\n") + 1]
        with self.file.open("r+b") as file:
            file.truncate(len(whole))
        return [json.loads(line) for line in whole.splitlines()]

    def go_on(self, start):
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, self.file.open("ab") as kept:
            text = Path(folder) / "lines.txt"
            text.write_text("".join(f"{line}\n" for line in self.lines[start:]), encoding="utf-8")
            stet = subprocess.Popen([STET, *self.command, text], stdout=subprocess.PIPE, env=environment())
            try:
                for number, line in enumerate(stet.stdout, start=start + 1):
                    json.loads(line)
                    kept.write(line)
                    kept.flush()
                    left = (time.monotonic() - began) / (number - start) * (len(self.lines) - number)
                    note(f"{self.name}: {number} of {len(self.lines)}, {left / 60:.0f} min left")
            finally:
                stet.terminate()
                stet.wait()
                note("")


if __name__ == "__main__":
    run(main)
