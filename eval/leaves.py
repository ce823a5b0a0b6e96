"""What leaves this machine in local runs, seen at the system calls: `./dev eval leaves [RUNS [FIRST]]` (200 by
default, from the first of the mixture).

A server is set up and in use, on loopback, with nothing but the user's consent missing. Mixed runs of every tool over
every sample, each under strace; any connection to, or datagram for, an address of the internet is counted, loopback
included, and so is every connection that the server sees.
"""

import random
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from binary import REPOSITORY, STET, environment, note

CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
COMMANDS = [
    ["proofread"],
    *(["rewrite", "--tone", tone] for tone in ("friendly", "professional", "concise")),
    ["rewrite", "--instruction", "make it shorter"],
    *(["summarize", "--type", kind] for kind in ("tldr", "key-points", "headline", "list", "table", "action-items", "minutes", "teaser")),
    ["ask", "What is it about?"],
]


def main():
    runs, first = int(sys.argv[1]) if len(sys.argv) > 1 else 200, int(sys.argv[2]) if len(sys.argv) > 2 else 1
    texts = sorted((REPOSITORY / "assets" / "samples").iterdir())
    seen, codes, calls, leaked = [], {}, 0, []
    with tempfile.TemporaryDirectory() as home, socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: accept(server, seen), daemon=True).start()
        surroundings = environment(home)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        add = [STET, "cloud", "add", "lab", address, "--model", "any", "--no-key", "--quiet"]
        subprocess.run(add, env=surroundings, check=True, stdout=subprocess.DEVNULL)
        # Two threads that wait for each other call the kernel all the time, and each call is looked at here.
        alone = [STET, "settings", "set", "threads", "1", "--quiet"]
        subprocess.run(alone, env=surroundings, check=True, stdout=subprocess.DEVNULL)
        chosen = random.Random(first)
        for number in range(first, first + runs):
            note(f"{number - first + 1} of {runs}")
            command, text = COMMANDS[number % len(COMMANDS)], texts[number % len(texts)]
            engine = "mistralrs" if number % 20 == 0 else "llama"
            # Another text each time, since what is remembered would not reach the model; a line, since tiny is slow here.
            lines = [line for line in text.read_text(encoding="utf-8").splitlines() if len(line) > 20]
            content = f"{chosen.choice(lines)[:160]} {number}"
            log = Path(home) / "calls"
            ran = subprocess.run(
                ["strace", "-f", "--seccomp-bpf", "-e", CALLS, "-o", log, STET, *command, "--model", "tiny", "--engine", engine, "--json", "-"],
                input=content, text=True, encoding="utf-8", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings,
            )
            codes[ran.returncode] = codes.get(ran.returncode, 0) + 1
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            calls += sum("(" in line for line in lines)
            leaked += [line for line in lines if "AF_INET" in line]
    note("")
    codes = ", ".join(f"{count} with exit code {code}" for code, count in sorted(codes.items()))
    print(f"{runs} local runs ({codes}); {calls} calls of connect, sendto, sendmsg or sendmmsg seen.")
    print(f"To the internet: {len(leaked)}. Connections that the server saw: {len(seen)}.")
    for line in leaked[:10]:
        print("  " + line)
    raise SystemExit(1 if leaked or seen else 0)


def accept(server, seen):
    while True:
        try:
            seen.append(server.accept()[1])
        except OSError:
            return


if __name__ == "__main__":
    main()
