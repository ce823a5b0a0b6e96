"""A real client of LanguageTool's against a server that is not LanguageTool.

    python languagetool.py ADDRESS TEXT

Prints what it found and made of the text, as JSON. The address ends in a slash: the library puts "v2/" after it.
"""

import json
import sys

import language_tool_python

address, text = sys.argv[1:]
with language_tool_python.LanguageTool("en-US", remote_server=address) as tool:
    matches = tool.check(text)
    found = [
        {"rule": match.rule_id, "category": match.category, "at": match.offset, "replacements": match.replacements}
        for match in matches
    ]
    corrected = language_tool_python.utils.correct(text, matches)
json.dump({"matches": found, "corrected": corrected}, sys.stdout)
