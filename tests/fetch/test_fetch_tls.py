"""The pinned connection is still encrypted to the name that was asked for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from rasad.testing import FeedLab, Response


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A self-signed certificate for localhost, with its key in one file."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key",
         "-out", folder / "certificate"],
        check=True, capture_output=True,
    )  # fmt: skip
    both = folder / "both"
    both.write_bytes((folder / "key").read_bytes() + (folder / "certificate").read_bytes())
    return both


@pytest.fixture
def names() -> list[str | None]:
    return []


@pytest.fixture
def server(certificate, names) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    return context


def test_name_is_sent_and_verified_over_the_pinned_address(server, names, certificate, door, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with FeedLab(tls=server) as lab:
        lab["/rss"] = Response("<rss/>")

        assert door()(lab.url("/rss", "localhost")).body == b"<rss/>"
        assert names == ["localhost"]
        assert lab.received[0].headers["host"] == f"localhost:{lab.port}"


def test_certificate_for_another_name_is_not_accepted(server, certificate, door, failure, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with FeedLab(tls=server) as lab:
        error = failure(door(), lab.url("/rss", "127.0.0.1"))

        assert error.reason == "TLS: no trusted connection"
        assert lab.received == []


def test_certificate_of_an_unknown_issuer_is_not_accepted(server, door, failure) -> None:
    with FeedLab(tls=server) as lab:
        assert failure(door(), lab.url("/rss", "localhost")).reason == "TLS: no trusted connection"


def test_credentials_do_not_go_from_https_to_http(server, certificate, lab, door, monkeypatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    lab["/plain"] = Response("page")
    with FeedLab(tls=server) as secure:
        secure["/rss"] = Response.redirect(lab.url("/plain", "localhost"))
        door()(secure.url("/rss", "localhost"), credentials=("editor", "password"))

    assert "authorization" not in lab.received[0].headers
