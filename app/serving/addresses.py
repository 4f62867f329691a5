"""The addresses and the name of this machine, read from the kernel: nothing is sent and nobody is asked."""

import re
import socket
from ipaddress import IPv4Address
from pathlib import Path

NET = Path("/proc/net")
LOCAL = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")
HOSTNAME = re.compile(r"(?=.{1,64}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def local_ipv4(net: Path = NET) -> list[IPv4Address]:
    """Every address a phone may use, the one nearest to the default gateway first; none where the kernel does not tell."""
    trie = net / "fib_trie"
    found = {IPv4Address(text) for text in LOCAL.findall(trie.read_text(encoding="ascii"))} if trie.exists() else set()
    gateway = _gateway(net / "route")
    usable = (address for address in found if not address.is_loopback and not address.is_link_local)
    return sorted(usable, key=lambda address: (int(address) ^ int(gateway), address))


def hostname() -> str | None:
    """The machine's name, when a certificate can carry it."""
    name = socket.gethostname().lower()
    return name if HOSTNAME.fullmatch(name) else None


def _gateway(route: Path) -> IPv4Address:
    lines = route.read_text(encoding="ascii").splitlines()[1:] if route.exists() else []
    for _, destination, gateway, *_ in (line.split() for line in lines):
        if int(destination, 16) == 0:
            return IPv4Address(bytes.fromhex(gateway)[::-1])  # the kernel prints it in machine order
    return IPv4Address(0)
