"""The command line as people use it: a process, its output, its exit code."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Rasad = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def rasad(tmp_path: Path) -> Rasad:
    """Run `rasad …` in an empty folder."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rasad", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    return run
