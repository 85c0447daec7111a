"""Rooms with a free surface: builds them, and writes what is known about surface, light and camera beside the picture.

Units are centimetres; the surface's front edge is its lowest side in the picture. Every number in the sidecar comes
from the modelled corners projected through the camera, and the free surface is tested by rays for being visible.
"""

import importlib
import math

import bpy
import numpy as np
from mathutils import Vector

import stage

MODULES = {"kitchen": "rooms_kitchen", "bathroom": "rooms_kitchen", "shelf": "rooms_living", "desk": "rooms_living",
           "terrace": "rooms_outdoor", "stone-ledge": "rooms_outdoor"}


def build(name):
    """Build the scene; its module returns the facts (corners, stand point, light, exposure)."""
    return getattr(importlib.import_module(MODULES[name]), name.replace("-", "_"))()


def visible(corner_points, steps=9):
    """Share of a grid on the free surface that the camera sees directly."""
    scene = bpy.context.scene
    graph = bpy.context.evaluated_depsgraph_get()
    eye = scene.camera.matrix_world.translation
    a, b, c, d = (Vector(p) for p in corner_points)
    seen = 0
    for i in range(steps):
        for j in range(steps):
            u, v = (i + 0.5) / steps, (j + 0.5) / steps
            p = a.lerp(b, u).lerp(d.lerp(c, u), v)
            way = p - eye
            hit, at, *_ = scene.ray_cast(graph, eye, way.normalized(), distance=way.length * 1.05)
            if hit and (at - p).length < 2.0:
                seen += 1
    return seen / steps ** 2


def write_facts(facts, path, name):
    """The sidecar: what a job file's scene needs, plus the camera. `corners`: front left, front right, back right,
    back left in world centimetres; `stand`: where a product's bottom centre stands."""
    bpy.context.view_layer.update()
    cam = bpy.context.scene.camera
    corner_points = facts["corners"]
    q = stage.project(corner_points)
    share = visible(corner_points)
    if share < 1.0:
        print(f"NOTE {name}: {share:.0%} of the free surface is visible")
    foot = stage.project([facts["stand"], tuple(np.add(facts["stand"], (0, 0, 12)))])
    tall = foot[0][1] - foot[1][1]
    edge = (Vector(corner_points[1]) - Vector(corner_points[0])).length
    back = (Vector(corner_points[2]) - Vector(corner_points[3])).length
    depth = (Vector(corner_points[3]) - Vector(corner_points[0])).length
    direction = cam.matrix_world.to_quaternion() @ Vector((0, 0, -1))
    pitch = -math.degrees(math.asin(direction.z))
    table = corner_points[0][2]
    order = [3, 2, 1, 0]                        # back left, back right, front right, front left
    poly = ", ".join(f"[{q[i][0]:.3f}, {q[i][1]:.3f}]" for i in order)
    lines = [
        f"# Measured from the modelled scene through its camera; see samples/README.md. Free surface seen: {share:.0%}.",
        "surface:                                # fractions of width and height; the lowest side is the front edge",
        f"  on: {facts['on']}",
        f"  polygon: [{poly}]",
        f"  front_edge: {edge:.1f} cm",
        f"  back_edge: {back:.1f} cm",
        f"  depth: {depth:.1f} cm",
        f"light: {{from: {facts['from']}, quality: {facts['quality']}}}",
        f"place: {{at: [{foot[0][0]:.3f}, {foot[0][1]:.3f}], height: {tall:.3f}}}   # a product 12 cm high",
        "camera:",
        f"  height: {cam.location.z - table:.1f} cm                   # above the surface",
        f"  pitch: {pitch:.1f}                        # degrees downwards",
        f"  lens: {cam.data.lens:.0f} mm                         # on 36 mm",
    ]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(f"NOTE {name}: polygon {poly}; place {foot[0][0]:.3f} {foot[0][1]:.3f} h {tall:.3f}; seen {share:.0%}")


def wall(name, y, material, width=600.0, height=400.0, z=0.0):
    """A plain wall in the XZ plane facing the camera."""
    import geometry
    w = width / 2
    return geometry.link(name, [(-w, y, z), (w, y, z), (w, y, z + height), (-w, y, z + height)], [(0, 1, 2, 3)], material=material)


def book(x, y, z, size, color, seed=0, lying=False):
    """A book: cloth boards and a paper block. size = (thickness, depth, height)."""
    import geometry as g
    import materials as mt
    t, d, h = size
    root = g.empty("book")
    cover = mt.plain("cover", color, 0.75, grain=0.01, grain_scale=9)
    page = mt.plain("pages", "#E9E1CF", 0.9)
    for side in (-1, 1):
        g.box("board", (0.25, d, h), cover.mat, at=(side * (t / 2 - 0.12), 0, 0), bevel=0.06, parent=root)
    g.box("spine", (t, 0.35, h), cover.mat, at=(0, -d / 2 + 0.1, 0), bevel=0.12, parent=root)
    g.box("block", (t - 0.5, d - 0.7, h - 0.6), page.mat, at=(0, 0.2, 0.3), bevel=0.02, parent=root)
    gold = mt.plain("foil", "#D8C48A" if seed % 2 else "#F2EDE2", 0.4)
    for k, frac in enumerate((0.72, 0.68, 0.2)):
        g.box("foil", (t * 0.55, 0.02, h * (0.012 if k != 1 else 0.03)), gold.mat, at=(0, -d / 2 - 0.075, h * frac), bevel=0, parent=root)
    root.location = (x, y, z)
    if lying:
        root.rotation_euler = (0, math.radians(90), math.radians(90))
    return root


def window(x, y, z, width, height, facing, radiance, color="#F3F7FF", bars=True):
    """A window as a softbox with glazing bars that shape its reflections and shadows."""
    import geometry as g
    import lights
    import materials as mt
    at = Vector((x, y, z))
    aim = at + Vector(facing) * 100
    lights.area("window", at, aim, (width, height), radiance, color, 150)
    if bars:
        frame = mt.plain("frame", "#E8E6E0", 0.5)
        turn = math.atan2(facing[1], facing[0]) + math.pi / 2
        root = g.empty("bars")
        for k in range(3):
            g.box("bar", (3, 3, height * 1.02), frame.mat, at=((k - 1) * width / 2, 0, -height / 2), bevel=0.3, parent=root)
            g.box("bar", (width * 1.02, 3, 3), frame.mat, at=(0, 0, (k - 1) * height / 2), bevel=0.3, parent=root)
        root.location = at + Vector(facing) * 6
        root.rotation_euler[2] = turn
