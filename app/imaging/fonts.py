"""Finds a font that can draw Chinese on the watermark; none is bundled."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

PACKAGE = "fonts-noto-cjk"
NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "SourceHanSans.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
)
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


class FontMissing(RuntimeError):  # ruff: ignore[error-suffix-on-exception-name]  it names what to install, and is shown
    """No Chinese font on this machine; `package` is the Debian package that brings one."""

    package = PACKAGE

    def __init__(self) -> None:
        """Say what to install and which setting names a font elsewhere."""
        super().__init__(f"no Chinese font: install the Debian package {PACKAGE}, or name a font file in MINGCHA_FONT_PATH")


def find(chosen: str = "", folders: Iterable[str] = FOLDERS) -> Path:
    """The font file to draw with: the chosen one, else the best one installed. Raises: FontMissing."""
    if chosen:
        if not Path(chosen).is_file():
            raise FontMissing
        return Path(chosen)
    found = {path.name: path for path in _installed(folders)}
    for name in NAMES:
        if name in found:
            return found[name]
    raise FontMissing


def _installed(folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for where, _, names in os.walk(Path(folder).expanduser()):
            yield from (Path(where, name) for name in names if name in NAMES)
