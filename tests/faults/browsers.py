"""A browser that dies at the N-th moment of a story: when a write was asked for, a transaction kept, something said on the screen.

Nothing here knows what the app keeps, or how: it counts every write of every IndexedDB of the page, and reads the screen.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright, expect
from sqlalchemy import select

from app.evidence.models import Evidence
from app.reports.models import Report
from tests.browser.device import PHONE, Device
from tests.browser.hands import ready_offline, record, seal, sign_in
from tests.faults.oracle import examine
from tests.faults.promises import Promises
from tests.world import World

SITE = "下梨坞村2组排洪渠"
FACTS = "下梨坞村2组排洪渠内积存生活垃圾约3立方米"
PHOTOS = 2
STEPS = ("camera", "photographs", "finding", "seal", "sending")
COUNTING = """(() => {
  const moments = [], best = { photos: 0, saved: [], sealed: false, delivered: false }  // what was once said is owed for good
  let armed = false, at = -1, said = '', step = ''
  const label = element => element.getAttribute('aria-label') ?? ''
  const count = one => Number(/^查看本组 (\\d+) 张/.exec(label(one))?.[1] ?? 0)
  const all = selector => [...document.querySelectorAll(selector)]
  const screen = () => {
    best.photos = Math.max(best.photos, ...all('[aria-label]').map(count))
    if (all('[role=status]').some(one => one.textContent.startsWith('已存本机')))
      for (const one of all('textarea')) if (one.value && !best.saved.includes(one.value)) best.saved.push(one.value)
    const queue = location.pathname.startsWith('/phone/outbox') ? all('main section').map(one => one.textContent).join() : ''
    best.sealed ||= /排队中|正在传|没有信号/.test(queue)
    best.delivered ||= /收讫/.test(queue)
    return best
  }
  const moment = kind => {
    if (!armed) return
    moments.push([step, kind])
    if (moments.length - 1 !== at) return
    globalThis.__reached(JSON.stringify({ step, kind, ...screen() }))
    for (const until = performance.now() + 60_000; performance.now() < until;) ; // nothing of this page happens any more
  }
  for (const name of ['put', 'add', 'delete', 'clear']) {
    const real = IDBObjectStore.prototype[name]
    IDBObjectStore.prototype[name] = function (...given) { const ask = real.apply(this, given); moment('asked'); return ask }
  }
  const begin = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (...given) {
    const made = begin.apply(this, given)
    if (made.mode === 'readwrite') made.addEventListener('complete', () => moment('kept'))
    return made
  }
  const look = () => {
    const now = JSON.stringify(screen())
    if (now === said) return
    said = now
    moment('shown')
  }
  const everything = { subtree: true, childList: true, characterData: true, attributes: true }
  const watch = () => new MutationObserver(look).observe(document, everything)
  document.documentElement ? watch() : document.addEventListener('readystatechange', watch, { once: true })
  globalThis.__from = (first, stop) => { step = first; at = stop; said = JSON.stringify(screen()); armed = true }
  globalThis.__step = next => { step = next }
  globalThis.__moments = () => moments
})()"""


@dataclass(frozen=True)
class Said:
    """What the screen said when the browser died, and in which step, after what."""

    step: str
    kind: str
    photos: int = 0
    saved: tuple[str, ...] = ()
    sealed: bool = False
    delivered: bool = False

    @property
    def promised(self) -> bool:
        """Whether anything was called saved."""
        return bool(self.photos or self.saved or self.sealed or self.delivered)


class Doomed:
    """One phone and one story, killed at a moment; opened again it must have what it said it had, and send it once."""

    def __init__(self, playwright: Playwright, folder: Path, base_url: str) -> None:
        """Nothing is started yet."""
        self.device = Device(playwright, folder, base_url, PHONE)
        self.said: Said | None = None
        self.moments: list[tuple[str, str]] = []
        self.breaches: list[str] = []

    def live(self, stop: int = -1) -> None:
        """Act the whole story, or as much of it as comes before the moment `stop`."""
        page = self.device.open("/signin", before=self._prepare)
        sign_in(page, "inspector")
        expect(page.get_by_text(SITE).first).to_be_visible()
        ready_offline(page)
        page.wait_for_load_state("networkidle")
        self.device.network(on=False)
        page.evaluate("([step, stop]) => __from(step, stop)", [STEPS[0], stop])
        try:
            for step, act in zip(STEPS, (to_camera, photographs, finding, seal, self._send), strict=True):
                page.evaluate("step => __step(step)", step)
                act(page)
            self.moments = [(step, kind) for step, kind in page.evaluate("() => __moments()")]
        except (Error, AssertionError):
            if self.said is None:
                raise

    def _prepare(self, context: BrowserContext) -> None:
        context.expose_binding("__reached", lambda _, text: self._die(text))
        context.add_init_script(COUNTING)

    def _die(self, text: str) -> None:
        self.said = Said(**json.loads(text))
        self.device.kill()

    def _send(self, page: Page) -> None:
        self.device.network(on=True)
        expect(page.get_by_text(re.compile(rf"收讫 · {PHOTOS} 张校验一致"))).to_be_visible()

    def again(self) -> bool:
        """Open the profile anew without a network, compare with what was said, go on and send; says whether there was a story."""
        assert self.said is not None
        page = self.device.open("/phone/outbox", online=False)
        items = _shown(page, page.locator("main section", has_text=SITE), wait=self.said.sealed or self.said.delivered)
        page.goto("/phone/today")
        drafts = page.locator("a.rck")
        held = _shown(page, drafts, wait=self.said.promised and not items)
        if held + items > 1:
            self.breaches.append(f"doubled: {held} drafts and {items} items after {self.said}")
        if held + items == 0:
            if self.said.promised:
                self.breaches.append(f"lost: nothing is there after {self.said}")
            return False
        if items == 0:
            self._go_on(page, drafts.first)
        page.goto("/phone/outbox")
        try:
            self._send(page)
        except AssertionError:
            self.breaches.append(f"lost: not all of it arrives after {self.said}")
        return True

    def _go_on(self, page: Page, draft: Locator) -> None:
        assert self.said is not None
        photos = int(found[1]) if (found := re.search(r"(\d+) 张", draft.inner_text())) else 0
        if photos < self.said.photos:
            self.breaches.append(f"lost: {photos} photographs on the draft after {self.said}")
        draft.click()
        held = page.locator("main .card a.cell", has_text=re.compile(r"^1 "))
        if _shown(page, held, wait=bool(self.said.saved)):
            held.click()
            text = page.get_by_label("问题描述")
            expect(text).to_be_visible()
            if self.said.saved and text.input_value() not in self.said.saved:
                self.breaches.append(f"lost: the finding reads {text.input_value()!r} after {self.said}")
        else:
            page.get_by_role("link", name="取证").last.click()
            for n in range(photos + 1, PHOTOS + 1):
                shot(page, n)
            page.get_by_role("button", name="记问题").click()
        write_down(page)
        seal(page)


def _shown(page: Page, what: Locator, *, wait: bool) -> int:
    """How many there are, once the device's own database has been read; waited for where one is owed."""
    if wait:
        with suppress(Error):
            what.first.wait_for(timeout=5000)
    else:
        page.wait_for_timeout(500)
    return what.count()


