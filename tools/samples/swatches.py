"""Cloth and paint, drawn with numpy: tileable colour and height pictures for swatches and for the products' fabrics."""

import os

import numpy as np
from PIL import Image, ImageFilter

SIZE = 512


def hexa(code):
    """'#RRGGBB' -> three floats 0..1 (sRGB values)."""
    return np.array([int(code[k:k + 2], 16) for k in (1, 3, 5)], np.float32) / 255


def smooth(rng, n, times=2):
    """Periodic 1-D noise, about -1..1."""
    a = rng.normal(size=n)
    for _ in range(times):
        a = (np.roll(a, 1) + 2 * a + np.roll(a, -1)) / 4
    return a / (np.abs(a).max() + 1e-6)


def cloud(rng, size=SIZE, octaves=(4, 8, 16, 32)):
    """Periodic 2-D noise, -1..1."""
    out = np.zeros((size, size), np.float32)
    for k, n in enumerate(octaves):
        cell = rng.random((n, n)).astype(np.float32) - 0.5
        wide = np.pad(cell, 2, mode="wrap")
        step = size // n
        img = Image.fromarray(wide).resize((wide.shape[1] * step, wide.shape[0] * step), Image.BICUBIC)
        out += np.asarray(img)[2 * step:2 * step + size, 2 * step:2 * step + size] / (k + 1)
    return out / np.abs(out).max()


def weave(over, warp, weft, threads, seed=1, slub=0.25, wave=0.35, gap=0.55, fuzz=0.05, size=SIZE):
    """A woven cloth. `over(i, j)` says where the warp lies on top; `warp`, `weft` give a colour per thread."""
    rng = np.random.default_rng(seed)
    big = size * 2
    pitch = big / threads
    y, x = np.mgrid[0:big, 0:big].astype(np.float32)
    sway_x = np.stack([smooth(rng, big, 60) for _ in range(threads)], 0) * slub
    sway_y = np.stack([smooth(rng, big, 60) for _ in range(threads)], 0) * slub
    i0, j0 = (x / pitch).astype(int) % threads, (y / pitch).astype(int) % threads
    fx = x / pitch % 1 - 0.5 + sway_x[i0, y.astype(int)] * 0.35
    fy = y / pitch % 1 - 0.5 + sway_y[j0, x.astype(int)] * 0.35
    table = np.array([[1.0 if over(i, j) else -1.0 for i in range(threads)] for j in range(threads)], np.float32)

    def blend(along_f, a, b, t):
        s = np.clip(np.abs(along_f) * 2 - 0.5, 0, 1) * 0.5
        return a * (1 - s) + b * s

    step_y = np.where(y / pitch % 1 > 0.5, 1, -1)
    step_x = np.where(x / pitch % 1 > 0.5, 1, -1)
    here = table[j0, i0]
    up_warp = blend(y / pitch % 1 - 0.5, here, table[(j0 + step_y) % threads, i0], 0)
    up_weft = -blend(x / pitch % 1 - 0.5, here, table[j0, (i0 + step_x) % threads], 0)
    thick_x = 1 + slub * sway_x[i0, y.astype(int)]
    thick_y = 1 + slub * sway_y[j0, x.astype(int)]
    round_x = np.sqrt(np.clip(1 - np.square(2 * fx * (0.5 + gap) / thick_x), 0, 1))
    round_y = np.sqrt(np.clip(1 - np.square(2 * fy * (0.5 + gap) / thick_y), 0, 1))
    z_warp = np.where(round_x > 0, 0.5 * round_x + wave * up_warp, -0.6)
    z_weft = np.where(round_y > 0, 0.5 * round_y + wave * up_weft, -0.6)
    top = z_warp >= z_weft
    height = np.clip(np.maximum(z_warp, z_weft) + 0.6, 0, 1.45) / 1.45
    cw = np.stack([warp(i) for i in range(threads)])[i0]
    cf = np.stack([weft(j) for j in range(threads)])[j0]
    color = np.where(top[..., None], cw, cf)
    twist = np.where(top, np.sin((y * 1.0 + fx * pitch * 1.6) * 2 * np.pi / (pitch * 0.5)),
                     np.sin((x * 1.0 + fy * pitch * 1.6) * 2 * np.pi / (pitch * 0.5)))
    tone = 0.70 + 0.33 * height + 0.025 * twist
    tone += fuzz * rng.normal(size=tone.shape) + 0.05 * np.where(top, sway_x[i0, y.astype(int)], sway_y[j0, x.astype(int)])
    color = np.clip(color * tone[..., None], 0, 1)
    return shrink(color, size), shrink(height[..., None], size)[..., 0]


def shrink(a, size):
    """2 x 2 mean."""
    return a.reshape(size, 2, size, 2, a.shape[2]).mean((1, 3)).astype(np.float32)


