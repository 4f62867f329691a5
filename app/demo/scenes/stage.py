"""The picture under way: ground, sky, shadows and solid things, drawn from far to near."""

import math
from collections.abc import Callable, Iterable, Sequence
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from app.demo.scenes import textures
from app.demo.scenes.camera import Camera, Vec, cross, dot, minus, plus, unit
from app.demo.scenes.palette import RGB, fade, jitter, mix, shade
from app.demo.scenes.warp import warp
from app.demo.scenes.weather import Weather

SHADOW_SCALE = 4
FAR_M = 400.0
FAINT = 0.02
SMALLEST_PX = 0.4


class Stage:
    """One picture; `site` decides what stands there, `shot` how it is photographed, `after` whether it has been put right."""

    after = False
    place = ""

    def __init__(self, camera: Camera, weather: Weather, site: Random, shot: Random) -> None:
        """Start with an empty picture in the colour of the haze."""
        self.camera, self.weather, self.site, self.shot = camera, weather, site, shot
        self.size = (camera.width, camera.height)
        self.image = Image.new("RGB", self.size, weather.horizon)
        self.draw = ImageDraw.Draw(self.image)
        small = (camera.width // SHADOW_SCALE, camera.height // SHADOW_SCALE)
        self._shadows = Image.new("L", small, 0)
        self._shadow_draw = ImageDraw.Draw(self._shadows)

    def tint(self, colour: RGB, depth: float, lit: float = 1.0) -> RGB:
        """Colour as it arrives at the lens: lit, then veiled by the air between."""
        veil = 1 - math.exp(-max(depth, 0.0) * self.weather.haze)
        return mix(shade(fade(colour, 0.14), lit), self.weather.horizon, veil)

    def face(self, outline: Sequence[Vec], colour: RGB, lit: float | None = None) -> None:
        """Fill a flat outline, lit by its own slope unless `lit` is given."""
        points = self.camera.project(outline)
        if points:
            depth = sum(self.camera.depth(point) for point in outline) / len(outline)
            self.draw.polygon(points, fill=self.tint(colour, depth, self.lit(outline) if lit is None else lit))

    def lit(self, outline: Sequence[Vec]) -> float:
        """Brightness of a flat outline whichever way round it was drawn."""
        normal = unit(cross(minus(outline[1], outline[0]), minus(outline[2], outline[0])))
        towards = minus(self.camera.eye, outline[0])
        if dot(normal, towards) < 0:
            normal = (-normal[0], -normal[1], -normal[2])
        glow = 0.2 + self.weather.shadow
        return 1.0 - glow * 0.55 + glow * 0.75 * max(0.0, dot(normal, self.weather.sun))

    def blot(self, spot: Vec, reach_m: float, fill: RGB) -> None:
        """Dab a flat round spot that faces the lens; `fill` is as the lens sees it."""
        placed = self.camera.at(spot)
        if placed is not None:
            (x, y), reach = placed[0], reach_m * placed[1]
            self.draw.ellipse((x - reach, y - reach * 0.8, x + reach, y + reach * 0.8), fill=fill)

    def line(self, ends: Sequence[Vec], colour: RGB, thick_m: float) -> None:
        """Draw a bar `thick_m` thick, never thinner than a pixel."""
        points = self.camera.project(ends)
        if points:
            depth = max(0.5, self.camera.depth(ends[0]) / 2 + self.camera.depth(ends[-1]) / 2)
            width = max(1, round(thick_m * self.camera.focal / depth))
            self.draw.line(points[: len(ends)], fill=self.tint(colour, depth), width=width)

    def decal(self, quad: Sequence[Vec], art: Image.Image, lit: float | None = None) -> None:
        """Lay a flat picture on four corners: top left, top right, bottom right, bottom left."""
        depth = sum(self.camera.depth(point) for point in quad) / 4
        bright = self.lit(quad) if lit is None else lit
        veil = 1 - math.exp(-max(depth, 0.0) * self.weather.haze)
        seen = art.point([min(255, round(i * bright)) for i in range(256)] * 3)
        if veil > FAINT:
            seen = Image.blend(seen, Image.new("RGB", seen.size, self.weather.horizon), veil)
        corners = [self.camera.at(point) for point in quad]
        if all(corners):
            warp(self.image, seen, [corner[0] for corner in corners if corner])

    def shadow(self, outline: Sequence[Vec], dark: int = 255) -> None:
        """Throw the shadow of an outline on the ground; shown by `settle`."""
        sun = self.weather.sun
        fallen = [plus(point, sun, -point[1] / sun[1]) for point in outline]
        points = self.camera.project([(x, 0.0, z) for x, _, z in fallen])
        if points:
            self._shadow_draw.polygon([(x / SHADOW_SCALE, y / SHADOW_SCALE) for x, y in points], fill=dark)

    def pool(self, centre: Vec, rx: float, rz: float, dark: int = 255) -> None:
        """Darken the ground under something standing on it."""
        points = self.camera.project(ring(centre, rx, rz, 16))
        if points:
            self._shadow_draw.polygon([(x / SHADOW_SCALE, y / SHADOW_SCALE) for x, y in points], fill=dark)

    def settle(self, depth: float | None = None) -> None:
        """Darken the picture by the shadows thrown so far, and forget them."""
        strength = 0.28 + self.weather.shadow * 0.62 if depth is None else depth
        soft = self._shadows.filter(ImageFilter.GaussianBlur(1.6)).point([round(i * strength) for i in range(256)])
        self.veil((10, 12, 18), soft)
        self._shadow_draw.rectangle((0, 0, *self._shadows.size), fill=0)

    def veil(self, colour: RGB, mask: Image.Image) -> None:
        """Lay one colour over the whole picture through a coarse mask."""
        self.image.paste(colour, (0, 0, *self.size), mask.resize(self.size, Image.Resampling.BILINEAR))

    def matter(self, scale: float, factor: float, seed: int = 3) -> None:
        """Give everything drawn so far on the ground a grain of `scale` pixels per metre, in perspective."""
        top = max(0, round(self.camera.horizon()) + 2)
        width, height = self.size[0], self.size[1] - top
        if height <= 0:
            return
        half = (max(1, width // 2), max(1, height // 2))
        layers = []
        for noise, density in ((textures.speckle(1024, seed), scale), (textures.clumps(1024, seed, 400), scale / 4)):
            rule = self._ground(top, density)
            layers.append(noise.transform(half, Image.Transform.PERSPECTIVE, rule, Image.Resampling.BILINEAR,
                                          fillcolor=textures.NEUTRAL))  # fmt: skip
        full = Image.blend(layers[0], layers[1], 0.45).resize((width, height), Image.Resampling.BICUBIC)
        box = (0, top, width, top + height)
        self.image.paste((24, 22, 20), box, full.point([max(0, round((textures.NEUTRAL - i) * factor)) for i in range(256)]))
        self.image.paste(
            (240, 232, 216), box, full.point([max(0, round((i - textures.NEUTRAL) * factor * 0.7)) for i in range(256)])
        )

    def _ground(self, top: int, scale: float) -> tuple[float, ...]:
        cam, half = self.camera, 512
        rows = []
        for axis in (0, 2, 1):
            across = 2 * cam.right[axis] / cam.focal
            down = -2 * cam.up[axis] / cam.focal
            start = cam.forward[axis] - cam.right[axis] * cam.width / 2 / cam.focal
            start += cam.up[axis] * (cam.height / 2 - top) / cam.focal
            rows.append((across, down, start))
        sink, reach = rows[2], -cam.eye[1] * scale
        ahead = plus(cam.eye, unit((cam.forward[0], 0.0, cam.forward[2])), half / scale * 0.75)
        shift_x, shift_z = (cam.eye[0] - ahead[0]) * scale + half, (cam.eye[2] - ahead[2]) * scale + half
        out = [reach * rows[0][i] + shift_x * sink[i] for i in range(3)]
        out += [reach * rows[1][i] + shift_z * sink[i] for i in range(3)]
        return tuple(value / sink[2] for value in (*out, sink[0], sink[1]))

    def chunks(self, spots: Iterable[Vec], size_m: float, colours: Sequence[RGB], flat: float = 0.7) -> None:
        """Drop lumps (stones, bags, clods) on the spots, far ones first."""
        for spot in sorted(spots, key=self.camera.depth, reverse=True):
            self._chunk(spot, size_m * self.site.uniform(0.5, 1.3), jitter(self.site, self.site.choice(colours), 0.16), flat)

    def _chunk(self, spot: Vec, size_m: float, colour: RGB, flat: float) -> None:
        placed = self.camera.at(spot)
        if placed is None:
            return
        (x, y), scale = placed
        reach, depth, rng = size_m * scale / 2, self.camera.depth(spot), self.site
        turns = [(math.tau * (i + rng.uniform(-0.3, 0.3)) / 7, rng.uniform(0.7, 1.1)) for i in range(7)]
        side = -reach * 0.18 if self.weather.sun[0] < 0 else reach * 0.18
        for lean, part, lit in ((0.0, 1.0, 0.62), (1.0, 0.78, 1.0), (1.7, 0.42, 1.16)):
            shape = [(x + side * lean + math.cos(a) * reach * r * part,
                      y - reach * 0.16 * lean + math.sin(a) * reach * r * part * flat) for a, r in turns]  # fmt: skip
            if reach * part > SMALLEST_PX:
                self.draw.polygon(shape, fill=self.tint(colour, depth, lit))


def ring(centre: Vec, rx: float, rz: float, steps: int, wobble: Callable[[int], float] | None = None) -> list[Vec]:
    """Outline of a disc lying on the ground."""
    turns = [(math.tau * i / steps, wobble(i) if wobble else 1.0) for i in range(steps)]
    return [(centre[0] + math.cos(a) * rx * w, centre[1], centre[2] + math.sin(a) * rz * w) for a, w in turns]
