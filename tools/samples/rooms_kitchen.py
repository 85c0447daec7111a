"""Kitchen counter and bathroom ledge."""

import math

import geometry as g
import lights
import materials as mt
import pictures
import rooms
import stage
import swatches


def board(at, turn, material, size=(24, 2.2, 36)):
    """A chopping board leaning against the wall."""
    root = g.empty("board")
    g.box("board", size, material, bevel=0.7, parent=root, segments=5)
    root.location = at
    root.rotation_euler = (math.radians(-9), 0, turn)
    return root


def jar(at, radius, height, glass, content, lid, fill=0.7):
    """A storage jar with something in it."""
    root = g.empty("jar")
    r = radius
    g.lathe("jar", g.fillet([(0, 0), (r, 0, 0.8), (r, height * 0.86, 1.0), (r * 0.86, height * 0.94, 0.5), (r * 0.86, height),
                             (r * 0.80, height), (r * 0.80, height * 0.93, 0.5), (r - 0.35, height * 0.84, 1.0), (r - 0.35, 0.5, 0.7), (0, 0.45)], 6),
            glass, 96, None, root)
    g.lathe("content", g.fillet([(0, 0.55), (r - 0.42, 0.55, 0.6), (r - 0.42, height * fill, 0.3), (0, height * fill + 0.4)], 5), content, 64, None, root)
    g.lathe("lid", g.fillet([(0, height - 1.5), (r * 0.79, height - 1.5), (r * 0.79, height + 0.05), (r * 0.95, height + 0.05, 0.2), (r * 0.95, height + 1.8, 0.5), (0, height + 1.9)], 5),
            lid, 72, None, root)
    root.location = at


def pot(at, radius, height, material, soil):
    """A plant pot with soil."""
    root = g.empty("pot")
    g.lathe("pot", g.fillet([(0, 0), (radius * 0.72, 0, 0.5), (radius * 0.95, height * 0.8), (radius * 1.02, height * 0.8, 0.2), (radius * 1.05, height, 0.3),
                             (radius * 0.95, height, 0.2), (radius * 0.9, height * 0.75), (0, height * 0.75)], 5), material, 80, None, root)
    g.lathe("soil", [(radius * 0.94, height * 0.88), (radius * 0.5, height * 0.92), (0, height * 0.9)], soil, 48, None, root)
    root.location = at


def kitchen():
    """An oak worktop before cream handmade tiles; window light from the left, herbs and jars behind."""
    oak = mt.wood("oak", "#C79A66", "#8A5A31", axis="X", rough=0.38, coat=0.15, boards=7.5)
    tile = mt.ceramic("tile", "#DCD9CC", rough=0.13, wave=0.35)
    tile.set(Clearcoat=0.7)
    grout = mt.plaster("grout", "#B9B4A6", 0.01, 2.0)
    top = 0.0
    g.box("worktop", (340, 64, 4), oak.mat, at=(0, 0, top - 4), bevel=0.5, segments=4)
    front = mt.plain("front", "#4C5A52", 0.45)
    g.box("cabinet", (340, 58, 80), front.mat, at=(0, 1, top - 85), bevel=0.3)
    rooms.wall("grout", 32.6, grout.mat, 400, 260, top)
    g.tiles("tiles", 24, 14, (13.0, 6.5), 0.35, tile.mat, (-158, 32.5, top + 0.1), bevel=0.22, offset=0.5, tilt=0.7)
    glass = mt.glass("jarglass", "#FDFFFE", 1.45)
    flour, oats = mt.plain("pasta", "#D9B36A", 0.9, grain=0.25, grain_scale=2.2), mt.plain("beans", "#6E3B28", 0.6, grain=0.4, grain_scale=2.0)
    cork = mt.wood("cork", "#C9A27A", "#9A7146", axis="Z", rough=0.7, scale=2)
    jar((39, 21, top), 6.0, 20, glass.mat, flour.mat, cork.mat, 0.72)
    jar((53, 22, top), 5.2, 14.5, glass.mat, oats.mat, cork.mat, 0.62)
    walnut = mt.wood("walnut", "#8D6240", "#50331F", axis="Z", rough=0.45)
    board((-34, 23.6, top + 0.1), math.radians(4), walnut.mat, (25, 2.2, 40))
    ash = mt.wood("ash", "#D9B98C", "#B48A58", axis="Z", rough=0.45)
    board((-19, 21.2, top + 0.1), math.radians(-3), ash.mat, (19, 1.8, 27))
    clay = mt.plain("terracotta", "#B56F4C", 0.85, grain=0.03)
    soil = mt.plain("soil", "#2E231B", 1.0, grain=0.5, grain_scale=3)
    pot((-34.5, 10, top), 6.4, 10.5, clay.mat, soil.mat)
    green = mt.plain("leaf", "#4C7438", 0.45, sheen=0.2)
    stem = mt.plain("stem", "#587A40", 0.6)
    g.leaf_plant("basil", green.mat, stem.mat, (-34.5, 10, top + 10), 15, 28, 5.6, 4, 0.9)
    steel = mt.plain("brass", "#C49A52", 0.28, metallic=1.0)
    g.tube("rail", [(-20, 29.6, 42), (150, 29.6, 42)], 0.6, steel.mat)
    cloth_c, cloth_h = pictures.cloth("towel", swatches.check("#56707F", "#E9E4D8"))
    towel = mt.fabric("towel", cloth_c, cloth_h, 9.0, 0.05)

    def drape(u, v):
        x = 9 + 18 * u
        ripple = 0.9 * math.sin(u * 11 + 0.6) * (0.3 + v) + 0.4 * math.sin(u * 23 + v * 2)
        return (x + 0.6 * math.sin(v * 5) * (u - 0.5), 28.6 + ripple * 0.8 - 0.3 * v, 42.8 - 31 * v)
    g.grid("towel", 60, 60, drape, towel.mat, uv_scale=(19, 31))
    rooms.window(-150, -30, 75, 120, 130, (0.96, 0.28, -0.28), 7.0, "#F4F7FF")
    lights.area("room", (120, -140, 130), (0, 0, 20), (140, 120), 0.42, "#FFF1DF")
    lights.area("ceiling", (0, -60, 200), (0, 0, 0), (220, 160), 0.35, "#FFF8EE")
    lights.world("#DDE4EA", 0.16)
    stage.camera(55, 14, (2, -4, 12.5), 112, yaw=3, fstop=5.0, focus=110)
    return {"on": "table", "corners": [(-24, -29, top), (30, -29, top), (30, 11, top), (-24, 11, top)], "stand": (1, -8, top),
            "from": "left", "quality": "soft", "exposure": 2.7}


