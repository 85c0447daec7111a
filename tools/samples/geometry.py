"""Meshes for the sample pictures, all lengths in centimetres.

Everything here returns a Blender object that is already linked into the scene, smooth shaded, with a UV map in
real units (turns and centimetres for turned bodies, centimetres for flat ones), so that a label or a weave can be
laid on with its true size. The front of a product looks towards -Y.
"""

import math
import random

import bmesh
import bpy
from mathutils import Matrix, Vector


def link(name, verts, faces, uvs=None, smooth=True, material=None, parent=None):
    """Make an object from vertex, face and per-loop UV lists."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(verts, [], faces)
    if uvs is not None:
        layer = mesh.uv_layers.new(name="UVMap")
        layer.data.foreach_set("uv", [c for uv in uvs for c in uv])
    mesh.polygons.foreach_set("use_smooth", [smooth] * len(mesh.polygons))
    mesh.use_auto_smooth = True
    mesh.auto_smooth_angle = math.radians(40)
    mesh.update()
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    if material:
        mesh.materials.append(material)
    if parent:
        obj.parent = parent
    return obj


def empty(name="root"):
    """A parent that turns or moves a whole product."""
    obj = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def fillet(points, steps=6):
    """Round the corners of a profile: points are (r, z) or (r, z, radius)."""
    out = []
    count = len(points)
    for i, point in enumerate(points):
        radius = point[2] if len(point) > 2 else 0.0
        here = Vector(point[:2])
        if radius <= 0 or i in (0, count - 1):
            out.append((here.x, here.y))
            continue
        a = Vector(points[i - 1][:2]) - here
        b = Vector(points[i + 1][:2]) - here
        la, lb = a.length, b.length
        a.normalize()
        b.normalize()
        angle = math.acos(max(-1.0, min(1.0, a.dot(b))))
        if angle > math.pi - 1e-3:
            out.append((here.x, here.y))
            continue
        cut = min(radius / math.tan(angle / 2), la * 0.49, lb * 0.49)
        r = cut * math.tan(angle / 2)
        middle = (a + b).normalized()
        centre = here + middle * (r / math.sin(angle / 2))
        p0, p1 = here + a * cut, here + b * cut
        a0 = math.atan2(p0.y - centre.y, p0.x - centre.x)
        a1 = math.atan2(p1.y - centre.y, p1.x - centre.x)
        sweep = (a1 - a0 + math.pi) % (2 * math.pi) - math.pi
        for k in range(steps + 1):
            t = a0 + sweep * k / steps
            out.append((centre.x + r * math.cos(t), centre.y + r * math.sin(t)))
    return out


def spline(points, steps=8):
    """Catmull-Rom through points of any dimension."""
    pts = [Vector(p) for p in points]
    ext = [2 * pts[0] - pts[1]] + pts + [2 * pts[-1] - pts[-2]]
    out = []
    for i in range(1, len(ext) - 2):
        p0, p1, p2, p3 = ext[i - 1], ext[i], ext[i + 1], ext[i + 2]
        for k in range(steps):
            t = k / steps
            out.append(0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t * t
                              + (3 * p1 - p0 - 3 * p2 + p3) * t ** 3))
    out.append(pts[-1])
    return [tuple(v) for v in out]


def lathe(name, profile, material, segments=160, ripple=None, parent=None, close=False):
    """Turn a profile of (r, z) around Z. UV = (turns, z in cm); the front (-Y) is at u = 0.5.

    `ripple(angle, r, z)` may return a changed radius (ribs, hand-thrown unevenness)."""
    rows = len(profile)
    verts = []
    for r, z in profile:
        for s in range(segments):
            phi = 2 * math.pi * (s / segments - 0.5)
            rr = ripple(phi, r, z) if ripple else r
            verts.append((rr * math.sin(phi), -rr * math.cos(phi), z))
    faces, uvs = [], []
    last = rows if close else rows - 1
    for i in range(last):
        j = (i + 1) % rows
        for s in range(segments):
            t = (s + 1) % segments
            faces.append((i * segments + s, i * segments + t, j * segments + t, j * segments + s))
            u0, u1 = s / segments, (s + 1) / segments
            uvs += [(u0, profile[i][1]), (u1, profile[i][1]), (u1, profile[j][1]), (u0, profile[j][1])]
    obj = link(name, verts, faces, uvs, material=material, parent=parent)
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-5)
    bm.to_mesh(obj.data)
    bm.free()
    obj.data.use_auto_smooth = True
    return obj


def sweep(name, path, section, material, parent=None, segments=24, caps=True, up=(0, 1, 0)):
    """Sweep an ellipse along a path; `section(t)` gives (half width across, half width in the `up` plane)."""
    pts = [Vector(p) for p in path]
    verts = []
    upv = Vector(up)
    for i, p in enumerate(pts):
        tangent = (pts[min(i + 1, len(pts) - 1)] - pts[max(i - 1, 0)]).normalized()
        side = upv - tangent * upv.dot(tangent)
        side.normalize()
        other = tangent.cross(side)
        a, b = section(i / (len(pts) - 1))
        for s in range(segments):
            t = 2 * math.pi * s / segments
            verts.append(tuple(p + side * (a * math.cos(t)) + other * (b * math.sin(t))))
    faces, uvs = [], []
    for i in range(len(pts) - 1):
        for s in range(segments):
            t = (s + 1) % segments
            faces.append((i * segments + s, i * segments + t, (i + 1) * segments + t, (i + 1) * segments + s))
            uvs += [(s / segments, i), ((s + 1) / segments, i), ((s + 1) / segments, i + 1), (s / segments, i + 1)]
    if caps:
        faces.append(tuple(reversed(range(segments))))
        faces.append(tuple((len(pts) - 1) * segments + s for s in range(segments)))
        uvs += [(0, 0)] * (2 * segments)
    return link(name, verts, faces, uvs, material=material, parent=parent)


def tube(name, path, radius, material, parent=None, segments=16):
    """A round wire along a path."""
    return sweep(name, path, lambda t: (radius, radius), material, parent, segments, up=(0.12, 0.97, 0.2))


def box(name, size, material, at=(0, 0, 0), bevel=0.1, parent=None, segments=3, turn=0.0):
    """A box standing on z = at[2], with bevelled edges; UV = (cm across, cm up) by face direction."""
    w, d, h = size
    x, y, z = w / 2, d / 2, h
    verts = [(-x, -y, 0), (x, -y, 0), (x, y, 0), (-x, y, 0), (-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)]
    faces = [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7), (3, 2, 1, 0)]
    obj = link(name, verts, faces, None, material=material, parent=parent)
    bevel_mesh(obj, bevel, segments)
    obj.location = at
    obj.rotation_euler[2] = turn
    return obj


def bevel_mesh(obj, width, segments=3):
    """Bevel all edges in the mesh itself and lay a cubic UV map in centimetres."""
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    if width > 0:
        bmesh.ops.bevel(bm, geom=bm.edges[:], offset=width, segments=segments, profile=0.5, affect="EDGES")
    layer = bm.loops.layers.uv.verify()
    for face in bm.faces:
        face.smooth = True
        n = face.normal
        for loop in face.loops:
            c = loop.vert.co
            if abs(n.z) > 0.7:
                loop[layer].uv = (c.x, c.y)
            elif abs(n.y) >= abs(n.x):
                loop[layer].uv = (c.x if n.y < 0 else -c.x, c.z)
            else:
                loop[layer].uv = (c.y if n.x > 0 else -c.y, c.z)
    bm.to_mesh(obj.data)
    bm.free()
    obj.data.use_auto_smooth = True
    obj.data.auto_smooth_angle = math.radians(35)


def grid(name, nx, ny, shape, material, parent=None, uv_scale=(1, 1)):
    """A sheet: `shape(u, v)` in 0..1 gives the point; UV = (u, v) * uv_scale."""
    verts = [tuple(shape(i / nx, j / ny)) for j in range(ny + 1) for i in range(nx + 1)]
    faces, uvs = [], []
    for j in range(ny):
        for i in range(nx):
            a = j * (nx + 1) + i
            faces.append((a, a + 1, a + nx + 2, a + nx + 1))
            for di, dj in ((0, 0), (1, 0), (1, 1), (0, 1)):
                uvs.append(((i + di) / nx * uv_scale[0], (j + dj) / ny * uv_scale[1]))
    return link(name, verts, faces, uvs, material=material, parent=parent)


def tiles(name, columns, rows, size, gap, material, origin, thickness=0.8, bevel=0.12, offset=0.0, seed=3, tilt=0.4):
    """A wall of separately bevelled, slightly uneven tiles in the XZ plane, facing -Y, lower left at origin."""
    rnd = random.Random(seed)
    bm = bmesh.new()
    w, h = size
    for j in range(rows):
        for i in range(columns):
            x = (i + 0.5 + (offset if j % 2 else 0)) * (w + gap)
            z = (j + 0.5) * (h + gap)
            part = bmesh.ops.create_cube(bm, size=1.0)
            turn = (Matrix.Rotation(math.radians(rnd.uniform(-tilt, tilt)), 4, "X")
                    @ Matrix.Rotation(math.radians(rnd.uniform(-tilt, tilt)), 4, "Z"))
            scale = Matrix.Diagonal((w, thickness, h, 1))
            place = Matrix.Translation((x, rnd.uniform(-0.03, 0.03), z))
            bmesh.ops.transform(bm, matrix=place @ turn @ scale, verts=part["verts"])
    bmesh.ops.bevel(bm, geom=bm.edges[:], offset=bevel, segments=3, profile=0.5, affect="EDGES")
    mesh = bpy.data.meshes.new(name)
    for face in bm.faces:
        face.smooth = True
    bm.to_mesh(mesh)
    bm.free()
    mesh.use_auto_smooth = True
    mesh.auto_smooth_angle = math.radians(40)
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    obj.location = origin
    return obj


def subsurf(obj, levels=2):
    """Render-time subdivision."""
    mod = obj.modifiers.new("subsurf", "SUBSURF")
    mod.levels = mod.render_levels = levels
    return obj


def leaf_plant(name, material, stem_material, at, height, leaves=14, size=9.0, seed=1, spread=1.0, parent=None):
    """A simple leafy plant: curved stems, each ending in a bent leaf."""
    rnd = random.Random(seed)
    for k in range(leaves):
        turn = 2.399 * k + rnd.uniform(-0.3, 0.3)
        lean = spread * rnd.uniform(0.15, 0.75) * height * 0.6
        top = height * rnd.uniform(0.45, 1.0)
        base = Vector(at)
        tip = base + Vector((math.cos(turn) * lean, math.sin(turn) * lean, top))
        mid = base + Vector((math.cos(turn) * lean * 0.25, math.sin(turn) * lean * 0.25, top * 0.65))
        tube(f"{name}-stem{k}", spline([base, mid, tip], 6), size * 0.018, stem_material, parent, 8)
        out = Vector((math.cos(turn), math.sin(turn), 0))
        across = Vector((-math.sin(turn), math.cos(turn), 0))
        length, droop = size * rnd.uniform(0.7, 1.15), rnd.uniform(0.1, 0.7)

        def shape(u, v, tip=tip, out=out, across=across, length=length, droop=droop):
            width = length * 0.30 * math.sin(math.pi * min(1, v ** 0.75)) + 0.01
            side = (u - 0.5) * 2
            p = tip + out * (length * v * (1 - 0.2 * droop * v)) + across * (width * side)
            p += Vector((0, 0, length * (0.35 * v - droop * v * v) + abs(side) * width * 0.25))
            return p

        grid(f"{name}-leaf{k}", 6, 12, shape, material, parent)
