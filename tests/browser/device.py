"""Browsers as people hold them: a phone that can lose its network and be killed, and the office's desk."""

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-quic", "--no-first-run", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--disable-dev-shm-usage",
]  # fmt: skip
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PLACE = {"latitude": 40.1102, "longitude": 102.1102, "accuracy": 6}


def _as(size: dict[str, int], base_url: str) -> dict[str, Any]:
    """What every screen here has in common."""
    return {
        "viewport": size, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "geolocation": PLACE, "base_url": base_url,
        "permissions": ["geolocation", "camera"], "device_scale_factor": 1, "has_touch": size is PHONE,
    }  # fmt: skip


@contextmanager
def screens(playwright: Playwright, base_url: str) -> Iterator[Callable[[dict[str, int]], Page]]:
    """Screens of many people, each with its own storage, in one browser: for stories in which nobody's browser is killed."""
    if CHROMIUM is None:
        raise RuntimeError("Chromium is missing: sudo apt-get install -y --no-install-recommends chromium")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)

    def turn_on(size: dict[str, int]) -> Page:
        page = browser.new_context(**_as(size, base_url)).new_page()
        page.set_default_timeout(20_000)
        return page

    try:
        yield turn_on
    finally:
        browser.close()


class Device:
    """One browser profile: what it stored survives closing and killing."""

    def __init__(self, playwright: Playwright, folder: Path, base_url: str, size: dict[str, int]) -> None:
        """Nothing is started before `open`."""
        if CHROMIUM is None:
            raise RuntimeError("Chromium is missing: sudo apt-get install -y --no-install-recommends chromium")
        self._playwright, self._folder, self._base_url, self._size = playwright, folder, base_url, size
        self._context: BrowserContext | None = None
        self.screens: list[str] = []  # every page shown, in order, ids masked
        self.writes: list[str] = []  # every request that changes something, first time it is sent

    def open(self, path: str = "/", *, online: bool = True, before: Callable[[BrowserContext], None] | None = None) -> Page:
        """Start the browser on a page, with or without a network; `before` prepares it."""
        self._context = self._playwright.chromium.launch_persistent_context(
            str(self._folder), executable_path=CHROMIUM, headless=True, args=FLAGS, **_as(self._size, self._base_url)
        )
        self._context.set_offline(not online)
        if before:
            before(self._context)
        page = self._context.pages[0]
        page.set_default_timeout(20_000)
        page.on("framenavigated", lambda frame: self._shown(frame.url))
        page.on("request", lambda request: self._sent(request.method, request.url))
        page.goto(path)
        return page

    def _shown(self, url: str) -> None:
        path = ID.sub("{id}", url.removeprefix(self._base_url).partition("?")[0])
        if self.screens[-1:] != [path]:
            self.screens.append(path)

    def _sent(self, method: str, url: str) -> None:
        address = ID.sub("{id}", url.partition("/api/v1")[2])
        if method != "GET" and address and not address.startswith(("/auth/", "/sync/", "/device-states/")):  # what clocks send
            said = f"{method} {address}"
            if said not in self.writes:
                self.writes.append(said)

    @property
    def context(self) -> BrowserContext:
        """The running browser."""
        if self._context is None:
            raise RuntimeError("open the device first")
        return self._context

    def network(self, *, on: bool) -> None:
        """Cut or restore the network."""
        self.context.set_offline(not on)

    def kill(self) -> None:
        """SIGKILL every process of this browser: no goodbye, no unload."""
        for pid in self._pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._context = None

    def _pids(self) -> list[int]:
        """The browser and everything under it: pages and their helpers do not name the profile."""
        mark, parents, family = f"--user-data-dir={self._folder}".encode(), dict[int, int](), list[int]()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
                if mark in (entry / "cmdline").read_bytes().split(b"\0"):
                    family.append(int(entry.name))
            except OSError:
                continue
        while more := [pid for pid, parent in parents.items() if parent in family and pid not in family]:
            family += more
        return family

    def close(self) -> None:
        """Close the browser."""
        if self._context is not None:
            self._context.close()
            self._context = None


@contextmanager
def held(device: Device) -> Iterator[Device]:
    """Close the device in the end, whatever happened."""
    try:
        yield device
    finally:
        device.close()


# The device's store read as its format says, by someone who did not write it; the key lies beside it where no PIN was chosen.
OPENED = """
  const done = ask => new Promise((good, bad) => { ask.onsuccess = () => good(ask.result); ask.onerror = () => bad(ask.error) })
  const text = new TextEncoder()
  const INDEXED = { photos: ['id', 'owner_id'], answers: ['id', 'order_id'], envelope: ['site_id'], meta: [], chunks: [] }
  const vault = await done(indexedDB.open('vault')), [box] = await done(vault.transaction('box').objectStore('box').getAll())
  vault.close()
  const base = await done(indexedDB.open('mingcha-' + box.user))
  const key = await crypto.subtle.importKey('raw', box.open, 'AES-GCM', false, ['decrypt'])
  async function opened(store, at, raw) {
    if (raw === undefined || !raw.box) return raw
    const face = Object.fromEntries((INDEXED[store] ?? ['id']).map(name => [name, raw[name]]))
    const additionalData = text.encode(JSON.stringify([box.user, store, at, face]))
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: raw.iv, additionalData }, key, raw.box)
    let end = 4 + new DataView(plain).getUint32(0)
    const [value, sizes] = JSON.parse(new TextDecoder().decode(plain.slice(4, end)))
    const buffers = sizes.map(size => plain.slice(end, end += size))
    const each = held => Object.fromEntries(Object.entries(held).map(([name, one]) => [name, whole(one)]))
    const lifted = held => '\\u0000' in held ? buffers[held['\\u0000']] : Array.isArray(held) ? held.map(whole) : each(held)
    const whole = held => held === null || typeof held !== 'object' ? held : lifted(held)
    return whole(value)
  }
  const store = name => base.transaction(name).objectStore(name)
  const one = async (name, at) => opened(name, at, await done(store(name).get(at)))
  const all = async name => Promise.all((await done(store(name).getAllKeys())).map(at => one(name, at)))
"""
HASHES = f"""async () => {{ {OPENED}
  const found = {{}}
  for (const photo of await all('photos')) {{
    const parts = await Promise.all(Array.from({{ length: photo.chunks }}, (_, n) => one('chunks', [photo.id, n])))
    const bytes = await new Blob(parts).arrayBuffer()
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    found[photo.id] = [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
  }}
  base.close()
  return found
}}"""


def hashes_on(page: Page) -> dict[str, str]:
    """SHA-256 of every photograph's bytes as they lie in the device's own database, by evidence id."""
    found: Any = page.evaluate(HASHES)
    return dict(found)
