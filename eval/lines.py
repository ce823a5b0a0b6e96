"""Many lines through one process of `stet proofread --lines`, in a file that survives interruption."""

import json
import subprocess
import tempfile
import time
from pathlib import Path

from binary import CACHE, STET, environment, fingerprint, note


class Lines:
    """One result a line, in order."""

    def __init__(self, name, command, lines, home=None):
        self.name, self.command, self.home = name, ["proofread", "--lines", "--json", "--quiet", *command], home
        folder = CACHE / "eval" / "lines"
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / f"{name}-{fingerprint(self.command, str(home), lines)}.ndjson"
        self.lines = lines

    def results(self, fresh=False):
        if fresh:
            self.file.unlink(missing_ok=True)
        done = self._kept()
        if len(done) < len(self.lines):
            self._go_on(len(done))
            done = self._kept()
        if len(done) < len(self.lines):
            raise SystemExit(f"{self.name}: stet gave {len(done)} results for {len(self.lines)} lines.")
        return done[: len(self.lines)]

    def _kept(self):
        """The whole lines of the file; half a line at its end, from an interruption, is cut off."""
        if not self.file.exists():
            return []
        whole = self.file.read_bytes()
        whole = whole[: whole.rfind(b"\n") + 1]
        with self.file.open("r+b") as file:
            file.truncate(len(whole))
        return [json.loads(line) for line in whole.splitlines()]

    def _go_on(self, start):
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder, self.file.open("ab") as kept:
            text = Path(folder) / "lines.txt"
            text.write_text("".join(f"{line}\n" for line in self.lines[start:]), encoding="utf-8")
            stet = subprocess.Popen([STET, *self.command, text], stdout=subprocess.PIPE, env=environment(self.home))
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
