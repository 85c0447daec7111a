"""Grounds and walls as pictures, from numpy's noise; each has a fixed seed."""

import numpy as np
from PIL import Image, ImageFilter

SIZE = 1024


def noise(seed, step_x, step_y=None, octaves=4):
    """Smooth noise in 0..1; `step`: pixels of the coarsest octave."""
    rng = np.random.RandomState(seed)
    total, weight = np.zeros((SIZE, SIZE)), 0.0
    for o in range(octaves):
        w = max(2, int(SIZE / (step_x / 2 ** o)))
        h = max(2, int(SIZE / ((step_y or step_x) / 2 ** o)))
        layer = Image.fromarray((rng.rand(min(h, SIZE), min(w, SIZE)) * 255).astype(np.uint8))
        total += np.asarray(layer.resize((SIZE, SIZE), Image.BICUBIC), float) / 255 / 2 ** o
        weight += 1 / 2 ** o
    return total / weight


def tint(value, dark, light):
    """A picture between two #rrggbb colours."""
    d, l = (np.array([int(c[k:k + 2], 16) for k in (1, 3, 5)], float) for c in (dark, light))
    v = np.clip(value, 0, 1)[..., None]
    return d + (l - d) * v


def picture(array, soft=0.0):
    image = Image.fromarray(np.clip(array, 0, 255).astype(np.uint8))
    return image.filter(ImageFilter.GaussianBlur(soft)) if soft else image


def wood(seed, dark, light, planks=4):
    grain = noise(seed, 900, 26, 4) * 0.6 + noise(seed + 1, 400, 7, 2) * 0.4
    rows = np.linspace(0, planks, SIZE, endpoint=False)
    each = np.random.RandomState(seed + 2).uniform(-0.12, 0.12, planks)[rows.astype(int)]
    v = (grain - 0.5) * 1.7 + 0.55 + each[:, None]
    v[np.abs(rows - np.round(rows)) < 0.008] -= 0.35
    return picture(tint(v, dark, light), 0.8)


def plaster(seed, dark, light, soft=2.5):
    return picture(tint(noise(seed, 300) * 0.7 + noise(seed + 1, 14, None, 2) * 0.3, dark, light), soft)


def grid(seed, dark, light, joint, across, down, shift=False, gap=0.04):
    """Tiles, or bricks with `shift`."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    row = np.floor(y * down)
    u = x * across + (0.5 * (row % 2) if shift else 0)
    rng = np.random.RandomState(seed)
    each = rng.rand(down, across + 1)[row.astype(int), np.floor(u).astype(int)]
    array = tint(0.25 + each * 0.5 + (noise(seed, 80) - 0.5) * 0.5, dark, light)
    fu, fv = u % 1, (y * down) % 1
    edge = (fu < gap * across / down) | (fv < gap)
    array[edge] = tint(noise(seed + 3, 40), joint, joint)[edge]
    return picture(array, 1.2)


def marble(seed, dark, light):
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    bend = noise(seed, 420, None, 5)
    vein = 1 - np.abs(np.sin(7 * (x + 0.6 * y) + 9 * bend)) ** 0.25
    return picture(tint(1 - vein * 1.1 - (noise(seed + 1, 200) - 0.5) * 0.2, dark, light), 1.0)


def cloth(seed, dark, light, checks=0):
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    weave = 0.5 + 0.14 * np.sin(x * 0.9) * np.sin(y * 0.9) + (noise(seed, 120) - 0.5) * 0.5
    if checks:
        s = SIZE / checks
        weave = weave * 0.4 + 0.3 * ((x // (s / 2)) % 2) + 0.3 * ((y // (s / 2)) % 2)
    return picture(tint(weave, dark, light), 1.0)


def paper(seed, ground, print_, across=6):
    """Wallpaper with lozenges."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE
    d = np.abs((x * across) % 1 - 0.5) + np.abs((y * across) % 1 - 0.5)
    v = ((d < 0.3) & (d > 0.2)) | (d < 0.08)
    return picture(tint(v * 0.8 + (noise(seed, 60) - 0.5) * 0.2, ground, print_), 2.0)


def lights(seed, dark, glows):
    """A dark room far out of focus."""
    rng = np.random.RandomState(seed)
    array = tint(noise(seed, 500), dark, dark) + noise(seed + 1, 400)[..., None] * 14
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    for n in range(26):
        c = np.array([int(glows[n % len(glows)][k:k + 2], 16) for k in (1, 3, 5)], float)
        cx, cy, r = rng.rand() * SIZE, rng.rand() * SIZE, rng.uniform(18, 46)
        array[(x - cx) ** 2 + (y - cy) ** 2 < r * r] += c * rng.uniform(0.25, 0.7)
    return picture(array, 4.0)


def hedge(seed, dark, light):
    v = noise(seed, 90, None, 3)
    return picture(tint((v - 0.5) * 2.4 + 0.5, dark, light), 7.0)


TEXTURES = {
    "oak": lambda: wood(11, "#8A6238", "#D2A670"), "birch": lambda: wood(12, "#B79D78", "#E6D3B1", 6),
    "painted": lambda: wood(13, "#8FA0A0", "#B4C2BF", 8), "slate": lambda: plaster(14, "#33373A", "#565B5E"),
    "warm-plaster": lambda: plaster(15, "#B3A491", "#D6CABA", 5), "white-tiles": lambda: grid(16, "#D5D6D2", "#F1F1EC", "#A9A8A2", 5, 10, True, 0.05),
    "linen": lambda: cloth(17, "#BFB29A", "#E2D8C4"), "sand": lambda: plaster(18, "#CFA98C", "#DDBCA1", 9),
    "blue-wall": lambda: plaster(19, "#6D8292", "#879BA9", 6),
    "walnut": lambda: wood(51, "#3F2818", "#7C5334", 3), "wallpaper": lambda: paper(52, "#7B8C79", "#A7B39D"),
    "concrete": lambda: plaster(53, "#7F7E7A", "#ABA9A3"), "brick": lambda: grid(54, "#7A3B2C", "#B4664C", "#B9AFA2", 6, 16, True, 0.1),
    "marble": lambda: marble(55, "#8E9299", "#EFEEEA"), "night": lambda: lights(56, "#1A1C28", ["#E8A860", "#D8D0B8", "#88A8D8"]),
    "stone": lambda: grid(57, "#8A8578", "#B9B3A4", "#6B675C", 4, 4, False, 0.03), "hedge": lambda: hedge(58, "#1F3A1A", "#6E8F45"),
    "checked": lambda: cloth(59, "#9F3B3B", "#EDE4D6", 8), "panel": lambda: wood(60, "#C9C3B6", "#E1DCD0", 10),
}


def write(name, path):
    """Mirrored in both directions, so that it can be laid side by side without a seam."""
    image = TEXTURES[name]()
    whole = Image.new("RGB", (2 * SIZE, 2 * SIZE))
    for n, (x, y) in enumerate([(0, 0), (SIZE, 0), (0, SIZE), (SIZE, SIZE)]):
        part = image.transpose(Image.FLIP_LEFT_RIGHT) if n % 2 else image
        whole.paste(part.transpose(Image.FLIP_TOP_BOTTOM) if n > 1 else part, (x, y))
    whole.resize((1536, 1536), Image.LANCZOS).save(path)
