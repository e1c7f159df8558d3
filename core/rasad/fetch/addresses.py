"""Which addresses may be connected to. Judges the address a socket is about to use, however it was written.

A bare `is_global` lets multicast, NAT64 and 6to4 forms of loopback through, `is_private` misses 100.64/10:
embedded IPv4 addresses are unwrapped first, and what is refused is listed.
"""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What clouds answer on with credentials: refused even where private addresses are allowed.
_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"),
    )
)
_OWN = tuple(
    map(
        ipaddress.ip_network,
        (
            "127.0.0.0/8",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "::1/128",
            "fc00::/7",
        ),
    )
)
_NAT64 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48")))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_TRANSLATED = ipaddress.IPv6Network("::ffff:0:0:0/96")  # SIIT, RFC 2765
LEADS_TO = "the host leads to"
_LAST_32_BITS = 0xFFFF_FFFF


class ForbiddenAddressError(OSError):
    """A connection that must not be made. An `OSError`, so that connectors treat it as a failed attempt."""


def refusal(address: str, allow_private: bool) -> str | None:
    """Why this numeric address must not be connected to; None where it may be.

    `allow_private` opens loopback and one's own networks; link-local, metadata, multicast and unspecified
    addresses stay closed.
    """
    try:
        ip = _unwrap(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return "not a numeric address"
    return _judge(ip, allow_private)


def is_own(host: str) -> bool:
    """True where the host is written as a loopback or private address."""
    try:
        ip = _unwrap(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return host == "localhost"
    return any(ip in network for network in _OWN)


def open_socket(info: tuple[Any, ...], allow_private: bool) -> socket.socket:
    """A socket for one `getaddrinfo` entry, or `ForbiddenAddressError`.

    The check sits where the socket is made: a name resolved anew after a check (DNS rebinding) is judged by
    the address it is connected to.
    """
    family, kind, protocol, _, sockaddr = info
    if reason := refusal(str(sockaddr[0]), allow_private):
        # Without the address: connectors merge attempts that failed alike, and keep the type only then.
        raise ForbiddenAddressError(f"{LEADS_TO} {reason}")
    return socket.socket(family, kind, protocol)


@lru_cache(maxsize=4096)
def _judge(ip: Address, allow_private: bool) -> str | None:
    if ip in _METADATA:
        return "a cloud metadata address"
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_unspecified or ip.is_link_local:
        return "a special address"
    if any(ip in network for network in _OWN):
        return None if allow_private else "a private address"
    return None if ip.is_global and not ip.is_reserved else "a special address"


def _unwrap(ip: Address) -> Address:
    """The IPv4 address inside a mapped, compatible, translated, NAT64, 6to4 or Teredo one; else the same."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
    if inner:
        return inner
    if (ip in _COMPATIBLE and int(ip) > 1) or ip in _TRANSLATED or any(ip in network for network in _NAT64):
        return ipaddress.IPv4Address(int(ip) & _LAST_32_BITS)
    return ip
