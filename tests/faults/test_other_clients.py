"""Clients nobody here wrote, through the fault proxy: tuspy, and tus-js-client in Chromium; the same photographs arrive."""

import base64
import io
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from tests.browser.device import CHROMIUM, FLAGS
from tests.faults.cutting import Photo
from tests.faults.oracle import fetched
from tests.faults.proxy import DOWN, NO_PATCH, UP, Cut, Door, Fault, How, Proxy
from tests.faults.test_cut_at_every_byte import SEED, Bench
from tests.world import API, Template

SIZE, CHUNK = 300_000, 65_536
LIBRARY = Path(__file__).parents[2] / "pwa/node_modules/tus-js-client/dist/tus.min.js"
LANES = 3


@pytest.fixture(scope="module")
def bench(template: Template) -> Iterator[tuple[Bench, Proxy]]:
    """One server for both."""
    made = Bench(template.settings("sqlite", access_token_s=86_400))
    with made.open(), Proxy(SEED) as proxy:
        yield made, proxy


class Weather:
    """What befalls each connection of one client, from the seed."""

    def __init__(self, seed: str, reach: int, spared: float = 0) -> None:
        """Cuts fall anywhere in the first `reach` bytes; some connections are `spared`."""
        self._chance, self._reach, self._spared, self.counts = random.Random(seed), reach, spared, Counter[str]()

    def __call__(self, _: int) -> Fault:
        """For the next connection."""
        if self._chance.random() < self._spared:
            return None
        how, of = self._chance.choice(tuple(How)), self._chance.choice((UP, UP, DOWN))
        self.counts[f"{of} {how}"] += 1
        return Cut(self._chance.randrange(self._reach if of == UP else 400), how, of, found_s=0.5)


def _metadata(photo: Photo) -> dict[str, str]:
    return {"evidence_id": photo.line["id"], "report_id": photo.report_id, "sha256": photo.line["sha256"]}


def _by_tuspy(door: Door, bearer: str, photo: Photo, checksum: bool) -> int:  # ruff: ignore[boolean-type-hint-positional-argument]
    """As its users do it: create, upload, and when it raises, resume by the address; how often it raised."""
    client = TusClient(f"{door.url}{API}/uploads", headers={"Authorization": bearer})
    place, raised = None, 0
    while True:
        try:
            uploader = client.uploader(
                file_stream=io.BytesIO(photo.content), chunk_size=CHUNK, metadata=_metadata(photo), url=place,
                retries=2, retry_delay=0, upload_checksum=checksum,
            )  # fmt: skip
            place = place or uploader.create_url()
            uploader.set_url(place)
            uploader.upload()
        except (TusCommunicationError, TusUploadFailed):
            raised += 1
            assert raised < 200, "it never came through"
        else:
            return raised


@pytest.mark.parametrize("photographs", [12, pytest.param(300, marks=pytest.mark.nightly)])
def test_tuspy_resumes(bench: tuple[Bench, Proxy], photographs: int, capfd: pytest.CaptureFixture[str]) -> None:
    place, proxy = bench
    weathers = [Weather(f"{SEED} tuspy {n}", CHUNK + 600, 0.4) for n in range(photographs)]

    def send(photo: Photo, weather: Weather) -> int:
        door = proxy.door(place.server.port)
        door.choose = weather
        return _by_tuspy(door, place.bearer, photo, checksum=photo.content[0] % 2 == 0)

    photos = place.declared(SIZE, photographs)
    with ThreadPoolExecutor(LANES) as pool:
        raised = sum(pool.map(send, photos, weathers))
    _judge(place, photos, weathers, capfd, f"tuspy raised {raised} times")


# every byte goes by the page's own origin, as the program's pages send it
PAGE = "<!doctype html><meta charset=utf-8><title>tus</title>"
SEND = """
([content, metadata, headers, along, overriding]) => new Promise((done) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
  let retried = 0
  new tus.Upload(new Blob([bytes]), {
    endpoint: "/api/v1/uploads", metadata, headers, chunkSize: 65536, retryDelays: Array(60).fill(30),
    storeFingerprintForResuming: false, uploadDataDuringCreation: along, overridePatchMethod: overriding,
    onShouldRetry: (error, attempt, options) => {
      retried += 1
      const status = error.originalResponse ? error.originalResponse.getStatus() : 0
      return status < 400 || status >= 500 || status === 409 || status === 423
    },
    onSuccess: () => done({ retried }), onError: (error) => done({ retried, error: String(error) }),
  }).start()
})
"""


class Browser:
    """Pages in one Chromium, each behind a door of its own."""

    def __init__(self, chromium: Any) -> None:
        """`chromium` runs."""
        self._chromium = chromium

    def send(self, door: Door, bearer: str, photo: Photo, *, along: bool, overriding: bool) -> int:
        """Upload by tus-js-client; how often it tried again."""
        page = self._chromium.new_page()
        page.route("**/blank", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto(f"{door.url}/blank")
        page.add_script_tag(content=LIBRARY.read_text("utf-8"))
        given = [base64.b64encode(photo.content).decode(), _metadata(photo), {"Authorization": bearer}, along, overriding]
        told = page.evaluate(SEND, given)
        page.close()
        assert "error" not in told, told
        return int(told["retried"])


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium."""
    assert CHROMIUM is not None, "Chromium is missing: sudo apt-get install -y --no-install-recommends chromium"
    assert LIBRARY.is_file(), "tus-js-client is missing: npm ci in pwa/"
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
    yield Browser(chromium)
    chromium.close()


@pytest.mark.parametrize("photographs", [8, pytest.param(150, marks=pytest.mark.nightly)])
def test_tus_js_client_resumes_in_chromium(
    bench: tuple[Bench, Proxy], browser: Browser, photographs: int, capfd: pytest.CaptureFixture[str]
) -> None:
    place, proxy = bench
    photos, weathers, retried = place.declared(SIZE, photographs), list[Weather](), 0
    for number, photo in enumerate(photos):
        door = proxy.door(place.server.port)
        door.choose = Weather(f"{SEED} js {number}", 3 * CHUNK)  # a browser keeps its connections: none is spared
        weathers.append(door.choose)
        retried += browser.send(door, place.bearer, photo, along=number % 2 == 0, overriding=False)
    _judge(place, photos, weathers, capfd, f"tus-js-client in Chromium tried again {retried} times")
    assert retried >= photographs


def test_tus_js_client_gets_past_a_proxy_that_knows_no_patch(bench: tuple[Bench, Proxy], browser: Browser) -> None:
    place, proxy = bench
    (photo,), door = place.declared(SIZE, 1), proxy.door(place.server.port)
    door.usual = NO_PATCH
    browser.send(door, place.bearer, photo, along=False, overriding=True)
    place.promises.whole(photo.line["id"])
    assert list(fetched(place.reader, place.promises.photos)) == []


def _judge(place: Bench, photos: list[Photo], weathers: list[Weather], capfd: pytest.CaptureFixture[str], words: str) -> None:
    """What a client called done is there, byte for byte."""
    for photo in photos:
        place.promises.whole(photo.line["id"])
    breaches = [*place.examined(), *fetched(place.reader, place.promises.photos)]
    counts = sum((weather.counts for weather in weathers), Counter[str]())
    with capfd.disabled():
        sys.__stderr__.write(  # type: ignore[union-attr]
            f"\n{words}: {len(photos)} photographs, {counts.total()} connections cut {dict(counts)}, {len(breaches)} breaches\n"
        )
    assert breaches == []
    assert counts.total() >= 2 * len(photos)
    assert place.server.faults() == 0