def to_camera(page: Page) -> None:
    page.get_by_text(SITE).first.click()
    expect(page.get_by_role("button", name="拍照", exact=True)).to_be_enabled()


def shot(page: Page, n: int) -> None:
    shutter = page.get_by_role("button", name="拍照", exact=True)
    expect(shutter).to_be_enabled()
    shutter.click()
    expect(page.get_by_role("link", name=f"查看本组 {n} 张")).to_be_visible()


def photographs(page: Page) -> None:
    for n in range(1, PHOTOS + 1):
        shot(page, n)


def finding(page: Page) -> None:
    page.get_by_role("button", name="记问题").click()
    page.get_by_label("问题描述").fill(FACTS)
    expect(page.get_by_text(re.compile(r"^已存本机"))).to_be_visible()
    write_down(page)


def write_down(page: Page) -> None:
    record(page, FACTS)
    page.get_by_role("button", name="记好了").click()
    expect(page.get_by_role("button", name="封存并待传")).to_be_visible()


class Oracle:
    """What the office has, before and after: each story once, whole, byte for byte."""

    def __init__(self, world: World) -> None:
        """Look at what is there now."""
        self._world, self._office = world, world.as_("director")
        self._before = self._reports()
        self.photos = 0

    def _reports(self) -> set[str]:
        found, cursor = set[str](), None
        while True:
            page = self._office.get("/reports", params={"limit": 200} | ({"cursor": cursor} if cursor else {})).json()
            found |= {report["id"] for report in page["items"]}
            if not (cursor := page["next_cursor"]):
                return found

    def breaches(self, stories: int, photos: int = PHOTOS) -> list[str]:
        """What is wrong with what arrived since the last look: so many stories were told, of so many photographs each."""
        now = self._reports()
        new, self._before = now - self._before, now
        if len(new) != stories:
            return [f"{'lost' if len(new) < stories else 'doubled'}: {stories} stories were sent, {len(new)} reports arrived"]
        return [breach for report in new for breach in self._wrong(report, photos)]

    def _wrong(self, report: str, photos: int) -> Iterator[str]:
        whole = self._office.get(f"/reports/{report}").json()
        if whole["state"] != "submitted":
            yield f"half: report {report} is {whole['state']}"
        if len(whole["evidence"]) != photos:
            yield f"lost: report {report} has {len(whole['evidence'])} of {photos} photographs"
        if [finding["facts"] for finding in whole["findings"]] != [FACTS]:
            yield f"lost: report {report} says {[finding['facts'] for finding in whole['findings']]}"
        for line in whole["evidence"]:
            self.photos += 1
            bytes_ = self._office.get(f"/evidence/{line['id']}/original").content
            if hashlib.sha256(bytes_).hexdigest() != line["sha256"]:
                yield f"half: photograph {line['id']} has other bytes"

    def structure(self) -> list[str]:
        """I2–I4 over database, files and log."""
        with self._world.database.reading() as tx:
            reports = {str(one) for one in tx.session.scalars(select(Report.id))}
            photos = {str(row.id): row.sha256 for row in tx.session.scalars(select(Evidence))}
        return examine(self._world.database, self._world.app.state.files, Promises(minted=reports, declared=photos, photos=photos))
