"""From the rendered picture to the file a model might have sent: focus, overlay, resampling, grain, JPEG."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import art


def out_of_focus(image, mask, radius):
    """Blurs what is behind the product, more with the distance; nothing of the product runs into it."""
    m = np.asarray(mask, float)[..., None] / 255
    rows = np.flatnonzero(m.max(axis=(1, 2)) > 0.5)
    if not len(rows):
        return image
    a = np.asarray(image, float)

    def blurred(x):
        x = np.clip(x, 0, 255).astype(np.uint8)
        return np.asarray(Image.fromarray(x).filter(ImageFilter.GaussianBlur(radius)), float)
    around = 1 - np.asarray(mask.filter(ImageFilter.MaxFilter(5)), float)[..., None] / 255
    weight = blurred(np.repeat(around * 255, 3, axis=2)) / 255
    soft = blurred(a * around) / np.maximum(weight, 0.02)
    y = np.arange(a.shape[0])[:, None, None]
    far = np.clip((rows[-1] - y) / (0.3 * a.shape[0]), 0, 1)
    w = far * np.asarray(Image.fromarray((around[..., 0] * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.2)), float)[..., None] / 255
    w *= np.clip(weight[..., :1] / 0.1, 0, 1)
    return Image.fromarray(np.clip(a * (1 - w) + soft * w, 0, 255).astype(np.uint8))


def overlay(image, mask, text, place, seed):
    """Words over the picture, outside the product: a banner, a line, or a watermark across."""
    rng = np.random.RandomState(seed % (1 << 31))
    w, h = image.size
    box = mask.getbbox() or (w // 3, h // 3, 2 * w // 3, 2 * h // 3)
    size = int(min(w, h) * rng.uniform(0.042, 0.07))
    face = ImageFont.truetype(art.FONTS[["lato-black", "sans-bold", "lato"][rng.randint(3)]], size)
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    d = ImageDraw.Draw(layer)
    length = face.getlength(text)
    above, below = box[1], h - box[3]
    if place == "across":  # repeated, half transparent, product left out
        for y in range(size, h, size * 4):
            for x in range(-size * 2 + (y // size % 2) * size * 3, w, int(length + 3 * size)):
                d.text((x, y), text, font=face, fill=(255, 255, 255, 120))
        layer.paste((0, 0, 0, 0), mask=mask.filter(ImageFilter.MaxFilter(9)))
    else:
        top = (place == "top" and above > size * 2) or below < size * 2
        y = max(size, above // 2) if top else h - max(size, below // 2)
        x = w / 2 if place == "top" else w - length / 2 - size
        if rng.rand() < 0.5:
            d.rounded_rectangle((x - length / 2 - size * 0.6, y - size * 0.8, x + length / 2 + size * 0.6, y + size * 0.8), size * 0.3, fill=(176, 34, 40, 235))
        d.text((x, y), text, font=face, fill=(255, 255, 255, 240), anchor="mm", stroke_width=max(1, size // 18), stroke_fill=(40, 40, 40, 200))
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def develop(image, half_mask, shot):
    how = shot.develop
    mask = half_mask.resize(image.size, Image.BILINEAR)
    if how["focus"]:
        image = out_of_focus(image, mask, how["focus"])
    if shot.kind == "text_added":
        image = overlay(image, mask, shot.parameters["text"], shot.parameters["place"], how["seed"])
    if how["again"] != 1:
        size = image.size
        image = image.resize((round(size[0] * how["again"]), round(size[1] * how["again"])), Image.BICUBIC).resize(size, Image.BICUBIC)
    if how["denoise"]:
        image = Image.blend(image, image.filter(ImageFilter.MedianFilter(3)), 0.6)
    if how["sharpen"]:
        image = image.filter(ImageFilter.UnsharpMask(1.4, how["sharpen"], 2))
    if how["grain"]:
        noise = np.random.RandomState(how["seed"] % (1 << 31)).normal(0, how["grain"], (image.height, image.width, 1))
        image = Image.fromarray(np.clip(np.asarray(image, float) + noise, 0, 255).astype(np.uint8))
    return image, mask
