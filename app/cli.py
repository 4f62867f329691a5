"""The command line: `mingcha --help` names the commands."""

import argparse
import getpass
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import DBAPIError

from app.access.policy import Role
from app.attest import configured, exporting, keys, rotation
from app.audit import queries as audit
from app.core import disk
from app.core.clock import system_clock
from app.core.db import Database, ProcessClash
from app.core.durable import SoftDatabaseError
from app.core.files import Files
from app.core.outages import cut_off
from app.core.problem import Problem
from app.core.settings import Settings
from app.demo.announcement import announce
from app.demo.seed import NotADemoError, seed
from app.doctor import examine
from app.erasure import UNSCOURED, erase
from app.evidence.jobs import decoder
from app.identity.schemas import UserDraft
from app.identity.service import write_user
from app.main import create_app
from app.migrating import READ_ONLY, ReadOnlyError, migrate, migrate_if_it_can
from app.missions import draw
from app.serving.run import serve
from app.units.models import Unit
from app.witness import command as witness
from app.worker import Worker

# It stands alone and is run as a program of its own, never imported.
VERIFIER = Path(__file__).parent.parent / "verifier" / "mingcha_verify.py"
REFUSALS = (
    ProcessClash, SoftDatabaseError, NotADemoError, keys.KeysMissingError, configured.AnchorSettingError, exporting.ExportError,
    ReadOnlyError,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: disk.Logger(),
    )
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["witness"]:
        return witness.main(words[1:])
    if words[:1] == ["verify"] and words[1:]:
        return subprocess.run([sys.executable, "-I", str(VERIFIER), *words[1:]], check=False).returncode
    asked = _parser().parse_args(words)
    deed: Callable[[argparse.Namespace], int] = asked.deed
    try:
        return deed(asked)
    except REFUSALS as clash:
        sys.stderr.write(f"{clash}\n")
        return 2
    except DBAPIError as error:
        if not cut_off(error):
            raise
        sys.stderr.write(f"the database does not answer: {error.orig}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mingcha", description="Mingcha 明察")
    deeds = parser.add_subparsers(required=True)
    deed: Callable[[argparse.Namespace], int]
    for name, deed, words in (
        ("migrate", _migrate, "bring the database to this release"),
        ("worker", _worker, "run background jobs"),
        ("doctor", _doctor, "examine this installation"),
        ("verify", _verify, "recompute the whole log; `verify BUNDLE` or `verify --log FILE` need no database"),
        ("openapi", _openapi, "print openapi.json"),
    ):
        deeds.add_parser(name, help=words).set_defaults(deed=deed)
    for name, deed, words in (("serve", _serve, "serve API and pages"), ("demo", _demo, "seed the demo county and serve it")):
        command = deeds.add_parser(name, help=words)
        command.add_argument("--tls", action="store_true", help="HTTPS on the network address, with a local authority")
        command.add_argument("--workers", type=int, default=1, help="processes (PostgreSQL only)")
        command.set_defaults(deed=deed)
    begin = deeds.add_parser("init", help="make the keys this installation signs with, once, and its database")
    begin.add_argument("--root", type=Path, help="where to write the root key, to be taken away and sealed")
    begin.add_argument("--origin", default="", help="the log's name in its checkpoints, such as mingcha.example.gov.cn/log")
    begin.set_defaults(deed=_init)
    change = deeds.add_parser("rotate", help="begin a new receipt or log key, vouched for by the old one and the root key")
    change.add_argument("use", choices=[keys.Use.RECEIPT.value, keys.Use.LOG.value])
    change.add_argument("--root", type=Path, help="the root key's file")
    change.set_defaults(deed=_rotate)
    clear = deeds.add_parser("erase", help="erase what the log says of these things; two people give their passwords")
    clear.add_argument("object", type=UUID, nargs="+", help="the thing's id, as the auditor's log names it")
    clear.add_argument("--reason", required=True, help="stays in the log: the ground, never the content")
    clear.add_argument("--asked-by", required=True, help="a director's account")
    clear.add_argument("--confirmed-by", required=True, help="a security administrator's account")
    clear.set_defaults(deed=_erase)
    carry = deeds.add_parser("log-export", help="write the whole log, personal data and all, to a new file for `verify --log`")
    carry.add_argument("file", type=Path)
    carry.set_defaults(deed=_log_export)
    replay = deeds.add_parser("draw-verify", help="compute the record of a random draw again; needs no database")
    replay.add_argument("file", type=Path, help="the record, as GET /missions/{id}/draw/record gave it")
    replay.set_defaults(deed=_draw_verify)
    _admin(deeds.add_parser("admin", help="accounts"))
    deeds.add_parser("witness", help="cosign the checkpoints of others' logs: a program of its own, on another machine")
    return parser


