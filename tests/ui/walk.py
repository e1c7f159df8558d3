"""Walks through the Prefect UI in a real browser, as a reader of docs/control-room.md would. `make test-ui`.

Started with a number, it walks so many times in a row on one server; the pictures of the first are kept.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect, sync_playwright

HERE = Path(__file__).resolve().parent
IMAGES = HERE.parents[1] / "docs" / "images"
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
SECONDS = 60
_spec = importlib.util.spec_from_file_location("newsrooms", HERE.parent / "flows" / "conftest.py")
assert _spec and _spec.loader
newsrooms = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(newsrooms)


class Walk:
    """One walk: a run with form, refusals, result, artifacts, log."""

    def __init__(self, page: Page, base: str, keep: bool) -> None:
        self.page, self.base, self.keep = page, base, keep
        self.posted: list[str] = []
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if request.url.endswith("/create_flow_run"):
            self.posted.append(request.url)

    def picture(self, name: str) -> None:
        if self.keep:
            self.page.wait_for_timeout(700)  # for the picture's sake alone: what moves has come to rest
            self.page.screenshot(path=IMAGES / f"{name}.png")

    def go(self, number: int) -> None:
        run = self.start(f"walk-{number}")
        state = self.ended(run)
        assert state["state"]["type"] == "COMPLETED", state["state"]
        assert state["name"] == f"walk-{number}", "the name that was typed is not kept"
        self.look_at_run(run)
        self.look_at_artifacts(run)

    def start(self, name: str) -> str:
        page = self.page
        page.goto(f"{self.base}/v2/deployments")
        page.get_by_role("link", name="east", exact=True).click()
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Custom run").click()
        page.get_by_role("textbox", name="Run Name").fill(name)
        self.choose_source()
        self.refuse_bad_limit()
        page.get_by_label(re.compile("^Limit")).fill("7")
        self.picture("form")
        with page.expect_response(lambda r: r.url.endswith("/create_flow_run")) as answer:
            page.get_by_role("button", name="Submit").click()
        assert answer.value.status == 201, answer.value.text()
        return str(answer.value.json()["id"])

    def choose_source(self) -> None:
        page = self.page
        page.get_by_label(re.compile("Source")).first.click()
        options = page.get_by_role("option")
        expect(options.filter(has_text="west")).to_be_visible()
        assert {"east", "west"} <= {text.strip() for text in options.all_inner_texts()}
        self.picture("sources")
        options.filter(has_text="west").first.click()

    def refuse_bad_limit(self) -> None:
        field = self.page.get_by_label(re.compile("^Limit"))
        before = len(self.posted)
        field.fill("0")
        self.page.get_by_role("button", name="Submit").click()
        self.page.wait_for_timeout(300)
        assert not field.evaluate("e => e.validity.valid"), "a limit of 0 counts as valid"
        assert len(self.posted) == before, "a bad limit was sent"
        self.picture("refused")

    def ended(self, run: str) -> Any:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            state = call(f"{self.base}/api/flow_runs/{run}")
            if state["state"]["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
                return state
            time.sleep(0.3)
        raise AssertionError(f"run {run} is {state['state']} after {SECONDS} s")

    def look_at_run(self, run: str) -> None:
        page = self.page
        page.goto(f"{self.base}/v2/runs/flow-run/{run}")
        expect(page.get_by_text("Completed").first).to_be_visible(timeout=30_000)
        page.get_by_role("tab", name="Logs").click()
        expect(page.get_by_text("the gazette is read").first).to_be_visible(timeout=30_000)
        self.picture("log")

    def look_at_artifacts(self, run: str) -> None:
        asked = {"artifacts": {"flow_run_id": {"any_": [run]}}}
        kinds = {a["key"]: a["id"] for a in call(f"{self.base}/api/artifacts/filter", asked)}
        self.page.goto(f"{self.base}/v2/artifacts/artifact/{kinds['ingest-west']}")
        expect(self.page.get_by_text("not_modified").or_(self.page.get_by_text("ok")).first).to_be_visible(
            timeout=30_000
        )
        self.picture("counts")
        self.page.goto(f"{self.base}/v2/artifacts/artifact/{kinds['findings-west']}")
        expect(self.page.get_by_text("New from").first).to_be_visible(timeout=30_000)
        for words in ("أعلن العمدة هدنة", "نفى القائد الهدنة", "killed 7"):
            expect(self.page.get_by_text(words).first).to_be_visible()
        self.picture("findings")


def call(url: str, body: Any = None) -> Any:
    """The API's answer."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as answer:
        return json.load(answer)


def main(times: int) -> None:
    if CHROMIUM is None:
        sys.exit("no chromium: install one (Debian: apt-get install chromium)")
    folder = Path(tempfile.mkdtemp(prefix="rasad-ui-"))
    with newsrooms.FeedLab() as lab:
        room = newsrooms.Newsroom(folder, lab)
        room.sources("east", "west")
        port = free_port()
        command = [sys.executable, "-m", "rasad", "serve", "--port", str(port)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "RASAD_"))}
        serve = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert serve.stdout
            line = serve.stdout.readline()
            assert f":{port}" in line, line
            walk_all(room, f"http://127.0.0.1:{port}", times)
        finally:
            serve.send_signal(signal.SIGINT)
            code = serve.wait(60)
    assert code == 0, f"rasad serve ended with {code}"
    shutil.rmtree(folder)
    print(f"{times} of {times} walks were green")


def walk_all(room: Any, base: str, times: int) -> None:
    outside: list[str] = []

    def guard(route: Route) -> None:
        if route.request.url.startswith((base, "data:", "blob:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for number in range(1, times + 1):
            page_name = f"p{number}"
            room.publish("west", **{page_name: newsrooms.PAGE, f"{page_name}-other": "خبر"})
            context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
            context.route("**/*", guard)
            page = context.new_page()
            page.set_default_timeout(30_000)
            began = time.monotonic()
            try:
                Walk(page, base, keep=number == 1).go(number)
            except BaseException:
                page.screenshot(path=Path(tempfile.gettempdir()) / "rasad-ui-failed.png")
                raise
            context.close()
            print(f"walk {number}: {time.monotonic() - began:.1f} s", flush=True)
        browser.close()
    assert not outside, f"the pages asked others: {sorted(set(outside))}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
