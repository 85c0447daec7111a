"""Surfaces as grids of points: every part of a product is one, so that every part can carry a print.

Centimetres; y up, the ground at 0; a product's front looks along -z, as POV-Ray's camera stands there.
A grid is an array [u, v, 3] with u from left to right as seen from the front and v upwards.
"""

import math

import numpy as np


def rounded(profile, rounds=2, reach=0.6):
    """Corner cutting (Chaikin), no further than `reach` from a corner: straight runs stay straight."""
    points = np.asarray(profile, float)
    for _ in range(rounds):
        a, b = points[:-1], points[1:]
        t = np.minimum(0.25, reach / np.maximum(np.linalg.norm(b - a, axis=1, keepdims=True), 1e-9))
        reach /= 3
        cut = np.empty((2 * len(a), 2))
        cut[0::2] = a + t * (b - a)
        cut[1::2] = b - t * (b - a)
        points = np.vstack([points[:1], cut, points[-1:]])
    return points


def revolve(profile, turns=72, depth=1.0):
    """A profile of (radius, y) from bottom to top, turned round the y axis; `depth` flattens it in z."""
    p = np.asarray(profile, float)
    u = np.linspace(-0.5, 0.5, turns + 1)[:, None] * 2 * math.pi
    r, y = p[None, :, 0], p[None, :, 1]
    return np.stack([r * np.sin(u), y + 0 * u, -depth * r * np.cos(u)], axis=2)


def wrap(radius, width, y0, y1, lift=0.03, steps=40):
    """A label of `width` around a body: `radius` a number, or a function of y."""
    at = radius if callable(radius) else lambda y: radius
    v = np.linspace(y0, y1, 16)
    r = np.array([at(y) for y in v]) + lift
    half = width / 2 / max(r)
    u = np.linspace(-half, half, steps + 1)[:, None]
    return np.stack([r * np.sin(u), v[None, :] + 0 * u, -r * np.cos(u)], axis=2)


def squeezed(width, depth, y):
    """A body whose cross-section is an ellipse of half `width[i]` and half `depth[i]` at height y[i]."""
    u = np.linspace(-0.5, 0.5, 97)[:, None] * 2 * math.pi
    w, d, y = (np.asarray(a, float)[None, :] for a in (width, depth, y))
    return np.stack([w * np.sin(u), y + 0 * u, -d * np.cos(u)], axis=2)


def tube(path, radius, turns=16):
    """A round bar along a path of points; `radius` a number or one for each point."""
    p = np.asarray(path, float)
    r = np.broadcast_to(np.asarray(radius, float), (len(p),))
    along = np.gradient(p, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, [0.31, 0.17, 0.93])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    other = np.cross(along, side)
    a = np.linspace(0, 2 * math.pi, turns + 1)
    ring = np.cos(a)[:, None, None] * side[None] + np.sin(a)[:, None, None] * other[None]
    return p[None] + ring * r[None, :, None]


def bow(centre, half_width, half_height, start, end, steps=28):
    """A path along part of an ellipse in the plane of x and y, angles in degrees."""
    a = np.radians(np.linspace(start, end, steps))
    return np.stack([centre[0] + half_width * np.cos(a), centre[1] + half_height * np.sin(a),
                     np.full(steps, centre[2])], axis=1)


def quad(corner, right, up):
    """A flat face: its lower left corner and its two edges."""
    c, r, u = (np.asarray(a, float) for a in (corner, right, up))
    k = np.linspace(0, 1, 2)
    return c + k[:, None, None] * r + k[None, :, None] * u


def cuboid(w, h, d, at=(0, 0, 0)):
    """Faces of a box that stands on y = at[1], centred in x and z."""
    x, y, z = at[0] - w / 2, at[1], at[2] - d / 2
    return {"front": quad((x, y, z), (w, 0, 0), (0, h, 0)),
            "right": quad((x + w, y, z), (0, 0, d), (0, h, 0)),
            "left": quad((x, y, z + d), (0, 0, -d), (0, h, 0)),
            "back": quad((x + w, y, z + d), (-w, 0, 0), (0, h, 0)),
            "top": quad((x, y + h, z), (w, 0, 0), (0, 0, d)),
            "bottom": quad((x, y, z + d), (w, 0, 0), (0, 0, -d))}