def linen(color="#CDB894", threads=48, seed=1, contrast=0.06, size=SIZE):
    """Plain weave with uneven yarn."""
    rng = np.random.default_rng(seed + 100)
    c = hexa(color)
    tones = 1 + contrast * rng.normal(size=threads * 2)
    return weave(lambda i, j: (i + j) % 2 == 0, lambda i: c * tones[i], lambda j: c * tones[threads + j] * 0.97,
                 threads, seed, slub=0.45, size=size)


def check(blue="#3E5F8A", white="#ECE8DF", threads=64, seed=2):
    """A woven gingham check."""
    a, b = hexa(blue), hexa(white)

    def pick(i):
        return a if (i // 8) % 2 == 0 else b
    return weave(lambda i, j: (i + j) % 2 == 0, pick, pick, threads, seed, slub=0.2)


def herringbone(green="#4F6652", pale="#C9CDBB", threads=64, seed=3):
    """A 2/2 twill whose direction turns every eight threads."""
    a, b = hexa(green), hexa(pale)

    def over(i, j):
        k = i % 16
        k = k if k < 8 else 15 - k
        return (k + j) % 4 < 2
    return weave(over, lambda i: a, lambda j: b, threads, seed, slub=0.15)


def boucle(color="#A7A49F", seed=4, loops=7000, size=SIZE):
    """Looped yarn: thousands of small soft rings, later ones on top."""
    rng = np.random.default_rng(seed)
    c = hexa(color)
    height = np.zeros((size, size), np.float32)
    tone = np.full((size, size), 0.5, np.float32)
    base = 0.0
    for k in range(loops):
        cx, cy = rng.random(2) * size
        r, w = rng.uniform(5, 9), rng.uniform(2.2, 3.2)
        squash, turn = rng.uniform(0.6, 1.0), rng.uniform(0, np.pi)
        reach = int(r + w + 2)
        ix, iy = np.arange(int(cx) - reach, int(cx) + reach + 1), np.arange(int(cy) - reach, int(cy) + reach + 1)
        dx, dy = np.meshgrid(ix - cx, iy - cy)
        u, v = dx * np.cos(turn) + dy * np.sin(turn), (-dx * np.sin(turn) + dy * np.cos(turn)) / squash
        ring = np.abs(np.hypot(u, v) - r) / w
        open_at = np.cos(np.arctan2(v, u) - rng.uniform(0, 6.28)) > -0.75
        prof = np.sqrt(np.clip(1 - ring * ring, 0, 1)) * open_at
        sel = np.ix_(iy % size, ix % size)
        base = 0.35 + 0.65 * rng.random()
        new = prof * base
        take = new > height[sel] * 0.8
        height[sel] = np.where(take & (prof > 0), new, height[sel])
        tone[sel] = np.where(take & (prof > 0), 0.72 + 0.3 * new + rng.uniform(-0.06, 0.06), tone[sel])
    tone = np.where(height <= 0, 0.66, tone)
    return np.clip(c[None, None] * tone[..., None], 0, 1), height


def paint(code, seed=5):
    """A rolled paint card: flat colour with the faintest stipple."""
    rng = np.random.default_rng(seed)
    stipple = cloud(rng, octaves=(32, 64, 128))
    return np.clip(hexa(code)[None, None] * (1 + 0.012 * stipple[..., None]), 0, 1), stipple * 0.5 + 0.5


SWATCHES = {
    "linen-sand": lambda: linen("#E3D2B0", threads=72, contrast=0.035),
    "boucle-grey": lambda: boucle(),
    "check-blue": check,
    "herringbone-green": herringbone,
    "paint-clay": lambda: paint("#B5694C"),
    "paint-sage": lambda: paint("#9CAB92"),
    "paint-midnight": lambda: paint("#26344A"),
}


def draw_all(folder):
    """Write all swatches as JPEG of at most 60 kB."""
    os.makedirs(folder, exist_ok=True)
    for name, make in SWATCHES.items():
        color, height = make()
        light = 1 + 0.22 * (np.roll(height, 1, 1) - np.roll(height, -1, 1) + np.roll(height, 1, 0) - np.roll(height, -1, 0))
        flat = name.startswith("paint")
        image = Image.fromarray((np.clip(color * (1 if flat else light[..., None]), 0, 1) * 255 + 0.5).astype(np.uint8))
        path = os.path.join(folder, name + ".jpg")
        for q in (90, 86, 82, 78, 74, 70, 66, 62):
            image.save(path, "JPEG", quality=q, subsampling=0 if q > 80 else 2, optimize=True)
            if os.path.getsize(path) <= 59_000:
                break
            if q == 78:
                image = image.filter(ImageFilter.GaussianBlur(0.5))
