"""Shelf and desk."""

import math

import bpy

import geometry as g
import lights
import materials as mt
import pictures
import rooms
import stage
import swatches
from rooms_kitchen import pot


def shelf():
    """A walnut wall shelf on warm plaster, portrait; soft window light from the right, books and a vase aside."""
    plaster = mt.plaster("plaster", "#CFC3AF", 0.06, 0.16, 0.05)
    rooms.wall("wall", 12.2, plaster.mat, 500, 300, -120)
    walnut = mt.wood("walnut", "#9A6B43", "#56351E", axis="X", rough=0.42, coat=0.1)
    g.box("shelf", (104, 24, 3.2), walnut.mat, at=(0, 0, -3.2), bevel=0.3, segments=4)
    g.box("upper", (104, 24, 3.2), walnut.mat, at=(0, 0, 52), bevel=0.3, segments=4)
    brass = mt.plain("brass", "#B98F4A", 0.3, metallic=1.0)
    for x in (-43, 43):
        for z in (-3.2, 52):
            g.box("bracket", (2.4, 20, 0.5), brass.mat, at=(x, 1.5, z - 0.5), bevel=0.1)
            g.box("bracket", (2.4, 0.5, 14), brass.mat, at=(x, 11.4, z - 14), bevel=0.1)
    colors = ["#6D7F73", "#C7B79B", "#3D4A57", "#A4583F", "#D8D0BF"]
    x = -39.5
    for k, (t, d, h) in enumerate([(3.4, 15, 22), (2.6, 14, 20), (4.2, 16, 24), (2.2, 14, 19), (3.0, 15, 21.5)]):
        x += t / 2
        rooms.book(x, 2.5, 0, (t, d, h), colors[k], k)
        x += t / 2 + 0.12
    for k, (size, color) in enumerate([((2.6, 16, 23), "#44534A"), ((3.2, 15, 21), "#CDBfa3"), ((2.2, 14, 20), "#8C4F3A")]):
        b = rooms.book(20, 1, 55.2 + [0, 2.6, 5.8][k] + size[0] / 2, size, color.upper(), k, lying=True)
        b.rotation_euler[2] += math.radians(4 * k - 3)
        b.location.x += size[2] / 2 - 12
    vase = mt.ceramic("vase", "#E7E1D3", rough=0.45)
    root = g.empty("vase")
    g.lathe("vase", g.spline([(0, 0.1), (3.2, 0.1), (4.6, 2.5), (5.4, 7), (4.4, 11.5), (2.2, 14.5), (1.9, 17), (2.4, 18.2), (2.1, 18.1), (1.6, 16.8), (1.8, 14)], 8), vase.mat, 96, None, root)
    root.location = (33, 2.0, 0)
    twig = mt.plain("twig", "#7A6248", 0.8)
    bud = mt.plain("bud", "#DDBFA8", 0.8, sheen=0.3)
    for k in range(6):
        a = k * 1.1
        end = (33 + 9.5 * math.cos(a), 2 + 4 * math.sin(a), 33 + 3 * math.sin(a * 2.3))
        path = g.spline([(33, 2, 16), (33 + 1.3 * math.cos(a), 2 + 0.6 * math.sin(a), 22), end], 8)
        g.tube("twig", path, 0.14, twig.mat)
        for j in range(9):
            p = path[6 + j] if 6 + j < len(path) else path[-1]
            ball = g.lathe("bud", g.spline([(0, -0.8), (0.5, -0.4), (0.55, 0.2), (0.25, 0.8), (0, 1.0)], 4), bud.mat, 16)
            ball.location = (p[0] + 0.5 * math.sin(j * 4), p[1] + 0.5 * math.cos(j * 5), p[2] + 0.4)
            ball.rotation_euler = (j, k, 0)
    white = mt.ceramic("pot", "#EFECE5", rough=0.3)
    pot((-30, 1, 55.2), 6.2, 10.5, white.mat, mt.plain("soil", "#2E231B", 1, grain=0.4, grain_scale=3).mat)
    g.leaf_plant("ivy", mt.plain("leaf", "#55794A", 0.4).mat, mt.plain("stem", "#5E7A44", 0.6).mat, (-30, 1, 64), 13, 22, 8, 5, 1.7)
    rooms.window(150, -110, 75, 120, 150, (-0.78, 0.60, -0.22), 5.6, "#F6F6FA")
    lights.area("room", (-160, -140, 90), (0, 0, 20), (160, 140), 0.6, "#FFE9CC")
    lights.world("#E6E2DA", 0.22)
    stage.camera(62, 12, (0, -2, 17), 150, yaw=-2, fstop=4.5, focus=148)
    return {"on": "shelf", "corners": [(-21, -11.8, 0), (25, -11.8, 0), (25, 9.5, 0), (-21, 9.5, 0)], "stand": (1, -2, 0),
            "from": "right", "quality": "soft", "exposure": 2.3}


