"""CPU a request of Rasad's door, against httpx with one client per host, bare aiohttp, and Scrapy if there.

Loopback: 20 hosts x 8 connections, pages of about 113 kB that gzip to a third, the server in a process of its
own, rounds interleaved, the client's CPU alone, Scrapy's without its start-up. Goals: at most 0.7x httpx per 200
and 0.3x per 304. Scrapy is no dependency: `uv pip install scrapy` brings it.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import importlib.util
import multiprocessing
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

GOALS = {200: 0.7, 304: 0.3}
HOSTS = [f"127.0.0.{n}" for n in range(2, 22)]
PER_HOST = 8
ETAG = '"unchanged"'


def page() -> bytes:
    """About 113 kB of Arabic-looking words, the same every time."""
    words = random.Random(7)
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    text = " ".join("".join(words.choices(letters, k=words.randint(2, 8))) for _ in range(9700))
    return f"<html><body><p>{text}</p></body></html>".encode()


def serve(ready: multiprocessing.Queue[int]) -> None:
    """A server that costs little: it looks for two things in a request and writes one of two answers."""
    body = gzip.compress(page(), mtime=0)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: {ETAG}\r\nContent-Encoding: gzip\r\n"
    full = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    same = f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n".encode()
    none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    class Answerer(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport, self.got = transport, b""

        def data_received(self, data: bytes) -> None:
            self.got += data
            while b"\r\n\r\n" in self.got:
                request, _, self.got = self.got.partition(b"\r\n\r\n")
                robots = request.startswith(b"GET /robots.txt")
                answer = none if robots else same if b"if-none-match" in request.lower() else full
                self.transport.write(answer)  # type: ignore[attr-defined]

    async def run() -> None:
        loop, port = asyncio.get_running_loop(), 0
        for host in HOSTS:
            server = await loop.create_server(Answerer, host, port, backlog=1024)
            port = server.sockets[0].getsockname()[1]
        ready.put(port)
        await asyncio.Event().wait()

    asyncio.run(run())


def cpu() -> float:
    """Seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def with_rasad(urls: list[str], conditional: bool) -> int:
    from rasad import Item
    from rasad.fetch import Fetcher, Policy

    validators = {url: {"etag": ETAG} for url in urls} if conditional else {}
    policy = Policy(per_host=PER_HOST, concurrency=PER_HOST * len(HOSTS))
    with Fetcher("bench", allow_private_addresses=True, validators=validators, policy=policy) as fetcher:
        answers = [
            answer.status if answer else 304  # type: ignore[union-attr]
            for _, answer in fetcher.many(Item(url, url) for url in urls)
        ]
    return answers.count(304 if conditional else 200)


def with_httpx(urls: list[str], conditional: bool) -> int:
    import httpx

    async def run() -> int:
        limits = httpx.Limits(max_connections=PER_HOST, max_keepalive_connections=PER_HOST)
        clients = {host: httpx.AsyncClient(limits=limits, trust_env=False) for host in HOSTS}
        queues: dict[str, list[str]] = {host: [] for host in HOSTS}
        for url in urls:
            queues[url.split("/")[2].partition(":")[0]].append(url)
        headers = {"if-none-match": ETAG} if conditional else {}

        async def worker(host: str) -> int:
            good = 0
            while queues[host]:
                answer = await clients[host].get(queues[host].pop(), headers=headers, timeout=60)
                good += answer.status_code == (304 if conditional else 200)
            return good

        counts = await asyncio.gather(*(worker(host) for host in HOSTS for _ in range(PER_HOST)))
        for client in clients.values():
            await client.aclose()
        return sum(counts)

    return asyncio.run(run())


