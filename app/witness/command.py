"""mingcha witness init | watch | serve | show; also `python -m app.witness`, which loads nothing of the office."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.witness.server import serve
from app.witness.store import Store, WitnessError


def main(arguments: Sequence[str] | None = None) -> int:
    """The witness's command line."""
    asked = _parser().parse_args(arguments)
    store = Store(asked.data)
    try:
        told: str | None = asked.deed(store, asked)
    except WitnessError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{told}\n" if told else "")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingcha witness", description="cosign the checkpoints of others' logs")
    home = Path(os.environ.get("MINGCHA_WITNESS_DIR", "witness"))
    parser.add_argument("--data", type=Path, default=home, help="the witness's own folder")
    deeds = parser.add_subparsers(required=True)
    begin = deeds.add_parser("init", help="make its key, once; prints the key to give to logs and verifiers")
    begin.add_argument("name", help="such as witness.example.gov.cn/w1")
    begin.set_defaults(deed=lambda store, asked: store.initialise(asked.name).vkey)
    watch = deeds.add_parser("watch", help="watch a log, by the key `mingcha init` printed there")
    watch.add_argument("vkey")
    watch.set_defaults(deed=lambda store, asked: f"watching {store.watch(asked.vkey).name}")
    show = deeds.add_parser("show", help="the newest checkpoint cosigned of every log")
    show.set_defaults(deed=_show)
    run = deeds.add_parser("serve", help="answer add-checkpoint")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8010)
    run.set_defaults(deed=lambda store, asked: serve(store.folder, asked.host, asked.port))
    return parser


def _show(store: Store, _: argparse.Namespace) -> str:
    store.own()
    with store.deciding() as memory:
        return "\n".join(memory.notes())
