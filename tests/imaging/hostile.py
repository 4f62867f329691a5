"""Several hundred pictures made to harm who looks at them (reliability.md S8), the same on every run, named by what they are."""

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms

from .pictures import busy, chunk, corners, encoded, photo, png_header, png_with, tags, tiff

KIB = 1024
CODECS = ("JPEG", "PNG", "WEBP", "AVIF")
PAGE = b"<!doctype html><script>alert(document.domain)</script>"
Named = Iterator[tuple[str, bytes]]


def hostile() -> dict[str, bytes]:
    """Every one of them, by name; none is empty, since an empty file cannot be declared."""
    families = (_cut, _flipped, _huge, _bombs, _odd_modes, _progressive, _exif, _orientations, _foreign, _polyglots, _containers)
    made = [pair for family in families for pair in family()]
    named = dict(made)
    assert len(named) == len(made), "two under one name"
    return named


def _cut() -> Named:
    """Cut at every KiB."""
    wholes = {
        "JPEG": encoded(busy((360, 270)), quality=92, exif=tags(base={271: "Maker"})),
        "progressive": encoded(busy((300, 220)), quality=90, progressive=True),
        "PNG": encoded(busy((150, 130)), "PNG"),
        "WEBP": encoded(busy((340, 300)), "WEBP", quality=90),
        "lossless": encoded(busy((160, 120)), "WEBP", lossless=True),
        "AVIF": encoded(busy((320, 240)), "AVIF", quality=90),
    }
    for kind, whole in wholes.items():
        for end in range(KIB, min(len(whole), 48 * KIB), KIB):
            yield f"{kind} cut at {end}", whole[:end]


def _flipped() -> Named:
    for kind in CODECS:
        whole, dice = encoded(busy((120, 90)), kind), random.Random(f"flip {kind}")
        for turn in range(25):
            raw = bytearray(whole)
            for _ in range(1 << (turn % 6)):
                raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
            yield f"{kind} with bits flipped, {turn}", bytes(raw)


def _huge() -> Named:
    """Sizes nobody has memory for, claimed by a header."""
    sides = (50_000, 50_000), (2**31 - 1, 1), (1, 2**31 - 1), (65_535, 65_535), (8_200, 8_200), (100_000, 700)
    for width, height in sides:
        yield f"PNG of {width} by {height}", png_header(width, height)
    jpeg = encoded(corners())
    at = jpeg.index(b"\xff\xc0") + 5
    for width, height in ((65_500, 65_500), (65_500, 1), (0, 0), (1, 0), (9_000, 9_000)):
        yield f"JPEG of {width} by {height}", jpeg[:at] + struct.pack("!HH", height, width) + jpeg[at + 4 :]
    webp = encoded(corners(), "WEBP")
    at = webp.index(b"\x9d\x01\x2a") + 3
    yield "WEBP of 16383 by 16383", webp[:at] + struct.pack("<HH", 16_383, 16_383) + webp[at + 4 :]
    avif = encoded(corners(), "AVIF")
    at = avif.index(b"ispe") + 8
    for side in (0, 2**16, 2**31 - 1, 2**32 - 1):
        yield f"AVIF of {side} by {side}", avif[:at] + struct.pack("!II", side, side) + avif[at + 8 :]


