"""A denoiser for Cycles renders: edge-stopping a-trous filter on demodulated light, guided by the renderer's passes.

The colour is divided by the albedo, so that print and weave, which the albedo knows exactly, are not touched; what
remains is light, which is filtered over pixels whose normal, depth and albedo agree and whose light differs by no
more than the locally measured noise. All on linear values, before any tone curve.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

KERNEL = np.array([1 / 16, 1 / 4, 3 / 8, 1 / 4, 1 / 16], np.float32)


def blur(a, radius):
    """Box blur, separable, edges repeated."""
    for axis in (0, 1):
        pad = [(0, 0)] * a.ndim
        pad[axis] = (radius + 1, radius)
        c = np.cumsum(np.pad(a, pad, mode="edge"), axis=axis, dtype=np.float64)
        n = 2 * radius + 1
        hi = np.take(c, range(n, c.shape[axis]), axis=axis)
        lo = np.take(c, range(0, c.shape[axis] - n), axis=axis)
        a = ((hi - lo) / n).astype(np.float32)
    return a


def fireflies(light, limit=3.0):
    """Pull lone bright pixels down to the third-brightest of their neighbourhood."""
    lum = light.mean(-1)
    pad = np.pad(lum, 1, mode="edge")
    h, w = lum.shape
    around = np.stack([pad[1 + j:1 + j + h, 1 + i:1 + i + w] for j in (-1, 0, 1) for i in (-1, 0, 1) if i or j])
    third = np.partition(around, 5, axis=0)[5]
    scale = np.where(lum > limit * third + 0.05, (third + 1e-4) / (lum + 1e-4), 1.0).astype(np.float32)
    return light * scale[..., None]


def noise_level(light, guide_flat):
    """Local standard deviation of the light's luminance after removing its slope, floored by a wide mean."""
    lum = light.mean(-1)
    rough = lum - blur(lum, 2)
    local = np.sqrt(np.maximum(blur(rough * rough, 3), 1e-12)) * 1.05
    wide = np.sqrt(np.maximum(blur(rough * rough * guide_flat, 24) / np.maximum(blur(guide_flat, 24), 1e-3), 1e-12))
    return np.minimum(local, (2.5 + 9 * (1 - guide_flat)) * wide) + 0.25 * wide + 1e-4


def filter_rows(args):
    """One a-trous pass over a band of rows."""
    light, guide, sigma, step, r0, r1, strength, trust = args
    h, w = sigma.shape
    centre_l = light[r0:r1]
    centre_g = guide[r0:r1]
    limit = 1.0 / np.square(strength * sigma[r0:r1])
    total = np.zeros_like(centre_l)
    weight = np.zeros(centre_l.shape[:2], np.float32)
    rows = np.arange(r0, r1)
    cols = np.arange(w)
    for dj in range(-2, 3):
        jj = np.clip(rows + dj * step, 0, h - 1)
        lr, gr = light[jj], guide[jj]
        for di in range(-2, 3):
            ii = np.clip(cols + di * step, 0, w - 1)
            q, g = lr[:, ii], gr[:, ii]
            dl = (q - centre_l).mean(-1)
            d = dl * dl * limit
            dg = g - centre_g
            d += trust * np.einsum("ijk,ijk->ij", dg, dg)
            wgt = np.exp(-d) * (KERNEL[dj + 2] * KERNEL[di + 2])
            weight += wgt
            total += q * wgt[..., None]
    return total / np.maximum(weight, 1e-8)[..., None]


def a_trous(light, guide, sigma, passes, strength, workers):
    """All passes, in bands of rows on several threads."""
    h = light.shape[0]
    bands = [(r, min(h, r + 96)) for r in range(0, h, 96)]
    with ThreadPoolExecutor(workers) as pool:
        for level in range(passes):
            trust = 0.15 if level == 0 else 1.0          # edge pixels have noisy guides and few equals
            work = [(light, guide, sigma, 1 << level, a, b, strength, trust) for a, b in bands]
            light = np.concatenate(list(pool.map(filter_rows, work)), 0)
            sigma = sigma * 0.6
    return light


def denoise(color, albedo, normal, depth, passes=4, strength=2.4, workers=2, defocus=None):
    """Linear HDR colour (H x W x 3) -> the same with the sampling noise removed.

    `defocus` (0..1 per pixel) says where the lens blurs: there the guides are noisy themselves and are smoothed first.
    """
    color = color.astype(np.float32)
    albedo = np.clip(albedo.astype(np.float32), 0, 1)
    normal = normal.astype(np.float32)
    depth = depth.astype(np.float32)[..., 0] if depth.ndim == 3 else depth.astype(np.float32)
    if defocus is not None:
        soft = defocus[..., None]
        away = 6.0 * np.log(np.clip(blur(depth, 2), 1.0, None))
        level = noise_level(albedo, np.ones_like(depth)).astype(np.float32)
        hint = np.concatenate([blur(normal, 3), away[..., None]], -1).astype(np.float32)
        albedo = albedo * (1 - soft) + soft * a_trous(albedo, hint, level, 3, 2.0, workers)
        normal = normal * (1 - soft) + soft * blur(normal, 2)
    base = albedo + 0.04
    base = np.where(albedo.max(-1, keepdims=True) < 1e-3, 1.0, base)
    light = fireflies(color / base)
    away = 6.0 * np.log(np.clip(depth, 1.0, np.percentile(depth, 99.5) * 4 + 1))
    tone = np.cbrt(blur(albedo, 1))
    guide = np.concatenate([normal * 4.0, tone * 9.0, away[..., None]], -1).astype(np.float32)
    jump = np.abs(np.gradient(guide, axis=0)).sum(-1) + np.abs(np.gradient(guide, axis=1)).sum(-1)
    flat = np.exp(-jump * 2).astype(np.float32)
    sigma = noise_level(light, flat).astype(np.float32)
    light = a_trous(light, guide, sigma, passes, strength, workers)
    return light * base
