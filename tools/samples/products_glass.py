"""Glass products: ribbed cordial bottle (clear) and candle jar (dark amber)."""

import math

import geometry as g
import labels
import materials as mt
import pictures


def bottle():
    """Ribbed glass bottle, 24.6 cm: 500 ml of pale cordial, small-print paper label, black cap. Zones cap, label."""
    root = g.empty()
    clear = mt.glass("glass", "#F8FBF9", 1.5)
    mt.tag(clear, soft=1.0)
    juice = mt.glass("cordial", "#FBF3CF", 1.36, shadow=0.97)
    mt.tag(juice, soft=1.0)
    outer = g.fillet([(0, 0.35), (2.9, 0.15, 0.3), (3.4, 0.0, 0.25), (3.72, 0.35, 0.3), (3.72, 15.2, 3.4), (1.75, 18.7, 2.4), (1.5, 20.0, 1.0), (1.5, 21.4, 0.1),
                      (1.85, 21.5, 0.15), (1.85, 21.95, 0.15), (1.52, 22.05, 0.1), (1.52, 23.9, 0.1)], 12)
    inner = g.fillet([(1.18, 23.9), (1.18, 20.0, 1.0), (1.45, 18.6, 2.4), (3.36, 15.1, 3.4), (3.36, 1.1, 0.8), (0, 0.85)], 12)

    def ribs(phi, r, z):
        if r < 2.0 or z < 0.5:
            return r
        low, high = smooth(z, 0.5, 1.1) * (1 - smooth(z, 4.2, 4.9)), smooth(z, 13.4, 14.1) * (1 - smooth(z, 17.0, 18.4))
        return r + 0.085 * (low + high) * (abs(math.cos(phi * 18)) ** 0.7 - 0.45)

    def dense(points, step):
        out = []
        for a, b in zip(points, points[1:]):
            n = max(1, int(abs(b[1] - a[1]) / step))
            out += [(a[0] + (b[0] - a[0]) * k / n, a[1] + (b[1] - a[1]) * k / n) for k in range(n)]
        return out + [points[-1]]
    g.lathe("wall", dense(outer, 0.25) + inner, clear.mat, 432, lambda p, r, z: ribs(p, r, z) if r > 3.4 or z > 14 else r, root)
    fill = g.fillet([(0, 0.88), (3.0, 0.92, 0.4), (3.345, 1.4, 0.6), (3.345, 15.05, 3.3), (1.9, 17.7, 1.0), (1.78, 17.95, 0.1), (0, 17.9)], 10)
    g.lathe("cordial", fill, juice.mat, 160, None, root)
    paper = mt.Mat("label")
    image = pictures.image("label", labels.bottle_label())
    width = 8.8 / (2 * math.pi * 3.745)
    col, _ = paper.picture(image, 0.5 - width / 2, 0.5 + width / 2, 5.6, 11.97, "EXTEND")
    paper.set(Base_Color=col, Roughness=0.62, Specular=0.3, Normal=paper.bump(paper.noise(7, 3, 0.6), 0.006))
    mt.tag(paper, ["label"])
    segments = 64
    verts, faces, uvs = [], [], []
    for i in range(segments + 1):
        u = 0.5 - width / 2 + width * i / segments
        phi = 2 * math.pi * (u - 0.5)
        for z in (5.6, 11.97):
            verts.append((3.76 * math.sin(phi), -3.76 * math.cos(phi), z))
        if i:
            faces.append((2 * i - 2, 2 * i, 2 * i + 1, 2 * i - 1))
            v = 0.5 - width / 2 + width * (i - 1) / segments
            uvs += [(v, 5.6), (u, 5.6), (u, 11.97), (v, 11.97)]
    g.link("label", verts, faces, uvs, material=paper.mat, parent=root)
    cap = mt.plain("cap", "#1D1E20", 0.34, coat=0.2)
    mt.tag(cap, ["cap"])
    g.lathe("cap", dense(g.fillet([(1.62, 22.1), (1.88, 22.1, 0.05), (1.88, 24.35, 0.25), (1.6, 24.6, 0.2), (0, 24.62)], 6), 0.1), cap.mat, 240,
            lambda p, r, z: r + 0.035 * math.cos(p * 40) * smooth(z, 22.35, 22.5) * (1 - smooth(z, 24.0, 24.2)) if r > 1.7 else r, root)
    return root, ["cap", "label", "soft"]


