"""Runs the tools over assets/samples and writes what came out, as it came, to docs/samples.md.

Every answer is kept with the binary that gave it, so an interrupted run goes on where it stopped.
"""

import argparse
import sys

import ask
from binary import REPOSITORY, answer as stet, forget

SAMPLES = REPOSITORY / "assets" / "samples"
PAGE = REPOSITORY / "docs" / "samples.md"
# What a person would ask for: drafts are rewritten, what is long is summarized.
WANTED = {
    "email.txt": ["professional", "friendly", "concise", "pirate"],
    "email.zh.txt": ["professional", "friendly"],
    "chat.txt": ["tldr", "action-items"],
    "meeting.txt": ["key-points", "tldr", "headline", "table", "action-items"],
    "newsletter.txt": ["concise", "key-points", "table"],
    "notes.md": ["professional", "headline"],
    "article.zh.txt": ["key-points", "tldr", "headline", "table"],
    "rude.txt": ["friendly"],
}

INTRODUCTION = """# Samples

What the tools make of [`assets/samples`](../assets/samples), as it came: written by `./dev samples`, nothing picked or
mended by hand. A quoted line under an answer is a warning that the program gave with it; an exit code is shown where it
is not 0.
"""


def main():
    parser = argparse.ArgumentParser(prog="./dev samples", description=__doc__)
    parser.add_argument("--model", action="append", help="may be repeated (default: small and standard)")
    parser.add_argument("--engine", action="append", help="may be repeated (default: llama and mistralrs)")
    parser.add_argument("--text", action="append", help="only this file of assets/samples, may be repeated")
    parser.add_argument("--fresh", action="store_true", help="forget the answers kept for this build, and what the models answered before")
    options = parser.parse_args()
    if options.fresh:
        forget()
    texts = options.text or list(WANTED)
    models, engines = options.model or ["small", "standard"], options.engine or ["llama", "mistralrs"]

    wanted = [(text, command(what)) for text in texts for what in WANTED[text]]
    page = [INTRODUCTION]
    # One combination after the other, so that a stopped run has the quick ones whole.
    for model in models:
        for engine in engines:
            page.append(f"## {model} on {engine}\n")
            for number, (text, arguments) in enumerate(wanted, start=1):
                note(f"{model} on {engine}: {number} of {len(wanted)}, {text} {' '.join(arguments)}")
                page.append(section(text, arguments, model, engine, options.fresh))
    if not options.text:
        page.append(questions(models[-1], engines[0]))
    PAGE.write_text("\n".join(page), encoding="utf-8")
    note(f"{PAGE.relative_to(REPOSITORY)} is written.")


def command(what):
    if what == "pirate":
        return ["rewrite", "--instruction", "make it sound like a pirate"]
    if what in ("professional", "friendly", "concise"):
        return ["rewrite", "--tone", what]
    return ["summarize", "--type", what]


def questions(model, engine):
    """What is asked of the samples, as Markdown."""
    note(f"{model} on {engine}: questions")
    lines, judged = [], []
    for question, result, good in ask.answers(["--model", model, "--engine", engine]):
        judged.append((question, good))
        sources = "".join(f"\n> {sentence}\n" for sentence in result["sentences"])
        verdict = "" if good else " (wrong)"
        lines.append(f"**{question['text']}: {question['question']}**\n\n{result['text']}{verdict}\n{sources}")
    counted = "; ".join(ask.score(judged))
    return f"## Questions: {model} on {engine}\n\nUnder each answer the sentences it rests on. {counted.capitalize()}.\n\n" + "\n".join(lines)


def section(text, arguments, model, engine, fresh):
    shown = " ".join(f'"{word}"' if " " in word else word for word in arguments)
    title = f"### `stet {shown} {text}`\n"
    content = (SAMPLES / text).read_text(encoding="utf-8")
    if text != "rude.txt":
        return f"{title}\n{answer(content, arguments, model, engine, fresh)}"
    # Ten messages, each a text of its own.
    answers = []
    for message in content.splitlines():
        answers.append(f"{message}\n\n{answer(message, arguments, model, engine, fresh)}")
    return f"{title}\n" + "\n".join(answers)


def answer(content, arguments, model, engine, fresh):
    """The answer as Markdown."""
    code, result = stet([*arguments, "--model", model, "--engine", engine], content, fresh)
    lines = []
    if error := result.get("error"):
        lines += [f"> exit code {code}, {error['code']}: {error['message']}", ""]
    else:
        for output in [result.get("text")] if "text" in result else [a["text"] for a in result["alternatives"]]:
            fence = "~~~" if "~~~" not in output else "~~~~~"
            lines += [f"{fence}text", output.rstrip("\n"), fence, ""]
        unchecked = [point["text"] for point in result.get("points", []) if not point["checked"]]
        lines += [f"> not found in the text: {point}\n" for point in unchecked]
    lines += [f"> {warning['code']}: {warning['message']}\n" for warning in result.get("warnings", [])]
    return "\n".join(lines)


def note(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit("\nInterrupted; the answers so far are kept.")
