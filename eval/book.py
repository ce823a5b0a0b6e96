"""Has a whole book, or a transcript of three hours, summarized; stopped on the way and gone on with.

    ./dev eval book BOOK.txt [--form epub pdf vtt] [--model small] [--stop 120]

makes an EPUB and a PDF of a plain text whose chapters begin with a line such as "CHAPTER I", and a WebVTT of three hours
out of the meetings of QMSum (STET_CORPORA), spoken at 150 words a minute, one meeting after the other. Each is summarized
into key points; after --stop seconds it is interrupted (exit code 4) and begun again, which must not ask the model a
second time for what it had answered. Printed are the time of both runs, the largest memory of the program, the parts of
the outline, and how many points lead to a place where their words really stand: the page, chapter or minute is looked up
in what was put into the file, not in what the program read out of it.
"""

import argparse
import html
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

from binary import CACHE, STET, environment

CORPORA = Path(os.environ.get("STET_CORPORA") or Path(__file__).resolve().parent.parent.parent / "shared" / "corpora")
CHAPTER = re.compile(r"^(?:CHAPTER|Chapter) [IVXLC\d]+\.?$", re.M)
MINUTE = 150
HOURS = 3
# Letters of a sentence by which it is known.
BEGINNING = 30


def main():
    parser = argparse.ArgumentParser(prog="./dev eval book", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("--form", nargs="+", default=["epub", "pdf", "vtt"], choices=["epub", "pdf", "vtt"])
    parser.add_argument("--model", default="small")
    parser.add_argument("--stop", type=float, default=120, help="seconds after which the first run is interrupted")
    options = parser.parse_args()
    folder = CACHE / "eval" / "book"
    folder.mkdir(parents=True, exist_ok=True)
    for form in options.form:
        file = folder / f"{options.book.stem}.{form}"
        places = {"epub": epub, "pdf": pdf, "vtt": vtt}[form](options.book, file)
        measure(form, file, places, options)


def measure(form, file, places, options):
    words = sum(len(text.split()) for text in places.values())
    print(f"{file.name}: {words:,} words, {file.stat().st_size / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as home:
        command = [STET, "summarize", "--type", "key-points", "--model", options.model, "--json", str(file)]
        stopped = run(command, home, options.stop)
        print(f"  stopped after {stopped['seconds']:.0f} s with exit code {stopped['code']}, {stopped['memory'] / 1e6:.0f} MB at most")
        again = run(command, home, None)
        if again["code"] != 0:
            raise SystemExit(f"  ended with exit code {again['code']}: {again['output'][:400]}")
        result = json.loads(again["output"])
        origin, outline = result["engine"], result.get("outline", [])
        print(f"  then whole after {again['seconds']:.0f} s more ({origin}, {options.model}), {again['memory'] / 1e6:.0f} MB at most")
        third = run(command, home, None)
        print(f"  a third time, all of it known: {third['seconds']:.0f} s")
    points = [point for section in outline for point in section["points"]]
    read = subprocess.run([STET, "read-document", "--json", str(file)], stdout=subprocess.PIPE, check=True)
    text = json.loads(read.stdout)["text"]
    judged = [right(point, text, places, form) for point in points]
    print(f"  {len(outline)} parts, {len(points)} points: {judged.count(True)} lead to a place where their source stands, "
          f"{judged.count(False)} to another, {judged.count(None)} have none")
    for point in result["points"]:
        print(f"    - {point['text']}  {json.dumps(point.get('place'), ensure_ascii=False)}")


def run(command, home, stop):
    """Seconds, exit code, output, and the largest resident memory in bytes; the model's file, which is mapped, counts in it."""
    started = time.monotonic()
    child = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if stop:
        threading.Timer(stop, lambda: child.poll() is None and child.send_signal(signal.SIGINT)).start()
    most, output = 0, []
    reader = threading.Thread(target=lambda: output.append(child.stdout.read()))
    reader.start()
    while child.poll() is None:
        try:
            status = Path(f"/proc/{child.pid}/status").read_text()
            most = max(most, int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024)
        except (OSError, TypeError):
            pass
        time.sleep(0.2)
    reader.join()
    return {"seconds": time.monotonic() - started, "code": child.returncode, "output": output[0], "memory": most}


def right(point, text, places, form):
    """Whether the first sentence that a point rests on begins at its place; None when it names none. Spaces don't count."""
    place, sources = point.get("place"), point["sources"]
    if not place or not sources:
        return None
    sentence = utf16(text, sources[0])
    if form == "vtt":
        # The name of who speaks stands in front of what is said first.
        sentence = sentence.removeprefix(f"{place.get('speaker')}: ")
    start = bare(sentence)[:BEGINNING]
    keys = list(places)
    key = place.get({"epub": "section", "pdf": "page", "vtt": "time"}[form])
    if key not in places:
        return False
    at = keys.index(key)
    if form == "vtt":
        # What one person says without a break has the time at which it begins.
        return start in bare(" ".join(places[key] for key in keys[at : at + 12]))
    here, beyond = bare(places[key]), bare(places[keys[at + 1]]) if at + 1 < len(keys) else ""
    return (here + beyond).find(start) in range(len(here))


def utf16(text, span):
    units = text.encode("utf-16-le")
    return units[2 * span["startIndex"] : 2 * span["endIndex"]].decode("utf-16-le")


def bare(text):
    return re.sub(r"\W+", "", text).lower()


def chapters(book):
    """The book's chapters by title, which are told apart by their number where a title comes twice."""
    text = book.read_text(encoding="utf-8")
    starts = [match.start() for match in CHAPTER.finditer(text)]
    if not starts:
        raise SystemExit(f"{book} has no line such as CHAPTER I.")
    found = {}
    for start, end in zip(starts, [*starts[1:], len(text)]):
        title, _, body = text[start:end].partition("\n")
        while title in found:
            title += " "
        found[title] = body.strip()
    return {f"{number}. {title.strip().title()}": body for number, (title, body) in enumerate(found.items(), start=1)}


def paragraphs(body):
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", body) if paragraph.strip()]


def epub(book, file):
    found = chapters(book)
    container = '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(found)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(found)))
    package = f'<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{book.stem}</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>'
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("book.opf", package)
        for n, (title, body) in enumerate(found.items()):
            text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs(body))
            archive.writestr(f"c{n}.xhtml", f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>')
    return {title: " ".join(paragraphs(body)) for title, body in found.items()}


def pdf(book, file):
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(file), pagesize=A5)
    canvas.setTitle(book.stem)
    places, lines, page = {}, [], 1

    def close():
        nonlocal page, lines
        text = canvas.beginText(45, 530)
        text.setFont("Times-Roman", 10.5)
        text.setLeading(14)
        for line in lines:
            text.textLine(line)
        canvas.drawText(text)
        canvas.drawCentredString(210, 30, str(page))
        canvas.showPage()
        places[page] = " ".join(lines)
        page, lines = page + 1, []

    for title, body in chapters(book).items():
        if lines:
            close()
        lines += [title, ""]
        for paragraph in paragraphs(body):
            for line in wrapped(paragraph, canvas):
                lines.append(line)
                if len(lines) == 35:
                    close()
            lines.append("")
    close()
    canvas.save()
    return places


def wrapped(paragraph, canvas):
    line = ""
    for word in paragraph.split():
        if line and canvas.stringWidth(f"{line} {word}", "Times-Roman", 10.5) > 330:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def vtt(_, file):
    """Three hours of meetings. The places are the seconds at which somebody begins to speak."""
    rows = [json.loads(line) for split in ("dev", "train") for line in (CORPORA / split / "qmsum" / "specific.jsonl").open(encoding="utf-8")]
    excerpts = dict.fromkeys(row["transcript"] for row in sorted(rows, key=lambda row: row["meeting"]))
    cues, places, second = ["WEBVTT"], {}, 0.0
    for excerpt in excerpts:
        for turn in excerpt.splitlines():
            speaker, _, words = turn.partition(":")
            words = re.sub(r"\{.*?\}|<.*?>", "", words).split()
            if not words or second > HOURS * 3600:
                continue
            end = second + len(words) * 60 / MINUTE
            cues.append(f"{clock(second)} --> {clock(end)}\n<v {speaker.strip()}>{html.escape(' '.join(words), quote=False)}")
            places[int(second)] = " ".join(words)
            second = end
    file.write_text("\n\n".join(cues) + "\n", encoding="utf-8")
    return places


def clock(second):
    return f"{int(second) // 3600:02}:{int(second) // 60 % 60:02}:{second % 60:06.3f}"


if __name__ == "__main__":
    sys.exit(main())