def smooth(x, a, b):
    """Hermite step from 0 at a to 1 at b."""
    t = max(0.0, min(1.0, (x - a) / (b - a)))
    return t * t * (3 - 2 * t)


def candle(which="front"):
    """Candle jar, 8 x 9.6 cm: dark amber glass, cream wax, paper label, black metal lid (zone lid), off in the top view."""
    root = g.empty()
    amber = mt.glass("amber", "#B9682A", 1.5)
    mt.tag(amber, soft=1.0)
    outer = g.fillet([(0, 0.2), (3.3, 0.2, 0.1), (3.4, 0, 0.15), (3.75, 0, 0.4), (4.0, 0.5, 0.4), (4.0, 8.5, 0.2), (3.92, 8.7, 0.1)], 8)
    inner = g.fillet([(3.72, 8.7), (3.66, 8.5, 0.2), (3.66, 1.0, 0.5), (0, 0.95)], 8)
    g.lathe("jar", outer + inner, amber.mat, 200, None, root)
    wax = mt.plain("wax", "#EFE3C8", 0.55)
    wax.set(Subsurface=0.15, Subsurface_Color=mt.rgb("#F4E2B8"), Subsurface_Radius=(0.6, 0.4, 0.2), Normal=wax.bump(wax.noise(0.8, 2), 0.05))
    mt.tag(wax)
    g.lathe("wax", g.fillet([(0, 1.0), (3.645, 1.0, 0.5), (3.645, 6.7, 0.1), (3.4, 6.55, 0.3), (0, 6.5)], 6), wax.mat, 120, None, root)
    wick = mt.plain("wick", "#E9E2D2", 0.95)
    mt.tag(wick)
    g.tube("wick", g.spline([(0, 0, 6.4), (0.05, 0, 7.0), (0.22, 0.05, 7.6)], 6), 0.10, wick.mat, root)
    paper = mt.Mat("label")
    image = pictures.image("label", labels.candle_label())
    width = 5.6 / (2 * math.pi * 4.0)
    col, _ = paper.picture(image, 0.5 - width / 2, 0.5 + width / 2, 1.7, 6.7, "EXTEND")
    paper.set(Base_Color=col, Roughness=0.7, Normal=paper.bump(paper.noise(6, 3, 0.6), 0.008))
    mt.tag(paper)
    verts, faces, uvs = [], [], []
    for i in range(49):
        u = 0.5 - width / 2 + width * i / 48
        phi = 2 * math.pi * (u - 0.5)
        verts += [(4.025 * math.sin(phi), -4.025 * math.cos(phi), z) for z in (1.7, 6.7)]
        if i:
            v = 0.5 - width / 2 + width * (i - 1) / 48
            faces.append((2 * i - 2, 2 * i, 2 * i + 1, 2 * i - 1))
            uvs += [(v, 1.7), (u, 1.7), (u, 6.7), (v, 6.7)]
    g.link("label", verts, faces, uvs, material=paper.mat, parent=root)
    metal = mt.plain("lid", "#26272A", 0.36, metallic=0.85, grain=0.002, grain_scale=30)
    mt.tag(metal, ["lid"])
    lid = g.lathe("lid", g.fillet([(0, 8.75), (3.9, 8.75), (4.12, 8.45, 0.08), (4.16, 8.45, 0.04), (4.16, 9.35, 0.3), (3.85, 9.62, 0.25), (3.3, 9.55, 0.2), (3.1, 9.42, 0.2), (0, 9.42)], 6), metal.mat, 180, None, root)
    if which == "top":
        lid.location = (8.9, -2.6, -8.45)
    return root, ["lid", "soft"]
