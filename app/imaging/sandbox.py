"""The parent's side: keeps decoder children, gives each picture one, replaces those that failed or have served long enough."""

import contextlib
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from signal import SIGXCPU
from typing import Any, Self, TypeVar, cast

from app.imaging import fonts, wire
from app.imaging.answers import (
    Derived,
    Inspection,
    Note,
    SandboxBrokenError,
    Spotted,
    Undecodable,
    inspection,
    periodic,
    prints,
    spotted,
)
from app.imaging.covering import Shape, packed
from app.imaging.limits import Limits
from app.imaging.signatures import is_heif

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from app.imaging.{} import main; main()"
START_S = 30
# All the child may know: one thread to compute in, and keep what it has freed, up to 64 MiB. A photograph is a tenth faster for it.
ENVIRONMENT = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20), "OPENBLAS_NUM_THREADS": "1"}
VIEW_MAX_BYTES = 16 << 20
COPY_MAX_BYTES = 256 << 20
LINES_MAX, LINE_MAX_CHARS = 12, 200
# A used child may have been crippled by an earlier picture: these verdicts are believed only of a fresh one.
DOUBTFUL = (Note.CRASHED, Note.MEMORY)


class Sandbox:
    """Decodes pictures in children; safe to share between threads. At most `pool` pictures are decoded at once.

    Every method takes a file or its bytes, and raises Undecodable, or SandboxBrokenError when no child will start.
    """

    def __init__(
        self, limits: Limits | None = None, *, pool: int = 1, lifetime: int = 50, font_path: str = "", entry: str = "child"
    ) -> None:
        """Start nothing yet. `lifetime` is how many pictures one child may see, `entry` which of the children it is."""
        self._entry = entry
        self._limits, self._lifetime, self._font_path = limits or Limits(), lifetime, font_path
        self._slots = threading.BoundedSemaphore(pool)
        self._idle: list[_Child] = []
        self._lock = threading.Lock()
        self._closed = False
        self._finalizer = weakref.finalize(self, _stop_all, self._idle)

    def inspect(self, source: Path | bytes) -> Inspection:
        """Read header and EXIF; a picture whose pixels are damaged still passes."""
        return self._ask({"deed": "inspect"}, source, lambda answer, _: inspection(answer))

    def derive(self, source: Path | bytes) -> Derived:
        """Decode once, give the header and both small views."""
        return self._ask({"deed": "derive"}, source, _derived)

    def masked(self, source: Path | bytes, shapes: Sequence[Shape]) -> tuple[bytes, bytes]:
        """Give preview and thumbnail with the shapes covered."""
        return self._ask({"deed": "masked", "shapes": packed(shapes)}, source, _views)

    def spot(self, source: Path | bytes) -> list[Spotted]:
        """Give what may be a face, a plate or a number: of a sandbox whose entry is `spotter`."""
        return self._ask({"deed": "spot"}, source, _spotted)

    def watermark(self, source: Path | bytes, lines: Sequence[str], shapes: Sequence[Shape] = ()) -> bytes:
        """Give a full-size JPEG, the shapes covered, with the lines in a band below the picture. Raises: FontMissing."""
        fonts.find(self._font_path)
        shown = ["".join(char if char.isprintable() else " " for char in line)[:LINE_MAX_CHARS] for line in lines[:LINES_MAX]]
        return self._ask({"deed": "watermark", "lines": shown, "shapes": packed(shapes)}, source, _copy)

    def close(self) -> None:
        """End every child; those at work end with their picture."""
        with self._lock:
            self._closed = True
            self._finalizer()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _ask(self, request: dict[str, Any], source: Path | bytes, checked: "Check[T]") -> T:
        raw = source if isinstance(source, bytes) else source.read_bytes()
        with self._slots:
            child = self._take(threads=is_heif(raw))
            fresh = child.served == 0
            try:
                return self._once(child, request, raw, checked)
            except Undecodable as refusal:
                if fresh or refusal.note not in DOUBTFUL:
                    raise
            return self._once(self._spawn(threads=child.threads), request, raw, checked)

    def _once(self, child: "_Child", request: dict[str, Any], raw: bytes, checked: "Check[T]") -> T:
        try:
            result = child.ask(request, raw, checked)
        except BaseException:
            child.stop()
            raise
        self._keep(child)
        return result

    def _take(self, *, threads: bool) -> "_Child":
        with self._lock:
            for child in self._idle:
                if child.threads == threads:
                    self._idle.remove(child)
                    return child
        return self._spawn(threads=threads)

    def _keep(self, child: "_Child") -> None:
        with self._lock:
            done = child.served >= self._lifetime or self._closed
            if not done:
                self._idle.append(child)
        if done:
            child.stop()

    def _spawn(self, *, threads: bool) -> "_Child":
        limits = replace(self._limits, threads=threads)
        with contextlib.suppress(fonts.FontMissing):
            return _Child(limits, str(fonts.find(self._font_path)), self._entry)
        return _Child(limits, "", self._entry)


