"""Soft products: cushion and tote bag. The cushion is blown up by Blender's cloth solver."""

import hashlib
import math
import os

import bpy
import numpy as np

import geometry as g
import labels
import materials as mt
import pictures
import stage
import swatches


def settled_file():
    """Where the settled cushion is kept between pictures; its name changes with this file."""
    if not stage.CACHE:
        return None
    with open(__file__, "rb") as source:
        return os.path.join(stage.CACHE, f"cushion-{hashlib.sha256(source.read()).hexdigest()[:12]}.npy")


def cushion():
    """Cushion, 45 x 45 cm, blue chunky linen with piping; sewn from two sheets and filled with pressure."""
    root = g.empty()
    color, height = pictures.cloth("cushion", swatches.linen("#5E7F9E", threads=40, seed=8, contrast=0.012))
    cloth = mt.fabric("cushion", color, height, tile=9.0, depth=0.10, sheen=0.3)
    mt.tag(cloth, ["body"])
    n, half = 72, 1.0

    def inside(u, v):
        x, z = u * 2 - 1, v * 2 - 1
        bow = -0.050                                 # the filling draws the sides in a little
        wob = 0.004 * math.sin(5 * x + 2) * math.sin(4 * z + 1)
        return half * (x * (1 + bow * (1 - z * z)) + wob), half * (z * (1 + bow * (1 - x * x)) - wob)
    verts, faces, uvs, index = [], [], [], {}
    for side in (0, 1):
        for j in range(n + 1):
            for i in range(n + 1):
                border = i in (0, n) or j in (0, n)
                key = (i, j, 0 if border else side)
                if key not in index:
                    x, z = inside(i / n, j / n)
                    index[key] = len(verts)
                    verts.append((x, 0 if border else (-0.012 if side == 0 else 0.012), z))
    for side in (0, 1):
        for j in range(n):
            for i in range(n):
                quad = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
                ids = [index[(a, b, 0 if a in (0, n) or b in (0, n) else side)] for a, b in quad]
                uv = [(a / n * 47, b / n * 47) for a, b in quad]
                faces.append(tuple(ids if side == 0 else ids[::-1]))
                uvs += uv if side == 0 else uv[::-1]
    obj = g.link("cushion", verts, faces, uvs, material=cloth.mat)
    pin = obj.vertex_groups.new(name="seam")
    pin.add([k for (i, j, _), k in index.items() if i in (0, n) or j in (0, n)], 1.0, "REPLACE")
    mod = obj.modifiers.new("cloth", "CLOTH")
    s = mod.settings
    s.vertex_group_mass = "seam"
    s.quality = 6
    s.mass = 0.35
    s.tension_stiffness = s.compression_stiffness = 25
    s.shear_stiffness = 8
    s.bending_stiffness = 0.8
    s.tension_damping = s.compression_damping = 15
    s.air_damping = 3.0
    s.use_pressure = True
    s.uniform_pressure_force = 6.0
    s.shrink_min = -0.15
    s.effector_weights.gravity = 0.0
    mod.collision_settings.use_collision = False
    scene = bpy.context.scene
    scene.frame_end = mod.point_cache.frame_end = 46
    kept = settled_file()
    if kept and os.path.exists(kept):
        done = obj.data.copy()
        done.vertices.foreach_set("co", np.load(kept))
    else:
        for f in range(1, 47):
            scene.frame_set(f)
        done = bpy.data.meshes.new_from_object(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()))
        if kept:
            co = np.empty(len(done.vertices) * 3, np.float32)
            done.vertices.foreach_get("co", co)
            np.save(kept, co)
    bpy.data.objects.remove(obj)
    pos = [v.co.copy() for v in done.vertices]
    width = max(p.x for p in pos) - min(p.x for p in pos)
    scale = 45.0 / width
    low = min(p.z for p in pos) * scale
    mean_y = sum(p.y for p in pos) / len(pos)
    for v, p in zip(done.vertices, pos):
        v.co = (p.x * scale, (p.y - mean_y) * scale, p.z * scale - low)
    done.polygons.foreach_set("use_smooth", [True] * len(done.polygons))
    pillow = bpy.data.objects.new("pillow", done)
    scene.collection.objects.link(pillow)
    pillow.parent = root
    g.subsurf(pillow, 1)
    # stand on the lower seam, leaning back a little; what hangs lower than the seam's middle is pressed flat
    level = sorted(v.co.z for v in done.vertices)[len(done.vertices) // 60]
    for v in done.vertices:
        if v.co.z < level + 1.0:
            v.co.z = level + 1.0 - 1.0 * (1 - math.exp(-(level + 1.0 - v.co.z)))
    # piping along the seam
    order = ([(i, 0) for i in range(n)] + [(n, j) for j in range(n)] + [(n - i, n) for i in range(n)] + [(0, n - j) for j in range(n + 1)])
    seam = [tuple(done.vertices[index[(i, j, 0)]].co) for i, j in order]
    cord_color, cord_height = pictures.cloth("cord", swatches.linen("#4A6885", threads=40, seed=9))
    cord = mt.fabric("cord", cord_color, cord_height, tile=9.0, depth=0.06)
    mt.tag(cord, ["body"])
    g.sweep("piping", seam, lambda t: (0.38, 0.38), cord.mat, root, 14, caps=False, up=(0.02, 1, 0.01))
    for child in root.children:
        child.rotation_euler[0] = math.radians(-9)
    return root, ["body"]


def tote(which="front"):
    """Tote bag, 38 x 40 cm without handles: natural canvas, one-colour print, two webbing handles. Zones body, print."""
    root = g.empty()
    color, height = pictures.cloth("canvas", swatches.linen("#EEE5D2", threads=56, seed=41, contrast=0.012))
    body = mt.fabric("canvas", color, height, tile=7.5, depth=0.05, sheen=0.25)
    handle = mt.fabric("webbing", color, height, tile=7.5, depth=0.05, sheen=0.25, tint="#F4EDE0")
    mt.tag(handle, ["body"])
    width, tall = 38.0, 40.0
    image = pictures.image("print", labels.tote_print(), data=True)
    ink, _ = body.picture(image, width / 2 - 11, width / 2 + 11, 8.5, 32.5)
    worn = body.math("MULTIPLY", ink, body.ramp(body.height, [(0.12, 0.55), (0.45, 1.0)]))
    body.set(Base_Color=body.mix(worn, body.base, mt.rgb("#2C4A3B")))
    if which == "back":
        body.set(Base_Color=body.base)
        mt.tag(body, ["body"])
    else:
        mt.tag(body, body=body.math("SUBTRACT", 1.0, ink), print=ink)

    def folds(x, z):
        """Soft creases: long diagonals from the handles, one from the corner, gathered at the bottom."""
        y = 0.0
        for cx, cz, turn, depth, wide, long in ((-9, 31, 1.35, 0.55, 1.7, 13), (9.5, 30, -1.3, 0.5, 1.9, 14), (-13, 9, 0.75, 0.6, 2.0, 10),
                                                (13.5, 8, -0.7, 0.65, 1.8, 9), (2, 5, 0.1, 0.30, 1.6, 12), (-3, 22, 1.1, 0.22, 2.6, 15), (7, 17, -0.9, 0.22, 2.2, 14)):
            dx, dz = x - cx, z - cz
            u = dx * math.cos(turn) + dz * math.sin(turn)
            v = -dx * math.sin(turn) + dz * math.cos(turn)
            y += depth * math.exp(-(v / wide) ** 2 - (u / long) ** 2)
            y -= 0.6 * depth * math.exp(-((v - 1.6 * wide) / wide) ** 2 - (u / long) ** 2)
        return y

    def panel(side):
        def shape(u, v):
            x, z = (u - 0.5) * width, v * tall
            pinch = 1 - 0.02 * math.sin(math.pi * min(1, v * 1.02)) - 0.035 * (1 - v) ** 6
            edge = (1 - abs(2 * u - 1) ** 3.2)
            belly = 3.6 * edge * (0.25 + 0.75 * math.sin(math.pi * min(1.0, v * 0.86 + 0.10)) ** 0.8)
            belly *= 1 - 0.9 * (1 - v) ** 8
            wrinkle = 1.5 * folds(x if side < 0 else -x + 3, z) * min(1, edge * 2.5)
            sag = 0.7 * math.cos(2 * math.pi * (u - 0.5) * 2) * v ** 8 * 0.6
            return x * pinch, side * (belly * 0.8 + 0.25) + side * wrinkle * -0.9, z + sag
        return shape
    for side in (-1, 1):
        if side < 0:
            sheet = g.grid("panel", 150, 160, panel(side), body.mat, root, (width, tall))
        else:
            plainback = handle if which != "back" else body
            sheet = g.grid("panel", 150, 160, panel(side), plainback.mat, root, (width, tall))
        thick = sheet.modifiers.new("thick", "SOLIDIFY")
        thick.thickness, thick.offset = 0.14, 0
    # hem: a stitched double band along the top edge
    thread = mt.plain("thread", "#EFE7D6", 0.9)
    mt.tag(thread, ["body"])
    for side in (-1, 1):
        shape = panel(side)
        for v in (0.935, 0.985):
            for k in range(74):
                a, b = shape((k + 0.22) / 74, v), shape((k + 0.78) / 74, v)
                lift = side * 0.10
                g.tube("stitch", [(a[0], a[1] + lift, a[2]), ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + side * 0.14, (a[2] + b[2]) / 2), (b[0], b[1] + lift, b[2])], 0.045, thread.mat, root, 6)
    # handles: webbing loops sewn on outside
    for side in (-1, 1):
        shape = panel(side)
        left, right = shape(0.29, 0.90), shape(0.71, 0.90)
        low_l, low_r = shape(0.29, 0.80), shape(0.71, 0.80)
        off = side * 0.16
        bend = -side * (1.9 if side < 0 else 1.2)
        path = g.spline([(low_l[0], low_l[1] + off, low_l[2]), (left[0], left[1] + off, left[2]), (left[0] + 0.2, left[1] * 0.9 + off, tall + 1),
                         (left[0] + 0.9, bend * 0.4 + off, tall + 9), (-4.6, bend * 0.7, tall + 16.6), (0, bend, tall + 19.2), (4.6, bend * 0.7, tall + 16.6),
                         (right[0] - 0.9, bend * 0.4 + off, tall + 9), (right[0] - 0.2, right[1] * 0.9 + off, tall + 1), (right[0], right[1] + off, right[2]), (low_r[0], low_r[1] + off, low_r[2])], 10)
        n = len(path) - 1
        half = 1.35

        def ribbon(u, v, path=path, n=n, side=side):
            i = min(int(round(v * n)), n)
            p, q = path[max(0, i - 1)], path[min(n, i + 1)]
            tx, tz = q[0] - p[0], q[2] - p[2]
            size = math.hypot(tx, tz) or 1
            w = (u - 0.5) * 2 * half
            return path[i][0] - tz / size * w, path[i][1] + side * 0.12 * (1 - (2 * u - 1) ** 2), path[i][2] + tx / size * w
        strap = g.grid("handle", 8, n, ribbon, handle.mat, root, (2.7, 66))
        thick = strap.modifiers.new("thick", "SOLIDIFY")
        thick.thickness, thick.offset = 0.22, 0
    return root, ["body", "print"] if which != "back" else ["body"]
