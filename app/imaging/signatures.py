"""What the first bytes say a picture is; only to choose its child and to word a refusal."""

HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
AVIF_BRANDS = (b"avif", b"avis")
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def is_heif(raw: bytes) -> bool:
    """An ISO container that asks for the HEIF decoder."""
    return raw[4:8] == b"ftyp" and raw[8:12] in HEIF_BRANDS


def is_known(raw: bytes) -> bool:
    """The start of a format on the allow-list."""
    webp = raw[:4] == b"RIFF" and raw[8:12] == b"WEBP"
    avif = raw[4:8] == b"ftyp" and raw[8:12] in AVIF_BRANDS
    return raw.startswith(STARTS) or webp or avif or is_heif(raw)
