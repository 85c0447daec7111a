"""Everything printed or stitched on a product, as a list of named elements, so that one of them can be falsified.

Positions in centimetres: x from the middle, y from the upper edge. All brand names are invented.
"""

import math
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = {
    "lato": "/usr/share/fonts/truetype/lato/Lato-Regular.ttf",
    "lato-bold": "/usr/share/fonts/truetype/lato/Lato-Bold.ttf",
    "lato-black": "/usr/share/fonts/truetype/lato/Lato-Black.ttf",
    "serif": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "serif-bold": "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "sans-bold": "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "comfortaa": "/usr/share/fonts/truetype/comfortaa/Comfortaa-Bold.ttf",
    "spartan": "/usr/share/fonts/opentype/league-spartan/LeagueSpartan-Bold.otf",
    "slab": "/usr/share/fonts/opentype/roboto/slab/RobotoSlab-Bold.otf",
    "slab-regular": "/usr/share/fonts/opentype/roboto/slab/RobotoSlab-Regular.otf",
}
OVER = 3  # drawn larger and reduced, since PIL's shapes have hard edges


class Art:
    def __init__(self, w, h, ground=None):
        self.w, self.h, self.ground, self.items = w, h, ground, []

    def add(self, kind, name, role="", **what):
        self.items.append(dict(what, kind=kind, name=name, role=role))
        return self

    def text(self, name, text, x, y, size, font, fill, role="line", gap=0.0):
        """`size` is the em in cm; (x, y) the middle."""
        return self.add("text", name, role, text=text, x=x, y=y, size=size, font=font, fill=fill, gap=gap)

    def rect(self, name, x, y, w, h, fill, role="", radius=0.0):
        return self.add("rect", name, role, x=x, y=y, w=w, h=h, fill=fill, radius=radius)

    def sign(self, name, shape, x, y, size, fill, role="logo"):
        return self.add("sign", name, role, shape=shape, x=x, y=y, size=size, fill=fill)

    def pattern(self, name, style, fill, step, size, seed=1, box=None, role="print"):
        """`box`: (x, y, w, h), middle and size; the whole art by default."""
        return self.add("pattern", name, role, style=style, fill=fill, step=step, size=size, seed=seed,
                        x=box[0] if box else 0, y=box[1] if box else self.h / 2, box=box)

    def seam(self, name, x, y, length, upright, fill, width=0.12):
        return self.add("seam", name, "seam", x=x, y=y, length=length, upright=upright, fill=fill, width=width)

    def find(self, name):
        return next((i for i in self.items if i["name"] == name), None)

    def box(self, item):
        """What an element covers: x0, y0, x1, y1 in cm from the left and the top."""
        x, y = item["x"] + self.w / 2, item["y"]
        if item["kind"] == "text":
            w = ImageFont.truetype(FONTS[item["font"]], 100).getlength(item["text"]) / 100 * item["size"]
            w += item["gap"] * item["size"] * len(item["text"])
            return x - w / 2, y - item["size"] * 0.6, x + w / 2, y + item["size"] * 0.6
        if item["kind"] == "sign":
            return x - item["size"] / 2, y - item["size"] / 2, x + item["size"] / 2, y + item["size"] / 2
        if item["kind"] == "rect":
            return x - item["w"] / 2, y - item["h"] / 2, x + item["w"] / 2, y + item["h"] / 2
        return 0, 0, self.w, self.h

    def draw(self, density):
        """RGBA at `density` pixels per cm."""
        k = density * OVER
        size = (max(8, round(self.w * k)), max(8, round(self.h * k)))
        image = Image.new("RGBA", size, self.ground or "#80808000")
        d = ImageDraw.Draw(image)
        for item in self.items:
            DRAW[item["kind"]](self, d, item, k)
        return image.resize((max(4, round(self.w * density)), max(4, round(self.h * density))), Image.BOX)


def draw_text(art, d, i, k):
    face = ImageFont.truetype(FONTS[i["font"]], max(2, round(i["size"] * k)))
    x, y = (i["x"] + art.w / 2) * k, i["y"] * k
    if not i["gap"]:
        d.text((x, y), i["text"], font=face, fill=i["fill"], anchor="mm")
        return
    gap = i["gap"] * i["size"] * k
    widths = [face.getlength(c) for c in i["text"]]
    x -= (sum(widths) + gap * (len(widths) - 1)) / 2
    for c, w in zip(i["text"], widths):
        d.text((x, y), c, font=face, fill=i["fill"], anchor="lm")
        x += w + gap


def draw_rect(art, d, i, k):
    x, y = (i["x"] + art.w / 2) * k, i["y"] * k
    w, h = i["w"] * k / 2, i["h"] * k / 2
    d.rounded_rectangle((x - w, y - h, x + w, y + h), i["radius"] * k, fill=i["fill"])


