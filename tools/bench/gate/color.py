"""CIE Lab and CIEDE2000 (Sharma, Wu, Dalal 2005), to make a colorway wrong by a known amount."""

import math

import numpy as np

WHITE = np.array([0.95047, 1.0, 1.08883])
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])


def to_lab(text):
    c = np.array([int(text[k:k + 2], 16) for k in (1, 3, 5)]) / 255
    lin = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    t = TO_XYZ @ lin / WHITE
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def from_lab(lab):
    """#rrggbb, or None outside sRGB."""
    fy = (lab[0] + 16) / 116
    f = np.array([fy + lab[1] / 500, fy, fy - lab[2] / 200])
    t = np.where(f > 6 / 29, f ** 3, (116 * f - 16) * 27 / 24389)
    lin = np.linalg.solve(TO_XYZ, t * WHITE)
    if lin.min() < 0 or lin.max() > 1:
        return None
    c = np.where(lin <= 0.0031308, 12.92 * lin, 1.055 * lin ** (1 / 2.4) - 0.055)
    return "#%02X%02X%02X" % tuple(int(round(x * 255)) for x in c)


def de00(a, b):
    (l1, a1, b1), (l2, a2, b2) = a, b
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c ** 7 / (mean_c ** 7 + 25 ** 7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    dh = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    big_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    l, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = h1 + h2 if c1 * c2 == 0 else (h1 + dh / 2) % 360
    t = (1 - 0.17 * math.cos(math.radians(h - 30)) + 0.24 * math.cos(math.radians(2 * h)) +
         0.32 * math.cos(math.radians(3 * h + 6)) - 0.20 * math.cos(math.radians(4 * h - 63)))
    sl = 1 + 0.015 * (l - 50) ** 2 / math.sqrt(20 + (l - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    rt = -math.sin(math.radians(60 * math.exp(-((h - 275) / 25) ** 2))) * 2 * math.sqrt(c ** 7 / (c ** 7 + 25 ** 7))
    x, y, z = (l2 - l1) / sl, (c2 - c1) / sc, big_h / sh
    return math.sqrt(x * x + y * y + z * z + rt * y * z)


def away(text, amount, rng):
    """A colour `amount` dE00 from this one, mostly in hue and chroma: a wrong colorway, not a shadow."""
    lab = to_lab(text)
    for _ in range(400):
        turn, tilt = rng.uniform(0, 2 * math.pi), rng.uniform(-0.35, 0.35)
        way = np.array([math.sin(tilt), math.cos(tilt) * math.cos(turn), math.cos(tilt) * math.sin(turn)])
        near, far = 0.0, 120.0
        for _ in range(40):
            middle = (near + far) / 2
            near, far = (middle, far) if de00(lab, lab + way * middle) < amount else (near, middle)
        found = from_lab(lab + way * far)
        if found and abs(de00(lab, to_lab(found)) - amount) < 0.3:
            return found
    raise ValueError("no colour %.1f away from %s" % (amount, text))
