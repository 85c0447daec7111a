"""From passes to files: denoise, even backdrop, tone curve, JPEG and PNG within their size limits."""

import io
import os

import numpy as np
from PIL import Image

import denoise

BACKDROP = 1.06          # linear value of the empty sweep before the shoulder: about 244 of 255 after it


def shoulder(x, start=0.72):
    """Linear up to `start`, then a soft shoulder towards 1 (packshots keep their colours)."""
    x = np.maximum(x, 0)
    top = start + (1 - start) * (1 - np.exp(-(x - start) / (1 - start)))
    return np.where(x <= start, x, top)


def film(x, exposure=1.0):
    """A gentle filmic curve for the rooms: little toe, long shoulder, highlights lose some saturation."""
    x = np.maximum(x * exposure, 0)
    lum = x.mean(-1, keepdims=True)
    wash = np.clip((lum - 0.6) / 3.0, 0, 0.6)
    x = x * (1 - wash) + lum * wash
    y = x * (1 + x / 9.0) / (0.82 + x)
    y = np.clip(y, 0, 1)
    return 0.62 * y + 0.38 * y * y * (3 - 2 * y)


def srgb(x, dither=0.5):
    """Linear 0..1 -> 8 bit sRGB with a dither of half a level (deterministic)."""
    y = np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.power(np.maximum(x, 0.0031308), 1 / 2.4) - 0.055)
    noise = np.random.default_rng(7).random(y.shape[:2], dtype=np.float32)[..., None] - 0.5
    return np.clip(y * 255 + 0.5 + dither * noise, 0, 255).astype(np.uint8)


def save_jpeg(array, path, quality, limit):
    """JPEG 4:4:4 at the given quality; a picture beyond `limit` bytes is reported, not silently degraded."""
    image = Image.fromarray(array)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality, subsampling=0, optimize=True)
    if len(data.getvalue()) > limit:
        data = io.BytesIO()
        image.save(data, "JPEG", quality=quality, subsampling=0, optimize=True, progressive=True)
    with open(path, "wb") as file:
        file.write(data.getvalue())
    size = len(data.getvalue())
    if size > limit:
        print(f"  {os.path.basename(path)}: {size // 1000} kB is above {limit // 1000} kB")
    return size


def save_mask(a, path, limit=40000):
    """Grey 8-bit PNG, 255 inside; values next to 0 and 255 snap there."""
    a = np.clip(a, 0, 1) * 255
    a = np.where(a < 3, 0, np.where(a > 252, 255, a)).astype(np.uint8)
    Image.fromarray(a, "L").save(path, "PNG", optimize=True)
    for step in (17, 51, 85):                      # fewer grey levels on the edges of small print
        if os.path.getsize(path) <= limit:
            break
        Image.fromarray((np.round(a / step) * step).astype(np.uint8), "L").save(path, "PNG", optimize=True)
    if os.path.getsize(path) > limit:
        print(f"  {os.path.basename(path)}: {os.path.getsize(path) // 1000} kB is above {limit // 1000} kB")


def resize(a, shape):
    """Smooth resize of a float array."""
    planes = [np.asarray(Image.fromarray(a[..., k]).resize((shape[1], shape[0]), Image.BICUBIC))
              for k in range(a.shape[2])]
    return np.stack(planes, -1)


def soft_guides(p):
    """Where the albedo pass is noisy itself: behind glass, and on wide black gloss (not on small print)."""
    soft = np.clip(p["zone_soft"].astype(np.float32)[..., 0], 0, 1) if "zone_soft" in p else 0.0
    dark = (denoise.blur(p["albedo"].astype(np.float32).mean(-1), 1) < 0.10).astype(np.float32)
    return np.maximum(soft, np.clip(denoise.blur(dark, 3) * 4 - 3, 0, 1))


def packshot(passes, base):
    """Passes of one product view -> <base>.jpg (or RGBA .png), .alpha.png and zone masks."""
    p = np.load(passes)
    color = p["color"].astype(np.float32)
    alpha = np.clip(p["alpha"].astype(np.float32)[..., 0], 0, 1)
    cutout = color.shape[2] == 4
    clean = denoise.denoise(color[..., :3], p["albedo"], p["normal"], p["depth"],
                            defocus=soft_guides(p))
    empty = p["empty"].astype(np.float32)
    for _ in range(3):
        empty = denoise.blur(empty, max(2, empty.shape[1] // 24))
    level = float(np.median(empty.mean(-1)[empty.shape[0] // 3:]))
    if cutout:
        cover = np.clip(color[..., 3], 0, 1)
        out = shoulder(clean / np.maximum(cover, 1e-3)[..., None] * (BACKDROP / level) * (cover > 1e-3)[..., None])
        rgba = np.dstack([srgb(out), np.clip(cover * 255 + 0.5, 0, 255).astype(np.uint8)])
        rgba[rgba[..., 3] < 3] = 0
        Image.fromarray(rgba, "RGBA").save(base + ".png", "PNG", optimize=True)
    else:
        even = resize(empty, clean.shape[:2])
        outside = (BACKDROP / level) * (1 + (level / np.maximum(even, 1e-3) - 1) * (1 - alpha[..., None]))
        lit = clean * outside
        if save_jpeg(srgb(shoulder(lit)), base + ".jpg", 90, 250_000) > 250_000:
            save_jpeg(srgb(shoulder(lit), 0), base + ".jpg", 90, 250_000)      # dither costs bytes too
    save_mask(alpha, base + ".alpha.png")
    for name in p.files:
        if name.startswith("zone_") and name != "zone_soft" and p[name].max() > 0.1:
            save_mask(p[name].astype(np.float32)[..., 0], f"{base}.{name[5:]}.mask.png")


def room(passes, path):
    """Passes of a scene -> JPEG with the filmic curve; exposure comes with the scene."""
    p = np.load(passes)
    color = p["color"].astype(np.float32)[..., :3]
    depth = p["depth"].astype(np.float32)[..., 0]
    focus, aperture, pixels = (float(v) for v in p["lens"])          # cm, cm, pixels per unit of tangent
    circle = aperture * np.abs(1 / focus - 1 / np.maximum(depth, 1)) * pixels
    circle = np.where(np.isfinite(circle), circle, aperture / focus * pixels)
    clean = denoise.denoise(color, p["albedo"], p["normal"], p["depth"], passes=5, strength=3.0,
                            defocus=np.clip((denoise.blur(circle, 4) - 5) / 6, 0, 1).astype(np.float32))
    out = film(clean, float(p["exposure"]))
    h, w = out.shape[:2]
    yy, xx = np.mgrid[0:h, 0:w]
    fall = ((xx / w - 0.5) ** 2 + (yy / h - 0.5) ** 2)
    out = out * (1 - 0.16 * fall)[..., None]
    grain = np.random.default_rng(11).normal(0, 0.0045, (h, w)).astype(np.float32)
    out = out * (1 + (denoise.blur(grain, 1) * 2.2)[..., None])
    save_jpeg(srgb(out), path, 88, 450_000)