def _admin(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(required=True)
    create = deeds.add_parser("create", help="make an account; asks for the password, or reads MINGCHA_PASSWORD")
    create.add_argument("username")
    create.add_argument("name")
    create.add_argument("--role", action="append", choices=[role.value for role in Role], required=True)
    create.add_argument("--unit", required=True, help="id of the unit, or the name of a first one to make")
    create.set_defaults(deed=_create)


def _database() -> Database:
    return Database(Settings())


def _init(asked: argparse.Namespace) -> int:
    settings = Settings()
    new = keys.initialise(settings.data_dir, system_clock(), asked.root, asked.origin)
    held = keys.load(settings.data_dir)
    sys.stdout.write(f"{'made' if new else 'kept'} the keys of {held.origin}\n{held.log_vkey}\n")
    database = Database(settings)
    migrate(database)
    database.close()
    return 0


def _rotate(asked: argparse.Namespace) -> int:
    database = Database(Settings())
    database.claim()  # beside a server on SQLite nothing could be written to the log
    try:
        held = rotation.rotate(database.settings.data_dir, keys.Use(asked.use), database.clock(), asked.root)
        _book(database)
    finally:
        database.close()
    sys.stdout.write(f"{asked.use} key {held.periods[-1].signer.id}\n{held.log_vkey}\n")
    return 0


def _book(database: Database) -> None:
    if not rotation.rotations(database.settings.data_dir):
        return
    with database.transaction() as tx:
        rotation.book(tx, tx.settings.data_dir)


def _erase(asked: argparse.Namespace) -> int:
    database = Database(Settings())
    try:
        done = erase(database, tuple(asked.object), asked.reason, (asked.asked_by, asked.confirmed_by))
    except Problem as refusal:
        sys.stderr.write(f"refused: {refusal.slug}\n")
        return 2
    finally:
        database.close()
    sys.stdout.write(f"{done.entries} entries erased\n")
    if not done.scoured:
        sys.stderr.write(UNSCOURED)
    return 0 if done.scoured else 1


def _log_export(asked: argparse.Namespace) -> int:
    database = Database(Settings())
    try:
        told = exporting.export(database, asked.file)
    finally:
        database.close()
    newest = f"the newest checkpoint has {told.checkpoint}" if told.checkpoint else "there is no checkpoint"
    sys.stdout.write(f"{told.size} entries; {newest}\n")
    if told.size != told.counted:
        sys.stdout.write(f"the log counts {told.counted}: run mingcha verify\n")
    return 0 if told.size == told.counted else 1


def _migrate(_: argparse.Namespace) -> int:
    migrate(_database())
    return 0


def _serve(asked: argparse.Namespace) -> int:
    settings = Settings()
    keys.load(settings.data_dir)
    configured.anchors(settings)
    database = Database(settings)
    try:
        database.require_durable()
        if asked.workers == 1:
            if migrate_if_it_can(database):
                _book(database)
            else:
                sys.stderr.write(READ_ONLY)
    finally:
        database.close()
    return serve(settings, tls=asked.tls, workers=asked.workers)


def _demo(asked: argparse.Namespace) -> int:
    settings = Settings()
    keys.initialise(settings.data_dir, system_clock())
    database = Database(settings)
    migrate(database)
    seed(database, Files(settings.storage), _progress)
    database.close()
    announce(settings)
    return serve(settings, tls=asked.tls, workers=1)


def _progress(done: int, of: int) -> None:
    end = "\n" if done >= of else ""
    sys.stdout.write(f"\rdemo county {done}/{of}{end}")
    sys.stdout.flush()


def _worker(_: argparse.Namespace) -> int:
    settings = Settings()
    keys.load(settings.data_dir)
    configured.anchors(settings)
    database = Database(settings)
    database.require_durable()
    _book(database)
    worker = Worker(database, Files.of(settings), decoder(settings))
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()
    return 0


def _doctor(_: argparse.Namespace) -> int:
    findings = examine(Settings())
    for line in findings:
        sys.stdout.write(f"{'ok  ' if line.good else 'BAD '} {line.what}\n")
    return 0 if all(line.good for line in findings) else 1


def _verify(_: argparse.Namespace) -> int:
    database = _database()
    with database.reading() as tx:
        verdict = audit.verify(tx)
    database.close()
    words = [f"{verdict.entries} entries hold"]
    words += [f"{verdict.erased} of them erased by order"] if verdict.erased else []
    words += [f"the content of {verdict.lost_at} is gone without an order"] if verdict.lost_at else []
    words += [f"broken at {verdict.broken_at}"] if verdict.broken_at else []
    sys.stdout.write("; ".join(words) + "\n")
    return 0 if verdict.broken_at is None and verdict.lost_at is None else 1


def _draw_verify(asked: argparse.Namespace) -> int:
    try:
        faults = draw.replay(json.loads(asked.file.read_bytes()))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{asked.file}: {error}\n")
        return 2
    sys.stdout.write("一致\n" if not faults else f"不一致: {', '.join(faults)}\n")
    return 1 if faults else 0


def _openapi(_: argparse.Namespace) -> int:
    json.dump(create_app(Settings()).openapi(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
    sys.stdout.write("\n")
    return 0


def _create(asked: argparse.Namespace) -> int:
    password = os.environ.get("MINGCHA_PASSWORD") or getpass.getpass("password: ")
    with _database().transaction() as tx:
        try:
            unit_id = UUID(asked.unit)
        except ValueError:
            unit_id = uuid4()
            tx.session.add(
                Unit(id=unit_id, node=1, path="/1/", name=asked.unit, short_name=asked.unit, kind="office", hats=["organiser"])
            )
            tx.session.flush()
        draft = UserDraft(username=asked.username, name=asked.name, unit_id=unit_id, password=password)
        write_user(tx, uuid4(), draft, [Role(role) for role in asked.role])
    return 0


if __name__ == "__main__":
    sys.exit(main())
