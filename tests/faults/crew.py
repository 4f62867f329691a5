"""Three phones of two users as the model knows them: what each has to send, and in what form it is sent again and again."""

import base64
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import httpx2

from tests.faults.oracle import examine
from tests.faults.phones import HEAD
from tests.faults.promises import Promises
from tests.making import a_manifest
from tests.sync.device import Device
from tests.world import Template, World

A_WORLD_LASTS = 25  # examples
A_DAY = 86_400  # seconds
Send = Callable[[], httpx2.Response]


@dataclass
class Item:
    """One request of an outbox, whose body never changes; `good` are the answers that settle it."""

    name: str
    report: str
    send: Send
    good: frozenset[int]
    answer: bytes | None = None  # what it was first answered with, where the answer may not change


@dataclass
class Visit:
    """A report as its author's phone knows it, and what the office made of it since."""

    id: str
    author: str
    manifest: dict[str, Any]
    photos: dict[str, bytes]
    revision: int = 1


@dataclass
class Phone:
    """One device: its user's client, its copies, and what it has not sent yet."""

    user: str
    client: httpx2.Client
    copies: Device
    outbox: list[Item] = field(default_factory=list)


class Maker:
    """Makes reports whose ids and bytes are drawn from one seed."""

    def __init__(self, seed: int, promises: Promises) -> None:
        """What is made is noted in `promises` before its first byte leaves."""
        self.chance, self.promises = Random(seed), promises

    def id(self) -> str:
        """A fresh client id."""
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def visit(self, author: str, task: str, photographs: int, **more: Any) -> Visit:
        """A finished visit."""
        id_ = self.id()
        self.promises.minted.add(id_)
        return Visit(id_, author, *self.content(task, photographs, **more))

    def content(self, task: str, photographs: int, **more: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
        """A manifest and its photographs by id."""
        photos = [HEAD + self.chance.randbytes(60) for _ in range(photographs)]
        manifest = a_manifest(task, photos, summary=f"排洪渠内垃圾积存，第{self.chance.getrandbits(40)}次。", **more)
        for line in manifest["evidence"]:
            line["id"] = self.id()
        for finding in manifest["findings"]:
            finding |= {"id": self.id(), "evidence_ids": [line["id"] for line in manifest["evidence"]]}
        self.promises.declared |= {line["id"]: line["sha256"] for line in manifest["evidence"]}
        return manifest, {line["id"]: photo for line, photo in zip(manifest["evidence"], photos, strict=True)}


def items(client: httpx2.Client, visit: Visit) -> list[Item]:
    """Everything a visit has to send: its manifest, each photograph in one request, its manifest again for the receipt."""
    sent = dict(visit.manifest)
    manifest = Item("manifest", visit.id, lambda: client.put(f"/reports/{visit.id}", json=sent), frozenset({200, 201}))
    lines = {line["id"]: line for line in visit.manifest["evidence"]}
    return [manifest, *(_photograph(client, visit.id, lines[id_], photo) for id_, photo in visit.photos.items())]


def _photograph(client: httpx2.Client, report: str, line: dict[str, Any], photo: bytes) -> Item:
    said = {"evidence_id": line["id"], "sha256": line["sha256"], "report_id": report}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    headers = {
        "Tus-Resumable": "1.0.0", "Upload-Length": str(len(photo)), "Upload-Metadata": metadata,
        "Content-Type": "application/offset+octet-stream",
    }  # fmt: skip
    return Item(line["id"], report, lambda: client.post("/uploads", headers=headers, content=photo), frozenset({201}))


class Stage:
    """The worlds examples are played in, one after another, and what was tried in all of them."""

    def __init__(self, template: Template, engine: str, seed: int) -> None:
        """`seed` fixes ids and bytes; what happens is Hypothesis's choice."""
        self.template, self.engine, self.seed = template, engine, seed
        self.tried: Counter[str] = Counter()
        self.examples, self.breaches = 0, list[str]()
        self.stack, self.world, self.promises = ExitStack(), None, Promises()
        self.maker, self.contested = Maker(seed, self.promises), set[str]()

    def enter(self) -> World:
        """The world of the next example."""
        if self.examples % A_WORLD_LASTS == 0:
            self.leave()
            self.promises, self.contested = Promises(), set()
            self.maker = Maker(self.seed + self.examples, self.promises)
            self.world = self.stack.enter_context(self.template.world(self.engine, access_token_s=A_DAY))
        self.examples += 1
        assert self.world is not None
        return self.world

    def leave(self) -> None:
        """The oracle's last look at a world; a conflict copy belongs to a report that was asked for with two contents."""
        if self.world is not None:
            found = examine(self.world.database, self.world.app.state.files, self.promises)
            self.breaches += [each for each in found if not ("conflict copy" in each and each.split()[2] in self.contested)]
        self.stack.close()
        self.world = None
