"""No connection is made to a private or special address, however it is written, reached or resolved."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tests.hostile.spellings import SPELLINGS

from rasad.fetch.addresses import ForbiddenAddressError, is_own, open_socket, refusal
from rasad.fetch.policy import Policy
from rasad.testing import FeedLab, Response

connects: list[Any] = []
sys.addaudithook(lambda event, given: connects.append(given[1]) if event == "socket.connect" else None)


@pytest.fixture
def trap() -> Iterator[FeedLab]:
    """What listens where nobody may connect."""
    with FeedLab(("127.0.0.1", "127.0.0.2")) as trap:
        trap["/metadata"] = Response("credentials of the machine")
        connects.clear()
        yield trap


def assert_untouched(trap: FeedLab) -> None:
    assert (trap.connections, connects) == ([], [])


@pytest.mark.parametrize("host", SPELLINGS)
def test_forbidden_address_is_not_connected_to(trap, door, failure, host) -> None:
    fetch = door(allow_private_addresses=False, retries=0, connect=1)

    error = failure(fetch, f"http://{host}:{trap.port}/metadata")

    assert error.outcome == "blocked" or "leads nowhere" in error.reason
    assert_untouched(trap)


@pytest.mark.parametrize("host", SPELLINGS)
def test_forbidden_address_is_not_connected_to_when_a_name_resolves_to_it(
    trap, door, failure, monkeypatch, host
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *rest, **more: real(host.strip("[]"), *rest, **more))
    fetch = door(allow_private_addresses=False, retries=0, connect=1)

    error = failure(fetch, f"http://rebinding.example:{trap.port}/metadata")

    assert error.outcome == "blocked" or "leads nowhere" in error.reason
    assert_untouched(trap)


METADATA = [
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:a9fe:a9fe]",
    "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[fd00:ec2::254]",
    "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.0.0.0", "0", "[::]", "224.0.0.1", "[ff02::1]",
    "[fe80::1]", "255.255.255.255",
]  # fmt: skip


@pytest.mark.parametrize("status", [301, 307])
@pytest.mark.parametrize("host", METADATA)
def test_redirect_to_what_is_never_allowed_is_not_followed(lab, door, failure, host, status) -> None:
    lab["/news"] = Response.redirect(f"http://{host}:{lab.port}/metadata", status)
    connects.clear()

    error = failure(door(retries=0, connect=1), lab.url("/news"))

    assert error.outcome == "blocked" or "leads nowhere" in error.reason
    assert connects == [("127.0.0.1", lab.port)]


@pytest.mark.parametrize("host", SPELLINGS)
def test_redirect_from_a_public_site_to_a_private_address_is_not_followed(
    lab, trap, door, failure, monkeypatch, host
) -> None:
    """The one loopback address that counts as public here stands for any site on the internet."""
    from rasad.fetch import addresses

    judged = addresses.refusal
    monkeypatch.setattr(
        addresses,
        "refusal",
        lambda address, allow: None if address == "127.0.0.3" else judged(address, allow),
    )
    lab["/news"] = Response.redirect(f"http://{host}:{trap.port}/metadata")

    error = failure(door(allow_private_addresses=False, retries=0, connect=1), lab.url("/news", "127.0.0.3"))

    assert error.outcome == "blocked" or "leads nowhere" in error.reason
    assert trap.connections == []
    assert connects == [("127.0.0.3", lab.port)]


def test_name_that_changes_its_address_between_connections_is_judged_each_time(lab, door, failure, monkeypatch) -> None:
    answers = ["127.0.0.1", "169.254.169.254"]
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *rest, **more: real(answers.pop(0), *rest, **more))
    lab["/news"] = Response("news", headers={"connection": "close"})
    connects.clear()
    url = f"http://rebinding.example:{lab.port}/news"

    assert door()(url).body == b"news"
    assert failure(door(), url).outcome == "blocked"
    assert connects == [("127.0.0.1", lab.port)]


def test_name_with_a_good_and_a_forbidden_address_leads_to_the_good_one_alone(lab, door, monkeypatch) -> None:
    real = socket.getaddrinfo

    def both(name: str, *rest: Any, **more: Any) -> list[Any]:
        return real("169.254.169.254", *rest, **more) + real("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", both)
    lab["/news"] = Response("news")
    connects.clear()

    assert door()(f"http://two.example:{lab.port}/news").body == b"news"
    assert connects == [("127.0.0.1", lab.port)]
    assert lab.received[0].headers["host"] == f"two.example:{lab.port}"


def test_proxy_of_the_environment_is_not_used(lab, door, monkeypatch) -> None:
    lab["127.0.0.1/news"] = Response("news")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, lab.url("/", "127.0.0.2"))

    assert door()(lab.url("/news")).body == b"news"
    assert lab.connections == ["127.0.0.1"]


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::", "::ffff:8.8.8.8"],
)
def test_public_address_is_open_in_any_form(address) -> None:
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fd12::1", "::ffff:192.168.0.1"])
def test_own_networks_are_open_only_where_allowed(address) -> None:
    assert refusal(address, allow_private=False) == "a private address"
    assert refusal(address, allow_private=True) is None
    assert is_own(address)


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "224.0.0.1", "0.0.0.0", "fe80::1%eth0"])
def test_special_addresses_stay_closed_even_then(address) -> None:
    assert refusal(address, allow_private=True)


def test_text_that_is_no_address_is_refused() -> None:
    assert refusal("example.org", allow_private=True) == "not a numeric address"
    assert not is_own("example.org")


def test_socket_is_opened_for_an_allowed_address_only() -> None:
    good = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))

    open_socket(good, allow_private=True).close()
    with pytest.raises(ForbiddenAddressError):
        open_socket(good, allow_private=False)


def test_default_policy_is_polite_and_bounded() -> None:
    policy = Policy()

    assert policy.robots
    assert policy.max_body == policy.max_wire == 10_000_000