Check = Callable[[dict[str, Any], list[bytes]], T]


class _Child:
    """One decoder process and its two pipes."""

    def __init__(self, limits: Limits, font: str, entry: str) -> None:
        self.served, self.threads = 0, limits.threads
        self._wall_s = limits.wall_s
        self._expired = False
        wanted = json.dumps({"limits": asdict(limits), "font": font})
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", BOOT.format(entry), str(ROOT), wanted],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            cwd="/",
            pipesize=1 << 20,
            start_new_session=True,  # Ctrl-C is for the server, which ends its children itself
        )
        self._in, self._out, self._err = (cast("Any", pipe) for pipe in self._pipes())
        self._await_ready()

    def ask(self, request: dict[str, Any], raw: bytes, checked: Check[T]) -> T:
        """Have one picture done. Raises: Undecodable."""
        self.served += 1
        try:
            with self._deadline(self._wall_s):
                wire.write(self._in, request, [raw])
                answer, blobs = wire.read(self._out, COPY_MAX_BYTES)
            if "refused" in answer:
                raise Undecodable(Note(answer["refused"]))
            return checked(answer, blobs)
        except (OSError, wire.BrokenFrameError, KeyError, TypeError, ValueError) as error:
            raise Undecodable(self._cause_of_death()) from error

    def stop(self) -> None:
        """End the process and take its body away."""
        self._process.kill()
        self._process.wait()
        for pipe in self._pipes():
            with contextlib.suppress(OSError):  # unsent bytes
                pipe.close()

    def _pipes(self) -> list[Any]:
        return [self._process.stdin, self._process.stdout, self._process.stderr]

    def _await_ready(self) -> None:
        try:
            with self._deadline(START_S):
                wire.read(self._out, 0)
        except wire.BrokenFrameError as error:
            self._process.kill()
            said = self._err.read()[-2000:].decode(errors="replace")
            self.stop()
            raise SandboxBrokenError(f"the decoder child did not start: {said}") from error
        self._err.close()

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Any:  # ruff: ignore[any-type]
        timer = threading.Timer(seconds, self._expire)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def _cause_of_death(self) -> Note:
        self._process.kill()
        return Note.TIMEOUT if self._expired or self._process.wait() == -SIGXCPU else Note.CRASHED


def _derived(answer: dict[str, Any], blobs: list[bytes]) -> Derived:
    return Derived(inspection(answer), prints(answer["prints"]), periodic(answer["periodic"]), *_views(answer, blobs))


def _views(_: dict[str, Any], blobs: list[bytes]) -> tuple[bytes, bytes]:
    preview, thumbnail = blobs
    if not all(view[:4] == b"RIFF" and view[8:12] == b"WEBP" and len(view) <= VIEW_MAX_BYTES for view in blobs):
        raise ValueError("views")
    return preview, thumbnail


def _spotted(answer: dict[str, Any], _: list[bytes]) -> list[Spotted]:
    return [spotted(each) for each in answer["spots"]]


def _copy(_: dict[str, Any], blobs: list[bytes]) -> bytes:
    (copy,) = blobs
    if not copy.startswith(b"\xff\xd8\xff"):
        raise ValueError("copy")
    return copy


def _stop_all(children: list[_Child]) -> None:
    while children:
        children.pop().stop()