def pillow(w, h, depth, front=True, belly=0.5, n=48, pinch=0.06):
    """Half of a filled bag, standing on y = 0; the corners stand out where the sides are drawn in."""
    s = np.linspace(-1, 1, n + 1)
    u, v = np.meshgrid(s, s, indexing="ij")
    x = u * w / 2 * (1 - pinch * (1 - v * v))
    y = h / 2 + v * h / 2 * (1 - pinch * (1 - u * u))
    z = depth / 2 * np.clip((1 - u ** 2) * (1 - v ** 2), 0, 1) ** belly
    grid = np.stack([x, y, -z if front else z], axis=2)
    return grid if front else grid[::-1]


def pouch(w, h, depth, front=True, n=48):
    """Half of a stand-up bag: full at the foot, flat at the upper seam."""
    u, v = np.meshgrid(np.linspace(-1, 1, n + 1), np.linspace(0, 1, n + 1), indexing="ij")
    full = depth / 2 * (1 - v ** 1.6) ** 0.8 * (0.75 + 0.25 * np.sin(math.pi * np.clip(v * 1.6, 0, 1)))
    z = full * np.sqrt(np.clip(1 - u ** 2, 0, 1)) * (1 + 0.025 * np.sin(5 * u + 7 * v))
    x = u * w / 2 * (1 - 0.05 * np.sin(math.pi * np.clip(v * 1.3, 0, 1)))
    grid = np.stack([x, v * h, -z if front else z], axis=2)
    return grid if front else grid[::-1]


def boxy(half_width, half_depth, y, power=4.0, turns=96):
    """A body whose cross-section is a superellipse: round with power 2, a box with soft edges above.

    Columns lie at equal distances round the widest section, so that a print is not drawn out at the corners.
    """
    w, d, y = (np.asarray(a, float) for a in (half_width, half_depth, y))
    k = int(np.argmax(w))
    a = np.linspace(-math.pi, math.pi, 20001)

    def section(angle):
        s, c = np.sin(angle), np.cos(angle)
        return np.sign(s) * np.abs(s) ** (2 / power), -np.sign(c) * np.abs(c) ** (2 / power)
    x, z = section(a)
    run = np.concatenate([[0], np.cumsum(np.hypot(np.diff(x * w[k]), np.diff(z * d[k])))])
    x, z = section(np.interp(np.linspace(0, run[-1], turns + 1), run, a))
    return np.stack([x[:, None] * w, y + 0 * x[:, None], z[:, None] * d], axis=2)


def block(w, d, low, high, at=(0, 0), edge=1.0, power=7.0):
    """A box with round edges, standing on y = low."""
    t = np.linspace(0, np.pi / 2, 7)
    y = np.r_[low + edge * (1 - np.cos(t)), high - edge * (1 - np.cos(t[::-1])), high]
    cut = edge * np.r_[1 - np.sin(t), 1 - np.sin(t[::-1])]
    return boxy(np.r_[w / 2 - cut, 0.01], np.r_[d / 2 - cut, 0.01], y, power, 120) + np.array([at[0], 0, at[1]])


def loft(sections, power=2.3, steps=40):
    """A body along x from sections of (x, half depth, lower y, upper y): from the ground in front over its back."""
    t = np.linspace(0, math.pi, steps + 1)
    c, s = np.sign(np.cos(t)) * np.abs(np.cos(t)) ** (2 / power), np.abs(np.sin(t)) ** (2 / power)
    p = np.asarray(sections, float)
    x, d, low, high = (p[:, k][:, None] for k in range(4))
    return np.stack([x + 0 * c, low + (high - low) * s, -d * c], axis=2)


def smooth(points, count):
    """More points on a curve through all of these (cubic, by the length of the chords, so that it hardly overshoots)."""
    p = np.asarray(points, float)
    s = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))])
    tangent = np.gradient(p, s, axis=0)
    at = np.linspace(0, s[-1], count)
    k = np.clip(np.searchsorted(s, at, side="right") - 1, 0, len(p) - 2)
    h = (s[k + 1] - s[k])[:, None]
    t = (at - s[k])[:, None] / h
    return ((2 * t ** 3 - 3 * t ** 2 + 1) * p[k] + (t ** 3 - 2 * t ** 2 + t) * h * tangent[k] +
            (3 * t ** 2 - 2 * t ** 3) * p[k + 1] + (t ** 3 - t ** 2) * h * tangent[k + 1])


