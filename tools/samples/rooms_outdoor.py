"""Outdoors: a teak table in the sun and a rough stone ledge before hills."""

import math
import random

import bpy
from mathutils import Vector

import geometry as g
import lights
import materials as mt
import rooms
import stage
from rooms_kitchen import pot


def hedge(at, size, seed, colors, leaves=2600, leaf=3.4):
    """A hedge as thousands of small leaves in a box, in one mesh per colour."""
    rnd = random.Random(seed)
    for color in colors:
        m = mt.plain("hedge", color, 0.5, sheen=0.2)
        t = m.node("BsdfTranslucent", Color=mt.rgb(color))
        m.put(m.out.inputs["Surface"], m.node("MixShader", i0=0.35, i1=m.bsdf.outputs[0], i2=t.outputs[0]).outputs[0])
        verts, faces = [], []
        for _ in range(leaves // len(colors)):
            c = Vector((at[0] + (rnd.random() - 0.5) * size[0], at[1] + (rnd.random() - 0.5) * size[1], at[2] + rnd.random() * size[2]))
            a = Vector((rnd.gauss(0, 1), rnd.gauss(0, 1), rnd.gauss(0, 0.7))).normalized()
            b = a.cross(Vector((rnd.gauss(0, 1), rnd.gauss(0, 1), rnd.gauss(0, 1)))).normalized()
            s = leaf * rnd.uniform(0.6, 1.3)
            i = len(verts)
            verts += [tuple(c), tuple(c + a * s * 0.5 + b * s * 0.28), tuple(c + a * s), tuple(c + a * s * 0.5 - b * s * 0.28)]
            faces.append((i, i + 1, i + 2, i + 3))
        g.link("hedge", verts, faces, smooth=False, material=m.mat)


def terrace():
    """A slatted teak table in late sun from the left and behind, hedge and pots far out of focus."""
    teak = mt.wood("teak", "#AC8A68", "#705540", axis="X", rough=0.5)
    for k in range(9):
        plank = g.box("plank", (210, 8.6, 2.6), teak.mat, at=(0, -36 + 9.1 * k, -2.6), bevel=0.25)
        plank.location.x = 3.0 * math.sin(k * 5)
    g.box("apron", (200, 3, 8), teak.mat, at=(0, -34, -11), bevel=0.3)
    ground = mt.stone("paving", "#B9AF9F", "#978C7B", rough=0.8, scale=0.01)
    g.box("ground", (3000, 3000, 2), ground.mat, at=(0, 900, -77), bevel=0)
    stucco = mt.plaster("stucco", "#E2D6C2", 0.2, 0.05, 0.04)
    rooms.wall("stucco", 460, stucco.mat, 1800, 500, -76)
    hedge((-120, 330, -70), (330, 60, 175), 2, ["#3F6B34", "#5A8A42", "#2F5329", "#7DA24F"], 9000, 11)
    clay = mt.plain("terracotta", "#B8694A", 0.85, grain=0.05)
    soil = mt.plain("soil", "#2E231B", 1.0)
    pot((110, 240, -75), 32, 58, clay.mat, soil.mat)
    g.leaf_plant("olive", mt.plain("leaf", "#7F9468", 0.5, sheen=0.2).mat, mt.plain("stem", "#6B5A44", 0.8).mat, (110, 240, -25), 120, 90, 22, 6, 1.1)
    hedge((110, 240, 30), (110, 90, 110), 5, ["#8BA070", "#70895A", "#A5B58A"], 1500, 9)
    pot((190, 300, -75), 26, 44, clay.mat, soil.mat)
    hedge((190, 300, -32), (64, 60, 60), 6, ["#8D6FA8", "#6F8F5A", "#A98BC0"], 1200, 8)
    glass = mt.glass("carafe", "#EAF6F2", 1.45)
    root = g.empty("carafe")
    g.lathe("carafe", g.spline([(0, 0.1), (4.2, 0.1), (4.8, 1.5), (4.6, 7), (2.6, 13), (2.0, 17), (2.8, 21.5), (2.6, 21.5), (1.8, 17), (2.4, 13), (4.3, 7), (4.4, 1.6), (0, 0.8)], 8), glass.mat, 96, None, root)
    g.lathe("water", g.spline([(0, 0.85), (4.3, 1.6), (4.28, 7), (3.6, 9.6), (0, 9.6)], 8), mt.glass("water", "#F4FBFA", 1.33).mat, 64, None, root)
    root.location = (46, 27, 0)
    lemon = mt.plain("lemon", "#E8BE2E", 0.42, grain=0.08, grain_scale=5)
    for x, y, turn in ((33, 29, 0.4), (38.5, 23.5, 2.0)):
        fruit = g.lathe("lemon", g.spline([(0, -4.3), (0.7, -3.8), (2.0, -2.5), (2.8, 0), (2.2, 2.2), (0.8, 3.7), (0, 4.2)], 8), lemon.mat, 64)
        fruit.rotation_euler = (math.pi / 2, 0, turn)
        fruit.location = (x, y, 2.75)
    lights.sun((0.74, -0.34, -0.58), 11.0, "#FFE2B8", 1.6)
    lights.sky(35, 240, 0.20)
    stage.camera(60, 13, (2, 0, 12), 142, yaw=2, fstop=3.2, focus=142)
    return {"on": "table", "corners": [(-27, -40, 0), (27, -40, 0), (27, 14, 0), (-27, 14, 0)], "stand": (1, -12, 0),
            "from": "left", "quality": "hard", "exposure": 1.0}


def stone_ledge():
    """A rough stone slab in the open, hills behind; the light of a bright overcast sky from the left."""
    rough = mt.stone("slate", "#B8AC9A", "#746A5D", rough=0.75, scale=0.06, grain=0.35)
    nx, ny = 220, 70
    rnd = random.Random(4)
    phases = [(rnd.uniform(0.02, 0.30), rnd.uniform(0.02, 0.30), rnd.uniform(0, 6.28), rnd.uniform(0.05, 0.30)) for _ in range(18)]

    def relief(x, y):
        return sum(a * 0.35 * math.sin(fx * x + fy * y + p) for fx, fy, p, a in phases)

    def shape(u, v):
        x = (u - 0.5) * 240
        chip = 1.6 * math.sin(x * 0.11) + 0.9 * math.sin(x * 0.37 + 1) + 0.5 * math.sin(x * 0.93)
        if v < 0.25:
            t = v / 0.25
            return x, -30 + chip * (0.4 + 0.6 * t) + 1.2 * math.sin(x * 0.2 + t * 4) * (1 - t), -14 * (1 - t) + 0.25 * relief(x, t * 30) * t - 0.9 * (t > 0.92) * (1 - t) * 10
        t = (v - 0.25) / 0.75
        y = -30 + chip + t * (66 - chip)
        drop = 1.0 * math.exp(-((y + 30 - chip) / 0.9) ** 2)
        return x, y, 0.22 * relief(x, y) - drop
    g.subsurf(g.grid("ledge", nx, ny, shape, rough.mat, uv_scale=(240, 90)), 1)
    moss = mt.plain("moss", "#6E7F3A", 0.95, grain=0.5, grain_scale=4)
    for k in range(9):
        ball = g.lathe("moss", g.spline([(0, -0.6), (2.2, -0.3), (2.4, 0.25), (1.4, 0.75), (0, 0.9)], 5), moss.mat, 32, lambda p, r, z: r * (1 + 0.18 * math.sin(3 * p + z) + 0.1 * math.sin(7 * p)))
        ball.location = (-58 + 5.2 * (k % 5) + rnd.uniform(-2, 2), 26 + 4 * (k // 5) + rnd.uniform(-2, 2), 0.1)
        ball.scale = (1 + 0.5 * rnd.random(),) * 2 + (0.8,)
    hedge((-52, 30, 0), (22, 7, 20), 12, ["#8C9A5B", "#B3A768", "#74834A"], 240, 3.2)
    for side, x, s in ((1, 46, 1.0), (1, 55, 0.62)):
        pebble = g.lathe("pebble", g.spline([(0, 0), (3.2, 0.3), (4.4, 1.7), (3.2, 3.1), (0, 3.5)], 8), mt.stone("pebble", "#C9C4BA", "#A09A8F", rough=0.7, scale=0.3).mat, 64,
                         None)
        pebble.location = (x, 22 + 5 * s, -0.1)
        pebble.scale = (1.5 * s, 1.1 * s, s)
        pebble.rotation_euler[2] = 0.6 * side
    hills = (("#5E7352", 700, 30, 26), ("#7F9488", 1500, 95, 60), ("#A3B2B8", 3000, 240, 120))
    for n, (color, y, z, amp) in enumerate(hills):
        m = mt.plain("hill", color, 1.0, grain=4.0, grain_scale=0.05)
        m.bsdf.inputs["Specular"].default_value = 0
        c = mt.rgb(color)
        wood = m.ramp(m.noise((0.05, 0.02, 0.008)[n], 5, 0.7), [(0.38, 0.35), (0.62, 1.35)])
        m.set(Base_Color=m.mix(1.0, c, wood, "MULTIPLY"))
        pts = [((k / 60 - 0.5) * y * 2.6, z - 120 + amp * (math.sin(k * 0.21 + n * 2) + 0.4 * math.sin(k * 0.63 + n))) for k in range(61)]
        verts = [(x, y, -1200) for x, _ in pts] + [(x, y + 300, h) for x, h in pts]
        g.link("hill", verts, [(k, k + 1, 62 + k, 61 + k) for k in range(60)], material=m.mat)
    meadow = mt.plain("meadow", "#8C9458", 1.0, grain=2.0, grain_scale=0.2)
    meadow.set(Base_Color=meadow.mix(meadow.ramp(meadow.noise(0.03, 6, 0.7), [(0.35, 0.0), (0.65, 1.0)]), mt.rgb("#6F7F45"), mt.rgb("#B3A868")))
    g.box("meadow", (4000, 1400, 2), meadow.mat, at=(0, 760, -140), bevel=0)
    lights.area("overcast", (-330, -30, 190), (0, 0, 0), (220, 200), 9.0, "#FFF0DC")
    lights.world("#DCE6EE", 0.62)
    stage.camera(58, 11, (0, 0, 11), 150, yaw=0, fstop=2.2, focus=150)
    return {"on": "table", "corners": [(-34, -26, 0.2), (34, -26, 0.2), (34, 14, 0.2), (-34, 14, 0.2)], "stand": (0, -6, 0.2),
            "from": "left", "quality": "soft", "exposure": 2.1}