def _bombs() -> Named:
    """Small files that swell."""
    swelling = zlib.compress(b"\0" * (64 << 20), 9)
    for kind, head in ((b"zTXt", b"name\0\0"), (b"iCCP", b"name\0\0"), (b"iTXt", b"name\0\1\0\0\0"), (b"eXIf", b"")):
        yield f"{kind.decode()} that swells to 64 MiB", png_with(kind, head + swelling)
    yield "a PNG twice over", png_with(b"zTXt", b"n\0\0" + zlib.compress(b"x" * 70_000)) * 2
    rows = zlib.compress(b"\0" * (7_000 * (9_000 // 8 + 1)), 9)
    header = struct.pack("!IIBBBBB", 9_000, 7_000, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    yield "63 megapixels of one bit", b"\x89PNG\r\n\x1a\n" + body
    yield "pixels beyond the picture", png_header(9, 9).replace(zlib.compress(b"\0" * 64), swelling)
    still, moving = corners((64, 48)), [busy((64, 48)) for _ in range(60)]
    yield "an animation as PNG", encoded(still, "PNG", save_all=True, append_images=moving)
    yield "an animation as WEBP", encoded(still, "WEBP", save_all=True, append_images=moving)
    yield "an animation as AVIF", encoded(still, "AVIF", save_all=True, append_images=moving[:20])
    yield "four thousand APP segments", _with_segments(b"\xff\xe5\x00\x04ab" * 4_000)
    yield "a comment without end", _with_segments(b"\xff\xfe\xff\xff" + b"c" * 100)
    yield "a segment of no length", _with_segments(b"\xff\xe1\x00\x00")
    yield "fill bytes for a megabyte", _with_segments(b"\xff" * (1 << 20))
    yield "tables of zeros", _with_segments(b"\xff\xdb\x00\x43\x00" + b"\0" * 64)
    yield "a restart every block", _with_segments(b"\xff\xdd\x00\x04\x00\x01")
    yield "a profile that is none", encoded(corners(), icc_profile=b"ICC" * 9_000)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    yield "a profile of another space", encoded(corners(), icc_profile=srgb)
    yield "a profile cut", encoded(corners(), icc_profile=srgb[:70])
    yield "a profile of absurd tags", encoded(corners(), icc_profile=srgb[:128] + b"\xff" * 400)


def _with_segments(extra: bytes) -> bytes:
    whole = encoded(corners())
    return whole[:2] + extra + whole[2:]


def _odd_modes() -> Named:
    image = corners()
    for mode in ("1", "L", "LA", "P", "RGBA"):
        yield f"PNG in mode {mode}", encoded(image.convert(mode), "PNG")
    yield "JPEG in CMYK", encoded(image.convert("CMYK"))
    yield "JPEG in grey", encoded(image.convert("L"))
    ramp = Image.frombytes("I;16", (64, 64), b"".join(struct.pack("<H", n * 16) for n in range(64 * 64)))
    yield "PNG of sixteen bits", encoded(ramp, "PNG")
    palette = png_with(b"tRNS", b"\0" * 900)
    yield "transparency for more colours than there are", palette
    yield "two headers", png_with(b"IHDR", struct.pack("!IIBBBBB", 9, 9, 8, 2, 0, 0, 0))
    yield "a palette of nothing", png_with(b"PLTE", b"")
    yield "gamma of nothing", png_with(b"gAMA", b"\0\0\0\0")
    yield "a size in metres of nothing", png_with(b"pHYs", b"\xff" * 9)
    for width, height in ((1, 1), (1, 4_000), (4_000, 1), (2, 9_999)):
        yield f"a picture of {width} by {height}", encoded(Image.new("RGB", (width, height), "red"))


def _progressive() -> Named:
    """Scans upon scans, and scans of nothing."""
    whole = encoded(busy((64, 64)), progressive=True)
    scan = whole[whole.index(b"\xff\xda") : whole.rindex(b"\xff\xd9")]
    yield "a scan fifty times over", whole[:-2] + scan * 50 + b"\xff\xd9"
    yield "two thousand scans of nothing", whole[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 2_000 + b"\xff\xd9"
    dice = random.Random("scans")
    for turn in range(12):
        at = whole.index(b"\xff\xda") + 14
        yield f"progressive junk, {turn}", whole[:at] + dice.randbytes(4_000) + b"\xff\xd9"


def _exif() -> Named:
    """Directories that loop, point nowhere and lie about their size."""
    ascii_, long_, rational = 2, 4, 5
    bodies = {
        "a directory that is its own next": tiff((271, ascii_, 4, 0x41424300), next_directory=8),
        "a directory far away": tiff((271, ascii_, 4, 0x41424300), next_directory=0xFFFFFFF0),
        "EXIF inside itself": tiff((0x8769, long_, 1, 8)),
        "GPS inside itself": tiff((0x8825, long_, 1, 8)),
        "interoperability inside itself": tiff((0xA005, long_, 1, 8)),
        "a text of four gigabytes": tiff((271, ascii_, 0xFFFFFFFF, 26)),
        "a rational of four gigabytes": tiff((0x0112, rational, 0x1FFFFFFF, 26)),
        "a text before the file": tiff((271, ascii_, 100, 0xFFFFFFFE)),
        "65,535 entries of which none is there": b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 65_535),
        "a header and nothing else": b"Exif\0\0MM\0*",
        "no byte order": b"Exif\0\0XX\0*\0\0\0\x08",
        "an offset of zero": b"Exif\0\0MM\0*\0\0\0\0",
        "BigTIFF": b"Exif\0\0MM\0+\0\x08\0\0" + struct.pack(">Q", 2**63),
        "text as a number": tiff((0x0112, ascii_, 2, 0x38000000)),
        "unknown kinds": tiff(*[(700 + n, n, 1, 0) for n in range(40)]),
        "a maker's note of junk": tags(shot={0x927C: random.Random("note").randbytes(9_000)}).tobytes(),
        "letters of every kind": tags(base={271: "\u202e\u0000\ufeff" * 30}).tobytes(),
    }
    for name, body in bodies.items():
        yield f"EXIF: {name}", photo(exif=body)
    absurd: dict[str, dict[int, object]] = {
        "beyond the pole": {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        "minutes of ninety": {1: "N", 2: (10.0, 90.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)},
        "no hemisphere": {2: (10.0, 0.0, 0.0), 4: (10.0, 0.0, 0.0)},
        "another hemisphere": {1: "Q", 2: (10.0, 0.0, 0.0), 3: "Z", 4: (10.0, 0.0, 0.0)},
        "one number": {1: "N", 2: 10.0, 3: "E", 4: 10.0},
    }
    for name, gps in absurd.items():
        yield f"GPS: {name}", photo(exif=tags(gps=gps))
    zero = struct.pack(">II", 1, 0) * 3
    entries = ((1, ascii_, 2, 0x4E000000), (2, rational, 3, 8 + 2 + 4 * 12 + 4), (3, ascii_, 2, 0x45000000), (4, rational, 3, 62))
    inner = struct.pack(">IH", 8, len(entries)) + b"".join(struct.pack(">HHII", *each) for each in entries)
    yield "GPS: divided by zero", photo(exif=b"Exif\0\0MM\0*" + inner + b"\0\0\0\0" + zero)
    for stamp in ("0000:00:00 00:00:00", "9999:99:99 99:99:99", "2026:02:30 10:00:00", "    :  :     :  :  ", "2026", "x" * 9_000):
        yield f"taken at {stamp[:20]!r}", photo(exif=tags(shot={0x9003: stamp}))
    for offset in ("+99:99", "Z", "+08:00:00", "nowhere", "+0800"):
        yield f"taken at an offset of {offset}", photo(exif=tags(shot={0x9003: "2026:11:23 10:42:00", 0x9011: offset}))


def _orientations() -> Named:
    for turn in (*range(10), 255, 65_535):
        yield f"turned {turn}", photo(exif=tiff((0x0112, 3, 1, turn << 16)))


def _foreign() -> Named:
    """Formats nobody asked for, under the name of a photograph."""
    for kind in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "SGI", "JPEG2000", "PDF", "EPS", "DDS", "MSP", "XBM"):
        yield f"a picture as {kind}", encoded(corners().convert("1") if kind in {"MSP", "XBM"} else corners(), kind)
    card = b"SIMPLE  =                    T".ljust(80) + b"BITPIX  =                    8".ljust(80)
    texts = {
        "one byte": b"\xff",
        "the start of a JPEG": b"\xff\xd8\xff",
        "the start of a PNG": b"\x89PNG\r\n\x1a\n",
        "an empty RIFF": b"RIFF\x04\0\0\0WEBP",
        "a RIFF that lies": b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff",
        "a JPEG XL": b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0" * 60,
        "a bare JPEG XL": b"\xff\x0a" + b"\0" * 60,
        "an SVG with a script": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
        "an SVG of billions": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bbbbbbbb'>]><svg>&b;</svg>",
        "a page": PAGE,
        "a script": b"alert(document.cookie)//",
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file",
        "a FITS that swells": gzip.compress(card + b"\0" * (32 << 20)),
        "a WMF": b"\xd7\xcd\xc6\x9a" + b"\0" * 40,
        "an MVG": b"push graphic-context\nfill 'url(https://example.invalid/\"|ls \"-la)'\npop graphic-context",
        "zeros": b"\0" * 100_000,
        "noise": random.Random("noise").randbytes(100_000),
        "Chinese text": "现场照片".encode() * 99,
        "a shell": b"#!/bin/sh\nexit 0\n",
        "an ELF": b"\x7fELF" + b"\0" * 200,
    }
    yield from texts.items()


def _polyglots() -> Named:
    """Two things at once."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../../evil.html", PAGE)
    tails = {
        "a page": PAGE, "an archive": archive.getvalue(), "a PDF": b"%PDF-1.7\n", "a script": b"*/alert(1)/*",
        "another photograph": photo(), "a megabyte": b"\0" * (1 << 20), "PHP": b"<?php system($_GET['c']); ?>",
    }  # fmt: skip
    for kind in CODECS:
        for name, tail in tails.items():
            yield f"{kind} with {name} behind it", encoded(corners(), kind) + tail
    yield "GIF and JAR", b"GIF89a" + archive.getvalue()
    yield "GIF and JPEG", b"GIF89a" + encoded(corners())
    yield "a page inside a comment", _with_segments(b"\xff\xfe" + struct.pack("!H", len(PAGE) + 2) + PAGE)
    yield "a page inside EXIF", photo(exif=tags(base={270: PAGE.decode(), 271: PAGE.decode(), 305: PAGE.decode()}))
    yield "a PNG named JPEG", encoded(corners(), "PNG")
    yield "a PDF before a JPEG", b"%PDF-1.7\n" + encoded(corners())


def _containers() -> Named:
    """Boxes within boxes."""
    two = encoded(corners(), "MPO", save_all=True, append_images=[busy((40, 30))])
    yield "MPO", two
    yield "MPO cut", two[: len(two) // 2]
    yield "MPO in the other byte order", two.replace(b"MPF\0MM", b"MPF\0II")
    avif = encoded(corners(), "AVIF")
    for box in (b"meta", b"iloc", b"iinf", b"iprp", b"ipco", b"ispe", b"pitm", b"mdat", b"ftyp"):
        at = avif.index(box)
        yield f"AVIF without {box.decode()}", avif[:at] + b"free" + avif[at + 4 :]
        yield f"AVIF whose {box.decode()} is endless", avif[: at - 4] + b"\xff\xff\xff\xff" + avif[at:]
        yield f"AVIF whose {box.decode()} is empty", avif[: at - 4] + b"\0\0\0\x08" + avif[at:]
    for brand in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"qt  ", b"isom"):
        yield f"a box of {brand.decode().strip()} and nothing in it", b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand
        yield (
            f"{brand.decode().strip()} with noise in it",
            b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1" + brand + random.Random(brand).randbytes(3_000),
        )
    nested = b"".join(struct.pack("!I", 8 * (400 - depth)) + b"meta" for depth in range(400))
    yield "four hundred boxes deep", avif[: avif.index(b"meta") - 4] + nested
    yield "boxes of no size", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0\0\0\0meta" * 2_000