def outline(shape):
    """A sign's polygons within -1..1."""
    def ring(n, radius, turn=0.0, cx=0.0, cy=0.0):
        return [(cx + radius(j) * math.sin(2 * math.pi * j / n + turn), cy - radius(j) * math.cos(2 * math.pi * j / n + turn))
                for j in range(n)]
    if shape == "star":
        return [ring(10, lambda j: 1.0 if j % 2 == 0 else 0.45)]
    if shape == "sun":
        return [ring(32, lambda j: 1.0 if j % 2 == 0 else 0.72)]
    if shape == "hexagon":
        return [ring(6, lambda j: 1.0)]
    if shape == "drop":
        return [[(0.62 * math.sin(t) * math.sin(t / 2) ** 1.3, 1 - 2 * (1 + math.cos(t)) / 2) for t in
                 [2 * math.pi * j / 60 for j in range(60)]]]
    if shape == "leaf":
        side = [(0.45 * math.sin(math.pi * t), 1 - 2 * t) for t in [j / 24 for j in range(25)]]
        return [side + [(-x, y) for x, y in side[::-1]]]
    if shape == "mountain":
        return [[(-1, 0.8), (-0.35, -0.6), (0, 0.05), (0.3, -0.3), (1, 0.8)]]
    if shape == "bolt":
        return [[(0.1, -1), (-0.6, 0.15), (-0.05, 0.15), (-0.2, 1), (0.6, -0.25), (0.05, -0.25)]]
    if shape == "flower":
        petals = [ring(24, lambda j: 0.36, 0, 0.56 * math.sin(a), 0.56 * math.cos(a)) for a in
                  [2 * math.pi * n / 6 for n in range(6)]]
        return petals
    if shape == "waves":
        return [[(x / 10 - 1, dy + 0.14 * math.sin(x * 0.9)) for x in range(21)] +
                [(x / 10 - 1, dy + 0.2 + 0.14 * math.sin(x * 0.9)) for x in range(20, -1, -1)]
                for dy in (-0.6, -0.1, 0.4)]
    if shape == "bee":
        return [ring(30, lambda j: 0.5 + 0.25 * abs(math.cos(2 * math.pi * j / 30))),
                ring(20, lambda j: 0.38, 0, -0.62, -0.45), ring(20, lambda j: 0.38, 0, 0.62, -0.45)]
    if shape == "rings":
        return [ring(40, lambda j: 1.0) + ring(40, lambda j: 0.75)[::-1], ring(30, lambda j: 0.45)]
    if shape == "heart":
        return [[(16 * math.sin(t) ** 3 / 16, -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 16) for t in
                 [2 * math.pi * j / 60 for j in range(60)]]]
    if shape == "moon":
        return [[(math.sin(t), -math.cos(t)) for t in [math.pi * (0.12 + 1.76 * j / 40) for j in range(41)]] +
                [(0.36 + 0.78 * math.sin(t), -0.78 * math.cos(t)) for t in [math.pi * (1.84 - 1.68 * j / 40) for j in range(41)]]]
    if shape == "fish":
        return [[(0.7 * math.cos(t) - 0.25, 0.5 * math.sin(t)) for t in [2 * math.pi * j / 40 for j in range(40)]],
                [(0.3, 0), (1, -0.55), (0.8, 0), (1, 0.55)]]
    if shape == "crown":
        return [[(-1, 0.75), (-1, -0.55), (-0.45, 0.05), (0, -0.8), (0.45, 0.05), (1, -0.55), (1, 0.75)]]
    if shape == "tree":
        return [[(0, -1), (0.45, -0.35), (0.22, -0.35), (0.62, 0.2), (0.34, 0.2), (0.8, 0.72), (-0.8, 0.72), (-0.34, 0.2), (-0.62, 0.2),
                 (-0.22, -0.35), (-0.45, -0.35)], [(-0.14, 0.72), (0.14, 0.72), (0.14, 1), (-0.14, 1)]]
    if shape == "arrow":
        return [[(-1, 0.5), (-0.2, -0.7), (0.3, -0.7), (-0.5, 0.5)], [(-0.2, 0.5), (0.6, -0.7), (1, -0.7), (0.2, 0.5)]]
    raise ValueError(shape)


def draw_sign(art, d, i, k):
    x, y, r = (i["x"] + art.w / 2) * k, i["y"] * k, i["size"] * k / 2
    for polygon in outline(i["shape"]):
        d.polygon([(x + px * r, y + py * r) for px, py in polygon], fill=i["fill"])