def with_aiohttp(urls: list[str], conditional: bool) -> int:
    import aiohttp

    async def run() -> int:
        queue, headers = list(urls), {"if-none-match": ETAG} if conditional else {}
        connector = aiohttp.TCPConnector(limit=0, limit_per_host=PER_HOST)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def worker() -> int:
                good = 0
                while queue:
                    async with session.get(queue.pop(), headers=headers) as answer:
                        await answer.read()
                        good += answer.status == (304 if conditional else 200)
                return good

            return sum(await asyncio.gather(*(worker() for _ in range(PER_HOST * len(HOSTS)))))

    return asyncio.run(run())


SPIDER = """
import resource, sys
import scrapy
from scrapy.crawler import CrawlerProcess

urls = open(sys.argv[1]).read().split()
headers = {"If-None-Match": sys.argv[3]} if sys.argv[2] == "304" else {}

class Spider(scrapy.Spider):
    name, got, handle_httpstatus_list = "bench", 0, [304]
    async def start(self):
        for url in urls:
            yield scrapy.Request(url, headers=headers, dont_filter=True)
    def parse(self, response):
        Spider.got += response.status == int(sys.argv[2])

process = CrawlerProcess({
    "CONCURRENT_REQUESTS": 160, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": True, "COOKIES_ENABLED": False, "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Spider)
before = resource.getrusage(resource.RUSAGE_SELF)
process.start()
after = resource.getrusage(resource.RUSAGE_SELF)
print(Spider.got, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


def scrapy_seconds(python: str, urls: list[str], conditional: bool) -> float:
    """CPU of a Scrapy crawl without its start-up."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "urls").write_text("\n".join(urls))
        command = [python, "-c", SPIDER, f"{folder}/urls", "304" if conditional else "200", ETAG]
        got, seconds = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert int(got) == len(urls), f"Scrapy got {got} of {len(urls)}"
    return float(seconds)


Client = Callable[[list[str], bool], int]
CLIENTS: dict[str, Client] = {"rasad": with_rasad, "httpx": with_httpx, "aiohttp": with_aiohttp}


def measure(client: Client, urls: list[str], conditional: bool) -> float:
    before = cpu()
    got = client(urls, conditional)
    assert got == len(urls), f"{client.__name__}: {got} of {len(urls)}"
    return (cpu() - before) * 1000 / len(urls)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scrapy-python", help="interpreter that has Scrapy; default this one, if it has")
    options = parser.parse_args()
    scrapy = options.scrapy_python or (sys.executable if importlib.util.find_spec("scrapy") else None)
    if not scrapy:
        print("without Scrapy; to set it beside the others: uv pip install --python .venv/bin/python scrapy")
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(ready,), daemon=True)
    server.start()
    port = ready.get()
    urls = [f"http://{HOSTS[n % len(HOSTS)]}:{port}/{n}.html" for n in range(options.requests)]
    names = [*CLIENTS, "scrapy"] if scrapy else [*CLIENTS]
    for conditional in (False, True):
        for client in CLIENTS.values():
            client(urls[:200], conditional)  # imports and caches
        spent: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(options.rounds):
            for name, client in CLIENTS.items():
                spent[name].append(measure(client, urls, conditional))
            if scrapy:
                seconds = scrapy_seconds(scrapy, urls, conditional)
                spent["scrapy"].append(seconds * 1000 / len(urls))
        report(304 if conditional else 200, spent)
    server.terminate()


def report(status: int, spent: dict[str, list[float]]) -> None:
    middle = {name: statistics.median(times) for name, times in spent.items()}
    for name, cost in middle.items():
        print(f"{status} {name:8} {cost:6.3f} ms CPU a request  {cost / middle['httpx']:5.2f}x httpx per host")
    ratio = middle["rasad"] / middle["httpx"]
    beside = f", {middle['rasad'] / middle['scrapy']:.2f}x Scrapy" if "scrapy" in middle else ""
    verdict = "met" if ratio <= GOALS[status] else "MISSED"
    print(f"{status} rasad is {ratio:.2f}x httpx{beside}; goal {GOALS[status]}: {verdict}")


if __name__ == "__main__":
    main()
