"""LibreOffice's own grammar checker for LanguageTool servers, pointed at `stet serve`.

    apt-get install libreoffice-writer-nogui python3-uno
    /usr/bin/python3 eval/libreoffice.py [--model small]

Nothing is clicked: the checker is the service org.openoffice.lingu.LanguageToolGrammarChecker of a LibreOffice without a
window, set up as Tools ▸ Options ▸ Language Settings ▸ LanguageTool Server would. Printed is what it would underline.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.lang import Locale

sys.path.append(str(Path(__file__).resolve().parent))
from binary import STET, environment  # noqa: E402

TEXT = "This is a eror. She dont like it."
SETTINGS = "/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool"
PORT = 2012


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="small")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        # It asks once for each paragraph, so the server takes the time that the model needs.
        command = [STET, "serve", "--port", "0", "--json", "--wait", "8000", "--model", options.model]
        server = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True)
        try:
            told = json.loads(server.stdout.readline())
            found = checked(f"{told['address']}/{told['token']}/v2")
        finally:
            server.terminate()
    for start, length, suggestions, comment in found:
        print(f"{TEXT[start : start + length]!r} -> {suggestions}  {comment}")
    return not found


def checked(address):
    with tempfile.TemporaryDirectory() as profile:
        listen = f"--accept=socket,host=localhost,port={PORT};urp;"
        office = subprocess.Popen(
            ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{profile}", listen]
        )
        try:
            return asked(connected(), address)
        finally:
            office.terminate()
            office.wait(30)


def connected():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(60):
        try:
            return resolver.resolve(f"uno:socket,host=localhost,port={PORT};urp;StarOffice.ComponentContext")
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            time.sleep(1)
    raise SystemExit("LibreOffice does not answer.")


def asked(context, address):
    make = lambda name: context.ServiceManager.createInstanceWithContext(name, context)  # noqa: E731
    provider = make("com.sun.star.configuration.ConfigurationProvider")
    where = PropertyValue(Name="nodepath", Value=SETTINGS)
    settings = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", (where,))
    settings.setPropertyValue("BaseURL", address)
    settings.setPropertyValue("IsEnabled", True)
    settings.commitChanges()
    checker = make("org.openoffice.lingu.LanguageToolGrammarChecker")
    result = checker.doProofreading("text", TEXT, Locale("en", "US", ""), 0, len(TEXT), ())
    return [
        (error.nErrorStart, error.nErrorLength, list(error.aSuggestions), error.aFullComment) for error in result.aErrors
    ]


if __name__ == "__main__":
    sys.exit(main())
