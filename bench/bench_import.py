"""Seconds to `import rasad`, beside an empty interpreter, each in processes of its own."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def seconds(code: str, runs: int = 7) -> float:
    """Median wall seconds of `python -c code`."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    bare, ours = seconds("pass"), seconds("import rasad")
    print(f"import rasad        {ours - bare:.3f} s beyond an empty interpreter ({bare:.3f} s)")