def draw_pattern(art, d, i, k):
    w, h = (i["box"][2], i["box"][3]) if i["box"] else (art.w, art.h)
    rows, columns = int(h / i["step"] + 1e-9), int(w / i["step"] + 1e-9)
    left, top = (i["x"] + art.w / 2 - w / 2) * k, (i["y"] - h / 2) * k
    w, h, step, size = w * k, h * k, i["step"] * k, i["size"] * k
    rng = random.Random(i["seed"])
    fills = i["fill"] if isinstance(i["fill"], (list, tuple)) else [i["fill"]]
    style = i["style"]
    if style in ("stripes", "bands"):
        n = 0
        at = step / 2
        while at < (w if style == "stripes" else h):
            thick = size * rng.choice([0.5, 1.0, 1.6])
            fill = fills[n % len(fills)]
            if style == "stripes":
                d.rectangle((left + at - thick / 2, top, left + at + thick / 2, top + h), fill=fill)
            else:
                d.rectangle((left, top + at - thick / 2, left + w, top + at + thick / 2), fill=fill)
            at += step * rng.choice([0.8, 1.0, 1.3])
            n += 1
        return
    for row in range(rows):  # the same at every density: what is drawn next is chance
        for column in range(columns):
            x = left + (column + 0.5 + (0.5 if row % 2 and style != "checks" else 0)) * step
            y = top + (row + 0.5) * step
            x, y = x + rng.uniform(-0.12, 0.12) * step, y + rng.uniform(-0.12, 0.12) * step
            r = size / 2 * rng.choice([0.7, 1.0, 1.25])
            if x + r > left + w:
                continue
            fill = rng.choice(fills)
            if style == "dots":
                d.ellipse((x - r, y - r, x + r, y + r), fill=fill)
            else:
                turn = rng.uniform(0, 2 * math.pi)
                for polygon in outline(style):
                    d.polygon([(x + r * (px * math.cos(turn) - py * math.sin(turn)),
                                y + r * (px * math.sin(turn) + py * math.cos(turn))) for px, py in polygon], fill=fill)


def draw_seam(art, d, i, k):
    """Two rows of stitches beside a fold."""
    x, y, half, w = (i["x"] + art.w / 2) * k, i["y"] * k, i["length"] * k / 2, i["width"] * k
    stitch = 4.2 * w

    def bar(a, b, offset, thick):
        if i["upright"]:
            d.rectangle((x + offset - thick / 2, y + a, x + offset + thick / 2, y + b), fill=i["fill"])
        else:
            d.rectangle((x + a, y + offset - thick / 2, x + b, y + offset + thick / 2), fill=i["fill"])
    bar(-half, half, 0, w * 0.8)
    at = -half
    while at + stitch * 0.6 < half:
        bar(at, at + stitch * 0.6, 2.2 * w, w)
        bar(at, at + stitch * 0.6, -2.2 * w, w)
        at += stitch


DRAW = {"text": draw_text, "rect": draw_rect, "sign": draw_sign, "pattern": draw_pattern, "seam": draw_seam}


def smear(image, box, method, amount, seed):
    """Falsifies a part of a drawn label; `box` in pixels, `amount` as a part of the box's height."""
    box = [max(0, round(box[0])), max(0, round(box[1])), min(image.width, round(box[2])), min(image.height, round(box[3]))]
    part = image.crop(box)
    rng = random.Random(seed)
    w, h = part.size
    if method == "blur":
        part = part.filter(ImageFilter.GaussianBlur(max(1.0, amount * h)))
    elif method == "drag":  # along the line, as a wet print that was wiped
        run = max(2, round(amount * h * 2.5))
        out = part.copy()
        for n in range(1, run):
            out = Image.blend(out, part.transform(part.size, Image.AFFINE, (1, 0, -n, 0, 1, 0)), 1 / (n + 1))
        part = out
    elif method == "melt":  # columns slide up and down: letters that are none
        out = part.copy()
        period, phase = rng.uniform(0.5, 0.9) * h, rng.uniform(0, 6)
        for x in range(w):
            dy = amount * h * (math.sin(2 * math.pi * x / period + phase) + 0.5 * math.sin(5 * x / period))
            out.paste(part.transform((1, h), Image.AFFINE, (1, 0, x, 0, 1, dy)), (x, 0))
        part = out.filter(ImageFilter.GaussianBlur(max(0.6, 0.03 * h)))
    else:  # "shuffle": narrow pieces change places, as models write small print
        width = max(3, round(amount * h))
        pieces = [part.crop((x, 0, min(w, x + width), h)) for x in range(0, w - width, width)]
        rng.shuffle(pieces)
        for n, piece in enumerate(pieces):
            if rng.random() < 0.5:
                piece = piece.transpose(Image.FLIP_LEFT_RIGHT if rng.random() < 0.5 else Image.FLIP_TOP_BOTTOM)
            part.paste(piece, (n * width, 0))
        part = part.filter(ImageFilter.GaussianBlur(max(0.5, 0.025 * h)))
    image = image.copy()
    image.paste(part, box[:2])
    return image
