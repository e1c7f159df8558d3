"""Sentences of Arabic read per CPU-second, with and without the word database, and what the database costs.

The texts are those of the plugin's own cases, each read often enough. For scale: PETRARCH2 published 250 sentences
a second for its coder of English news, behind a parser that is far slower. Goals: 1,000 without, 300 with.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).parents[1] / "plugins" / "arabic" / "cases"
ROUNDS = 40
PETRARCH2 = 250

ONE = """
import json, resource, sys, time
from pathlib import Path
from rasad import Version
from rasad_arabic.extractor import ArabicExtractor
from rasad_arabic.morphology import mode
from rasad_arabic.text import Text
texts = [path.read_text("utf-8") for path in sorted(Path(sys.argv[1]).glob("*/text.txt"))]
extractor, begun = ArabicExtractor(), time.process_time()
list(extractor.extract(Version(texts[0], "", "ar")))
start = time.process_time() - begun
sentences = sum(len(Text(text).sentences) for text in texts)
begun = time.process_time()
for number in range(int(sys.argv[2])):
    for text in texts:  # a word at the end that differs: no text is read from a cache
        list(extractor.extract(Version(f"{text}\\nرقم {number}", "", "ar")))
spent = time.process_time() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"mode": mode(), "start": start, "rate": sentences * int(sys.argv[2]) / spent, "peak": peak}))
"""


def measure(**environment: str) -> dict[str, float | str]:
    """One process: its mode, seconds to the first claim, sentences per CPU-second, peak memory in MB."""
    command = [sys.executable, "-c", ONE, str(CASES), str(ROUNDS)]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    found: dict[str, float | str] = json.loads(done.stdout)
    return found


def main() -> None:
    for environment in ({"RASAD_MORPHOLOGY": "light"}, {}):
        row = measure(**environment)
        print(
            f"{row['mode']:<9} {row['rate']:6.0f} sentences/CPU-s   {float(row['rate']) / PETRARCH2:4.1f}x PETRARCH2's "
            f"published rate   first claim after {row['start']:.1f} s   peak {row['peak']:.0f} MB"
        )


if __name__ == "__main__":
    main()