def desk():
    """A light ash desk by a window, 3:2; light from the left and behind, notebook, lamp foot and books out of focus."""
    wall = mt.plaster("wall", "#8FA0A0", 0.03, 0.2, 0.03)
    rooms.wall("wall", 62, wall.mat, 700, 300, -80)
    ash = mt.wood("ash", "#D8B88C", "#B08A5C", axis="X", rough=0.4, coat=0.1, boards=14)
    g.box("desk", (190, 80, 3), ash.mat, at=(0, 0, -3), bevel=0.4, segments=4)
    colors = ["#2F3E4C", "#B86A45", "#D9D2C2", "#5B6E63"]
    x = 34.0
    for k, (t, d, h) in enumerate([(3.2, 16, 23), (4.4, 17, 25), (2.6, 15, 21), (3.6, 16, 24)]):
        x += t / 2
        rooms.book(x, 26, 0, (t, d, h), colors[k], k)
        x += t / 2 + 0.12
    rooms.book(x + 5.2, 26.3, 0, (3.0, 16, 22), "#8D8470", 1).rotation_euler[1] = math.radians(-14)
    cup = mt.ceramic("cup", "#3C4A50", rough=0.3)
    root = g.empty("cup")
    g.lathe("cup", g.fillet([(0, 0.1), (3.6, 0.1, 0.4), (4.0, 10, 0.1), (3.7, 10, 0.1), (3.3, 0.8, 0.4), (0, 0.7)], 5), cup.mat, 80, None, root)
    root.location = (-36, 25, 0)
    for k, color in enumerate(["#C9A24B", "#B5483A", "#2E5B57", "#1E2226"]):
        a = k * 1.7
        pen = mt.plain("pen", color, 0.35)
        g.tube("pen", [(-36 + math.cos(a), 25 + math.sin(a), 1.2), (-36 + 3.4 * math.cos(a), 25 + 3.4 * math.sin(a), 16 + k)], 0.38, pen.mat)
    linen_c, linen_h = pictures.cloth("note", swatches.linen("#A9B0A2", threads=64, seed=21))
    note = mt.fabric("note", linen_c, linen_h, 5.0, 0.02, sheen=0.1)
    block = g.empty("notebook")
    g.box("pages", (14.4, 20.4, 1.1), mt.plain("pages", "#EFE9DB", 0.9).mat, at=(0, 0, 0.15), bevel=0.05, parent=block)
    g.box("cover", (15, 21, 0.22), note.mat, at=(0, 0, 1.2), bevel=0.08, parent=block)
    g.box("cover", (15, 21, 0.22), note.mat, at=(0, 0, 0), bevel=0.08, parent=block)
    block.location = (-47, 2, 0)
    block.rotation_euler[2] = math.radians(17)
    pencil = mt.plain("pencil", "#D49A36", 0.4)
    g.tube("pencil", [(-51, -4, 1.85), (-45.5, 10, 1.85)], 0.36, pencil.mat)
    white = mt.ceramic("pot", "#D9CDB8", rough=0.5)
    pot((-62, 30, 0), 8.5, 14, white.mat, mt.plain("soil", "#2E231B", 1, grain=0.4, grain_scale=3).mat)
    g.leaf_plant("rubber", mt.plain("leaf", "#3F6A45", 0.3, coat=0.3).mat, mt.plain("stem", "#5A6A3E", 0.6).mat, (-62, 30, 12), 34, 18, 14, 3, 1.0)
    frame = mt.wood("frame", "#B58A58", "#7E5832", axis="Z")
    art = g.empty("art")
    for sx in (-1, 1):
        g.box("side", (1.6, 2, 52), frame.mat, at=(sx * 19, 0, 0), bevel=0.1, parent=art)
    for z in (0, 50.4):
        g.box("rail", (36.4, 1.9, 1.6), frame.mat, at=(0, 0, z), bevel=0.1, parent=art)
    g.box("mount", (37, 0.6, 50), mt.plain("mount", "#F1EDE3", 0.9).mat, at=(0, 0.3, 1), bevel=0, parent=art)
    g.box("print", (19, 0.1, 27), mt.plain("print", "#C98B5E", 0.9).mat, at=(-1, -0.1, 13), bevel=0, parent=art)
    g.box("print", (13, 0.1, 15), mt.plain("print", "#3B5560", 0.9).mat, at=(4, -0.2, 12), bevel=0, parent=art)
    art.location = (14, 60.3, 13)
    rooms.window(-150, 10, 80, 130, 140, (0.95, -0.10, -0.32), 7.0, "#F2F6FF")
    lights.area("room", (150, -140, 120), (0, 0, 10), (170, 140), 0.45, "#FFEBD3")
    lights.world("#E2E6EA", 0.2)
    bpy.context.view_layer.update()
    stage.camera(50, 14, (2, 0, 12), 142, yaw=2, fstop=4.5, focus=142)
    return {"on": "table", "corners": [(-28, -38, 0), (40, -38, 0), (40, 12, 0), (-28, 12, 0)], "stand": (4, -12, 0),
            "from": "left", "quality": "soft", "exposure": 2.9}
