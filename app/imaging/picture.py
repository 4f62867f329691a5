"""Opens and decodes one picture under the allow-list, upright and in sRGB. Runs inside the child only."""

import io
import warnings
from typing import Any

from PIL import (  # every plugin named here is loaded now: the child can open no file later
    AvifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from app.imaging import exif
from app.imaging.answers import Note, Undecodable
from app.imaging.signatures import is_heif, is_known

try:
    import pillow_heif
except ImportError:  # an extra: its wheels bundle GPL code
    pillow_heif = None  # type: ignore[assignment]  # a module or nothing

PLUGINS = (AvifImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", *(["HEIF"] if pillow_heif else []))
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = (5, 6, 7, 8)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
WHITE = (255, 255, 255)
BLANK_GRID, BLANK_SHARE = 64, 0.98


def set_up(max_pixels: int) -> None:
    """Arm the decoders: a picture over `max_pixels` is an error, and one thread does the work."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = max_pixels
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    if pillow_heif:
        # An embedded thumbnail may show something else than the photograph it is in.
        pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=0)


def opened(raw: bytes) -> Image.Image:
    """Read the header. Raises: Undecodable."""
    if not raw:
        raise Undecodable(Note.EMPTY)
    try:
        return Image.open(io.BytesIO(raw), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Undecodable(Note.TOO_LARGE) from error
    except MemoryError:
        raise
    except Exception as error:
        raise Undecodable(_why(raw)) from error


def described(image: Image.Image) -> dict[str, Any]:
    """The fields of `answers.Inspection`, as JSON."""
    claims = exif.read(image)
    width, height = image.size
    if _turn(image) in SIDEWAYS:
        width, height = height, width
    kind = "JPEG" if image.format == "MPO" else image.format
    return {"format": kind, "width": width, "height": height, "exif": claims, "note": None}


def pixels(raw: bytes, side: int | None = None) -> tuple[Image.Image, Note | None]:
    """Decode upright, long side at most `side`; what is left of a damaged picture comes with a note. Raises: Undecodable."""
    try:
        return _pixels(opened(raw), side), None
    except (MemoryError, Undecodable):
        raise
    except Exception as error:
        left = _salvaged(raw, side)
        if left is None:
            raise Undecodable(Note.DAMAGED) from error
        return left, Note.INCOMPLETE


def shrunk(size: tuple[int, int], side: int | None) -> tuple[int, int]:
    """The size that fits a square of `side`, never larger than before."""
    scale = min(1.0, side / max(size)) if side else 1.0
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _salvaged(raw: bytes, side: int | None) -> Image.Image | None:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        left = _pixels(opened(raw), side)
    except MemoryError:
        raise
    except Exception:  # ruff: ignore[blind-except]  the second try fails in as many ways as the first
        return None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return None if _blank(left) else left


def _blank(image: Image.Image) -> bool:
    """Whether nearly all is one colour: the grey a decoder fills in for what is missing."""
    sample = image.resize((BLANK_GRID, BLANK_GRID), Image.Resampling.NEAREST)
    counts = [count for count, _ in sample.getcolors(BLANK_GRID**2) or []]
    return max(counts) > BLANK_SHARE * BLANK_GRID**2


def _pixels(image: Image.Image, side: int | None) -> Image.Image:
    size = shrunk(image.size, side)
    if image.format in ("JPEG", "MPO"):
        image.draft(None, size)  # a square box would make Pillow decode 4000×3000 in full
    image.load()
    turn = _turn(image)  # after load: PNG may keep its EXIF behind the pixels
    small = _shrink(_plain(image), size)
    upright = small.transpose(TURNS[turn]) if turn in TURNS else small
    return _srgb(upright, image.info.get("icc_profile"))


def _shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _turn(image: Image.Image) -> int:
    if "original_orientation" in image.info:
        return 1  # libheif has turned it
    return exif.orientation(image) or 1


def _plain(image: Image.Image) -> Image.Image:
    """Into a mode that can be resampled and colour-managed; 16 bits become 8, nothing stays transparent."""
    if image.mode in ("RGB", "L", "CMYK"):
        return image
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    shown = image.convert("RGBA")
    flat = Image.new("RGB", shown.size, WHITE)
    flat.paste(shown, mask=shown)
    return flat


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and b"sRGB" not in profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, given, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a profile that cannot be used is as good as none
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _why(raw: bytes) -> Note:
    if is_heif(raw) and not pillow_heif:
        return Note.HEIF_UNAVAILABLE
    return Note.DAMAGED if is_known(raw) else Note.UNSUPPORTED