def patch(grid, u, v, lift=0.03, steps=(40, 16)):
    """A piece of another surface, u and v each (from, to) in 0..1 or a row of places, lifted off it."""
    raised = grid + normals(grid) * lift
    u = np.linspace(*u, steps[0] + 1) if len(u) == 2 else np.asarray(u)
    v = np.linspace(*v, steps[1] + 1) if len(v) == 2 else np.asarray(v)
    fu, fv = u * (grid.shape[0] - 1), v * (grid.shape[1] - 1)
    iu, iv = np.clip(fu.astype(int), 0, grid.shape[0] - 2), np.clip(fv.astype(int), 0, grid.shape[1] - 2)
    a, b = (fu - iu)[:, None, None], (fv - iv)[None, :, None]

    def at(k, m):
        return raised[np.ix_(iu + k, iv + m)]
    return (at(0, 0) * (1 - a) + at(1, 0) * a) * (1 - b) + (at(0, 1) * (1 - a) + at(1, 1) * a) * b


def print_on(grid, width, y0, y1, lift=0.03, x=0.0):
    """The place of a print of `width` on a body's front, from y0 to y1, its middle at x; no stretching along its axes."""
    middle = grid[(grid.shape[0] - 1) // 2]
    rising = int(np.argmax(np.diff(middle[:, 1]) <= 0)) if (np.diff(middle[:, 1]) <= 0).any() else len(middle) - 1
    column = middle[:rising + 1]
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(column, axis=0), axis=1))])
    s0, s1 = np.interp([y0, y1], column[:, 1], along)
    v = np.interp(np.linspace(s0, s1, 17), along, np.arange(len(column))) / (grid.shape[1] - 1)
    row = patch(grid, (0, 1), [v[8]], 0, (grid.shape[0] - 1, 0))[:, 0]
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(row, axis=0), axis=1))])
    front = slice(len(row) // 4, len(row) - len(row) // 4)
    centre = np.interp(x, row[front, 0], run[front])
    u = np.interp(np.linspace(centre - width / 2, centre + width / 2, 41), run, np.linspace(0, 1, len(run)))
    return patch(grid, u, v, lift)


def facing(grid, at=(0, 0, 0)):
    """Something turned about y, laid so that its upper end looks to the front."""
    return grid[:, :, [0, 2, 1]] * np.array([1, 1, -1]) + np.array(at)


def lying(grid, at=(0, 0, 0)):
    """Something turned about y, laid along x, its upper end to the right; what was its front stays there."""
    return grid[:, :, [1, 0, 2]] * np.array([1, -1, 1]) + np.array(at)


def ribbon(path, across):
    """A flat band along a path of points; `across`: the vector from its one edge to the other."""
    p, a = np.asarray(path, float), np.asarray(across, float)
    return np.stack([p - a / 2, p + a / 2])


def normals(grid):
    du, dv = np.gradient(grid, axis=0), np.gradient(grid, axis=1)
    closed = np.allclose(grid[0], grid[-1], atol=1e-6)
    if closed and len(grid) > 3:
        du[0] = du[-1] = grid[1] - grid[-2]
    n = np.cross(dv, du)
    length = np.linalg.norm(n, axis=2, keepdims=True)
    flat = length[..., 0] < 1e-9
    n = n / np.maximum(length, 1e-9)
    n[flat] = (0, 1, 0)
    return n


def mesh(grid):
    """The grid as POV-Ray's mesh2, without its texture."""
    nu, nv = grid.shape[:2]
    u, v = np.meshgrid(np.linspace(0, 1, nu), np.linspace(0, 1, nv), indexing="ij")
    k = np.arange(nu * nv).reshape(nu, nv)
    a, b, c, d = (x.ravel() for x in (k[:-1, :-1], k[1:, :-1], k[1:, 1:], k[:-1, 1:]))
    faces = np.vstack([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    points = grid.reshape(-1, 3)
    area = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    faces = faces[np.linalg.norm(area, axis=1) > 1e-9]

    def rows(array, form):
        return ",".join("<" + ",".join(form % x for x in row) + ">" for row in array)
    return ("vertex_vectors{%d,%s}normal_vectors{%d,%s}uv_vectors{%d,%s}face_indices{%d,%s}" % (
        nu * nv, rows(points, "%.4f"), nu * nv, rows(normals(grid).reshape(-1, 3), "%.3f"),
        nu * nv, rows(np.stack([u.ravel(), v.ravel()], 1), "%.5f"), len(faces), rows(faces, "%d")))