def bathroom():
    """A pale stone ledge with a white tiled wall; light from the right, towel and bottle behind."""
    slab = mt.stone("slab", "#E4E0D8", "#CFC9BE", vein="#B9AEA0", rough=0.28)
    tile = mt.ceramic("tile", "#B9CCC6", rough=0.12, wave=0.22)
    tile.set(Clearcoat=0.8)
    grout = mt.plaster("grout", "#DAD8D2", 0.01, 2.0)
    g.box("ledge", (260, 34, 3), slab.mat, at=(0, 0, -3), bevel=0.45, segments=4)
    g.tiles("low", 24, 6, (9.7, 9.7), 0.3, tile.mat, (-120, -15.4, -63.2), bevel=0.2, tilt=0.5, seed=8)
    rooms.wall("grout-low", -15.2, grout.mat, 300, 64, -66)
    rooms.wall("grout", 17.3, grout.mat, 300, 220, 0)
    g.tiles("tiles", 26, 16, (9.7, 9.7), 0.3, tile.mat, (-131, 17.2, 0.1), bevel=0.2, tilt=0.6)
    cc, ch = pictures.cloth("terry", swatches.boucle("#E7E2D6", seed=12))
    terry = mt.fabric("terry", cc, ch, 6.0, 0.18, sheen=0.5)
    for k in range(3):
        root = g.empty("towel")
        width, depth, thick = 27 - k * 0.8, 20 - k * 0.6, 3.4
        box = g.box("towel", (width, depth, thick), terry.mat, bevel=1.6, parent=root, segments=8)
        box.location = (0, 0, 0)
        g.box("fold", (width - 0.8, depth - 1.4, 0.12), terry.mat, at=(0, -0.4, thick / 2), bevel=0.05, parent=root)
        root.location = (-36 + 0.5 * k, 4.5 - 0.3 * k, k * 3.45)
        root.rotation_euler[2] = math.radians(3 - 4 * k)
    amber = mt.glass("amber", "#B8651C", 1.47, density=0.0)
    black = mt.plain("pump", "#1B1B1C", 0.3)
    bottle = g.empty("bottle")
    g.lathe("bottle", g.fillet([(0, 0), (3.6, 0, 0.5), (3.6, 11.5, 2.2), (1.4, 13.6, 0.6), (1.4, 15.0), (1.2, 15.0), (1.2, 13.4, 0.6), (3.3, 11.3, 2.0), (3.3, 0.4, 0.4), (0, 0.4)], 6), amber.mat, 96, None, bottle)
    g.lathe("soap", g.fillet([(0, 0.5), (3.25, 0.5, 0.4), (3.25, 9.4), (0, 9.4)], 4), mt.plain("soap", "#6B3410", 0.25).mat, 64, None, bottle)
    g.lathe("label", [(3.63, 2.8), (3.63, 9.2)], mt.plain("paper", "#EFE9DD", 0.8).mat, 96, None, bottle)
    g.lathe("cap", g.fillet([(0, 14.6), (1.75, 14.6, 0.1), (1.75, 16.6, 0.3), (0.5, 16.8), (0.45, 19.2), (1.3, 19.3, 0.2), (1.3, 20.1, 0.3), (0, 20.2)], 5), black.mat, 64, None, bottle)
    g.tube("nose", g.spline([(0, 0, 19.7), (-2.2, -0.4, 19.8), (-4.0, -0.8, 19.4), (-4.5, -0.9, 18.8)], 6), 0.4, black.mat, bottle)
    bottle.location = (33, 8, 0)
    pot_m = mt.ceramic("pot", "#F0EEE8", rough=0.3)
    pot((47, 6.5, 0), 5.2, 9, pot_m.mat, mt.plain("soil", "#2E231B", 1.0, grain=0.4, grain_scale=3).mat)
    g.leaf_plant("fern", mt.plain("leaf", "#557F4A", 0.45).mat, mt.plain("stem", "#5E7A44", 0.6).mat, (47, 6.5, 7.5), 16, 22, 8.5, 9, 1.5)
    rooms.window(140, -70, 70, 110, 120, (-0.86, 0.50, -0.30), 6.0, "#F5F8FF")
    lights.area("room", (-150, -120, 110), (0, 0, 10), (150, 130), 0.6, "#FFF4E6")
    lights.area("ceiling", (0, -60, 190), (0, 0, 0), (200, 160), 0.4, "#FFFBF4")
    lights.world("#E3E8EA", 0.18)
    stage.camera(60, 16, (2, -2, 9), 118, yaw=-3, fstop=5.0, focus=117)
    return {"on": "shelf", "corners": [(-20, -16, 0), (27, -16, 0), (27, 11, 0), (-20, 11, 0)], "stand": (2, -4, 0),
            "from": "right", "quality": "soft", "exposure": 2.0}
