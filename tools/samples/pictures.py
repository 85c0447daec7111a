"""Drawn pictures handed to Blender as images, without files in between."""

import bpy
import numpy as np


def image(name, source, data=False):
    """A PIL image or array (H x W [x 3], 0..1 or 8 bit) -> packed Blender image."""
    a = np.asarray(source)
    if a.dtype == np.uint8:
        a = a.astype(np.float32) / 255
    if a.ndim == 2:
        a = np.repeat(a[..., None], 3, 2)
    h, w = a.shape[:2]
    img = bpy.data.images.new(name, w, h, alpha=False, float_buffer=data, is_data=data)
    px = np.ones((h, w, 4), np.float32)
    px[..., :3] = a[::-1]
    img.pixels.foreach_set(px.ravel())
    img.update()
    img.pack()
    return img


def cloth(name, pair):
    """(colour, height) of a drawn weave -> two Blender images."""
    return image(name, pair[0]), image(name + "-height", pair[1], data=True)
