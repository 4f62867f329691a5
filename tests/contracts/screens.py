"""What the pages send: every writing request the source of the PWA makes, and the words a room's screens use."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parents[2]
SRC = ROOT / "pwa" / "src"
WRITES = ("post", "put", "patch", "delete")
# the pages' own names for sending: what they are called with is what goes out
SENDERS = {
    "post": "POST", "put": "PUT", "send": "POST", "deed": "POST", "keyed": "POST", "move": "POST", "replace": "PUT", "ask": "POST",
    "tick": "POST", "deedItem": "POST",
}  # fmt: skip
_HOLE = re.compile(r"\$\{[^{}]*\}")
_PATH = re.compile(r"(['`])(/[a-z][^'`\s?]*)\1")
_CALL = re.compile(r"([\w$]+)\s*(?:<[^()=]*>)?\(([^()]*)$")
_METHOD = re.compile(r"'(POST|PUT|PATCH|DELETE|GET|HEAD)'")


@dataclass
class Reached:
    """Where the pages send one method and path from: the files, and the folders they stand in."""

    files: set[Path] = field(default_factory=set)

    @property
    def folders(self) -> set[Path]:
        """A screen is its folder: form, composable and page side by side."""
        return {path.parent for path in self.files}


def source(path: Path) -> str:
    """A file's text, its templates with holes, comments of whole lines left out."""
    text = re.sub(r"^\s*(//|/?\*).*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return holes(text)


def holes(text: str) -> str:
    """Each hole of a template as `{}`."""
    return _HOLE.sub("{}", text)


@cache
def sources() -> dict[Path, str]:
    """Everything people's pages are made of; tests and generated types are none of it."""
    files = (path for kind in ("*.ts", "*.vue") for path in SRC.rglob(kind))
    return {path: source(path) for path in files if ".test." not in path.name and not path.name.endswith(".d.ts")}


def shape(path: str) -> str:
    """A route's or a page's path, its parameters without their names."""
    return re.sub(r"\{[^}]*\}", "{}", path.removeprefix("/api/v1"))


def requests(text: str) -> list[tuple[str, str]]:
    """The writing requests of one file: method and shape, read off the call each path stands in."""
    found = []
    for match in _PATH.finditer(text):
        call = _CALL.search(text[max(0, match.start() - 300) : match.start()])
        if call is None:
            continue
        name, before = call.groups()
        if name == "emit" and "'send'" in before:
            name = "send"
        told = _METHOD.search(before)
        if name == "fetch":
            told = _METHOD.search(text[match.end() : match.end() + 60])
        method = told.group(1) if told else SENDERS.get(name)
        if method:
            found.append((method, shape(match.group(2))))
    return found


@cache
def reached() -> dict[tuple[str, str], Reached]:
    """Every writing request the pages make."""
    out: dict[tuple[str, str], Reached] = defaultdict(Reached)
    for path, text in sources().items():
        for request in requests(text):
            out[request].files.add(path)
    return dict(out)


def contract() -> dict[str, Any]:
    """The committed openapi.json."""
    read: dict[str, Any] = orjson.loads((ROOT / "openapi" / "openapi.json").read_bytes())
    return read


def writing_routes() -> dict[tuple[str, str], dict[str, Any]]:
    """Every writing route of the contract, by method and shape."""
    return {
        (method.upper(), shape(path)): operation
        for path, operations in contract()["paths"].items()
        for method, operation in operations.items()
        if method in WRITES
    }


def body_of(operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of a JSON body; empty without one."""
    content = operation.get("requestBody", {}).get("content", {})
    return _resolved(content.get("application/json", {}).get("schema", {}))


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = contract()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def fields(schema: dict[str, Any], seen: frozenset[str] = frozenset()) -> set[str]:
    """The name of everything a body may say, however deep."""
    names: set[str] = set()
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return set() if name in seen else fields(contract()["components"]["schemas"][name], seen | {name})
    for name, value in schema.get("properties", {}).items():
        names |= {name} | fields(value, seen)
    for part in (schema.get("items"), *schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if isinstance(part, dict):
            names |= fields(part, seen)
    return names


def verbs(schema: dict[str, Any]) -> set[str]:
    """The verbs a body takes."""
    verb = schema.get("properties", {}).get("verb", {})
    own = verb.get("enum") or ([verb["const"]] if "const" in verb else None) or _resolved(verb).get("enum")
    return set(own or ())


def spoken(route: tuple[str, str]) -> str:
    """All that stands in the folders a route is reached from; what the outbox sends is said in the phone's pages."""
    folders = reached()[route].folders
    if SRC / "offline" in folders:
        folders |= {path.parent for path, text in sources().items() if "phone" in path.parts and "'@/offline/" in text}
    return "\n".join(text for path, text in sources().items() if path.parent in folders)


_FORMS = r"\b(?:form|ask|draft|body|words|said|one|fields|asked)(?:\.value)?\."
_EACH_MOVE = re.compile(r"""v-for="[^"]*\bin\b[^"]*\bmoves\b|\bmoves\.(filter|map)\(""")


def says(text: str, name: str) -> bool:
    """Whether a screen gives this field: as a key, a shorthand or a listed name, or as what its form holds.

    Reading it off a row is not giving it.
    """
    name = re.escape(name)
    return re.search(rf"(?<![.\w$-]){name}(?![\w$(-])|{_FORMS}{name}\b", text) is not None


def offers(text: str, verb: str) -> bool:
    """Whether a screen has this verb's button: by its name, or one for each of the row's own `moves`."""
    by_name = re.search(rf"""['"]{re.escape(verb)}['"]|\b{re.escape(verb)}:""", text)
    return bool(by_name or _EACH_MOVE.search(text))
