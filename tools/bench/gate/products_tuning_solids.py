"""Products on whose pictures the gate's limits are set: solid things whose parts stand at different distances. All names are invented."""

import random

import numpy as np

from art import Art
from product import Part, Product
from shapes import block, bow, boxy, cuboid, facing, lying, patch, print_on, quad, revolve, rounded, smooth, tube


def box(name, size, at, color, finish, zone=""):
    for grid in cuboid(*size, at).values():
        yield Part(name, grid, color, finish=finish, zone=zone)


def turned(grid, degrees):
    """About z, against the clock."""
    a = np.radians(degrees)
    return grid @ np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]])


class Toaster(Product):
    name, words = "toaster", ["RISTOVA"]
    colors = {"body": "#D9775A", "dark": "#2A2B2E", "metal": "#C9CCD0", "crust": "#A8682E"}
    zones, removable, added_sign = {"body": "body"}, ["lever", "dial", "toast"], ("star", -5.6, 2.1, 1.9, "#2E4A5A")
    variant = {"colors": {"body": "#7FA79A"}, "texts": {"brand": "KRUSTIVO", "line": "TWO SLICES"}, "shape": "flower", "pattern": "drop"}

    def arts_of(self):
        a = Art(16.4, 12.8)
        a.sign("logo", "sun", 0, 2.0, 3.2, "#FBEBC8")
        a.text("line", "LONG SLOT", 0, 9.7, 1.7, "lato-black", "#FBEBC8", "line", 0.06)
        a.pattern("print", "leaf", ["#FBEBC8", "#6E2A1C"], 1.15, 1.1, 31, (0, 11.8, 14.0, 1.2))
        b = Art(12.8, 3.6, "#2A2B2E")
        b.text("brand", "RISTOVA", 0, 1.8, 1.95, "spartan", "#F4F1EA", "brand")
        c = Art(6.4, 6.4)
        for n in range(6):
            t = np.radians(-125 + 50 * n)
            c.text("n%d" % (n + 1), str(n + 1), 2.65 * np.sin(t), 3.2 - 2.65 * np.cos(t), 0.95, "lato-black", "#2A1A14", "side")
        d = Art(8.6, 4.0)
        d.rect("crumb", 0, 2.0, 8.6, 4.0, "#EBCB8E", radius=0.7)
        rng = random.Random(9)
        for n in range(60):
            x, y, w = rng.uniform(-3.8, 3.8), rng.uniform(0.5, 3.5), rng.uniform(0.18, 0.42)
            d.rect("pore%d" % n, x, y, w, w * 0.8, rng.choice(["#CFA35E", "#DDB677", "#F6E2B6"]), "side", w * 0.4)
        return {"print": a, "plate": b, "scale": c, "toast": d}

    def parts_of(self):
        body = block(28, 16, 1.2, 19, edge=2.6, power=5.0)
        yield Part("body", body, "body", finish="gloss", zone="body")
        yield Part("print", print_on(body, 16.4, 3.2, 16.0, 0.03, -3.2), art="print", finish="cloth")
        for side, grid in cuboid(12.8, 3.6, 0.9, (-3.2, 7.8, -7.95)).items():
            yield Part("plate", grid, "dark", "plate" if side == "front" else "", finish="cloth")
        yield Part("scale", print_on(body, 6.4, 2.3, 8.7, 0.03, 9.2), art="scale", finish="cloth")
        knob = rounded([(2.1, -0.6), (1.95, 1.7), (1.6, 2.0), (0, 2.0)], 2, 0.2)
        yield Part("dial", facing(revolve(knob), (9.2, 5.5, -7.7)), "metal", finish="steel")
        yield Part("dial", quad((9.05, 5.9, -9.73), (0.3, 0, 0), (0, 1.2, 0)), "dark", finish="plastic")
        yield Part("groove", print_on(body, 0.9, 9.6, 16.2, 0.04, 9.2), "dark", finish="cloth")
        yield Part("lever", block(4.2, 4.4, 13.6, 15.3, (9.2, -9.4), 0.6, 5.0), "dark", finish="plastic")
        yield Part("lever", quad((7.9, 14.3, -11.62), (2.6, 0, 0), (0, 0.3, 0)), "metal", finish="steel")
        for n, (x, z) in enumerate([(-4.9, -2.3), (4.9, 2.3)]):
            yield Part("rim", block(22, 3.6, 18.7, 19.3, (0, z), 0.15, 9), "metal", finish="steel")
            yield Part("slot", quad((-10.3, 19.32, z - 1.1), (20.6, 0, 0), (0, 0, 2.2)), "dark", finish="cloth")
            name = "toast2" if n else "toast"
            yield Part(name, block(9.8, 1.7, 18.0, 24.0, (x, z), 0.5, 10), "crust", finish="cloth")
            yield Part(name, quad((x - 4.3, 19.5, z - 0.87), (8.6, 0, 0), (0, 4.0, 0)), art="toast", finish="cloth")
        for x in (-10, 10):
            for z in (-5, 5):
                yield Part("foot", revolve([(1.3, 0), (1.5, 1.7), (0, 1.7)]) + np.array([x, 0, z]), "dark", finish="plastic")


class Birdhouse(Product):
    name, words = "birdhouse", ["PIEPSA"]
    colors = {"body": "#8FB3B8", "seat": "#B5523C", "wood": "#C79A62", "dark": "#241C18"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["perch", "hanger", "ring"], ("star", -5.6, 5.4, 2.5, "#F4E3B0")
    variant = {"colors": {"body": "#D9B65C", "seat": "#3F6A58"}, "texts": {"brand": "MEISLA", "line": "WREN HUT"},
                "shape": "sun", "pattern": "leaf"}

    def arts_of(self):
        a = Art(16.0, 21.0)
        rng = random.Random(4)
        for n in range(70):
            x, y, w = rng.uniform(-6.6, 6.6), rng.uniform(3.1, 20.4), rng.uniform(0.5, 2.2)
            a.rect("grain%d" % n, x, y, w, 0.09, rng.choice(["#7C9FA4", "#A3C4C8", "#6F9297"]))
        for n, y in enumerate([6.8, 10.2, 13.6, 17.0]):
            a.rect("seam%d" % n, 0, y, 16.0, 0.2, "#55757A", "side" if n else "seam")
        a.pattern("print", "flower", ["#F7F0DC", "#B5523C", "#E6B84A"], 2.2, 2.1, 5, (0, 18.7, 15.0, 4.5))
        a.sign("logo", "heart", 5.6, 5.6, 2.6, "#B5523C")
        a.text("line", "NEST BOX", 0, 1.35, 1.7, "lato-black", "#2C3E42", "line")
        b = Art(13.4, 3.8)
        b.text("brand", "PIEPSA", 0, 1.85, 2.3, "comfortaa", "#3A2114", "brand")
        for n, (x, y) in enumerate([(-6.1, 0.6), (6.1, 0.6), (-6.1, 3.2), (6.1, 3.2)]):
            b.rect("nail%d" % n, x, y, 0.4, 0.4, "#6A4A2A", radius=0.2)
        c = Art(13.4, 1.6)
        for n in range(11):
            w = rng.choice([0.5, 0.7, 0.9])
            c.rect("spot%d" % n, -6.0 + 1.2 * n, rng.uniform(0.65, 0.95), w, w, rng.choice(["#F7F0DC", "#E6B84A"]), "side", w / 2)
        d = Art(14.0, 18.4)
        for n in range(4):
            d.rect("plank%d" % n, 0, 4.2 + 3.4 * n, 14.0, 0.2, "#55757A", "side")
        return {"wall": a, "sign": b, "edge": c, "side": d}

    def parts_of(self):
        yield from box("floor", (19, 1.3, 17.5), (0, 0, -0.4), "wood", "wood")
        for z in (-7, 7):
            wall = [[[x, 1.3, z], [x, y, z]] for x, y in ((-8, 20), (0, 27), (8, 20))]
            yield Part("wall", np.array(wall if z < 0 else wall[::-1], float), "body", finish="wood", zone="body")
        for x, way in ((8, 1), (-8, -1)):
            yield Part("side", quad((x, 1.3, -7 * way), (0, 0, 14 * way), (0, 18.7, 0)), "body", finish="wood", zone="body")
            yield Part("sideprint", quad((x + 0.04 * way, 1.4, -7 * way), (0, 0, 14 * way), (0, 18.4, 0)), art="side", finish="cloth")
        yield Part("print", quad((-8.0, 1.4, -7.04), (16.0, 0, 0), (0, 21.0, 0)), art="wall", finish="cloth")
        for way in (1, -1):
            slope, at = -41.2 * way, np.array([0, 27.0, 0])
            for grid in cuboid(13.4, 1.6, 20, (6.7 * way, 0, 0)).values():
                yield Part("roof", turned(grid, slope) + at, "seat", finish="wood", zone="seat")
            edge = quad((0 if way > 0 else -13.4, 0, -10.04), (13.4, 0, 0), (0, 1.6, 0))
            yield Part("edge", turned(edge, slope) + at, art="edge", finish="cloth")
        yield Part("ridge", facing(revolve([(0, -10.4), (1.5, -10.4), (1.5, 10.4), (0, 10.4)]), (0, 28.0, 0)), "wood", finish="wood")
        yield Part("hanger", tube(bow((0, 30.6, 0), 1.7, 2.2, -80, 260), 0.28), "#8A8D91", finish="metal")
        yield Part("hole", facing(revolve([(2.3, 0), (0, 0)]), (0, 16.7, -7.1)), "dark", finish="cloth")
        rim = rounded([(3.0, -0.2), (3.0, 0.8), (2.2, 0.8), (2.2, -0.2)], 1, 0.15)
        yield Part("ring", facing(revolve(rim), (0, 16.7, -7.0)), "wood", finish="wood")
        perch = np.array([[0, 12.4, z] for z in (-6.8, -10.6, -10.9, -11.0)])
        yield Part("perch", tube(perch, [0.6, 0.6, 0.5, 0.02]), "wood", finish="wood")
        yield from box("sign", (13.4, 3.8, 0.9), (0, 7.0, -7.4), "wood", "wood")
        yield Part("signprint", quad((-6.7, 7.0, -7.89), (13.4, 0, 0), (0, 3.8, 0)), art="sign", finish="cloth")


class Drawers(Product):
    name, words = "drawers", []
    colors = {"body": "#56716E", "seat": "#EBE1CB", "knob": "#C08A3E", "wood": "#9A6B42", "dark": "#22282A"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["knob", "leg", "rail"], ("bee", 0, 5.2, 5.6, "#B5523C")
    variant = {"colors": {"body": "#7A4F5C", "seat": "#D5DCDD"}, "shape": "leaf", "pattern": "star"}

    def arts_of(self):
        a = Art(57.0, 15.2, "#EBE1CB")
        a.pattern("print", "leaf", ["#56716E", "#8FA58A", "#B5523C"], 4.0, 3.8, 27, (0, 12.0, 56.0, 4.1))
        b = Art(57.0, 15.2, "#EBE1CB")
        b.sign("logo", "heart", 0, 7.6, 8.0, "#B5523C")
        for n, x in enumerate((-19, 19)):
            b.pattern("field%d" % n, "flower", ["#B5523C", "#D9A441", "#56716E"], 4.6, 4.2, 13 + n, (x, 7.6, 18.6, 13.9), "side")
        c = Art(57.0, 15.2, "#EBE1CB")
        c.rect("joint", 0, 4.6, 57.0, 0.5, "#8A7A5C", "seam")
        c.pattern("print2", "leaf", ["#56716E", "#8FA58A", "#B5523C"], 4.0, 3.8, 51, (0, 12.0, 56.0, 4.1))
        d = Art(62.0, 3.6)
        d.pattern("rim", "hexagon", ["#EBE1CB", "#C08A3E"], 2.4, 1.8, 6, (0, 1.8, 61.0, 2.5), "side")
        return {"top": a, "middle": b, "low": c, "rim": d}

    def parts_of(self):
        yield from box("body", (62, 53, 38), (0, 13, 0), "body", "wood", "body")
        yield from box("board", (69, 3.2, 43), (0, 66, -1), "wood", "wood")
        yield Part("gap", quad((-29.3, 15.2, -19.05), (58.6, 0, 0), (0, 48.4, 0)), "dark", finish="cloth")
        for art, y, n in (("low", 16.0, 4), ("middle", 31.9, 2), ("top", 47.8, 0)):
            for side, grid in cuboid(57, 15.2, 2.0, (0, y, -20)).items():
                yield Part(art, grid, "seat", art if side == "front" else "", finish="paper", zone="seat")
            for x in (17, -17):
                knob = rounded([(0.9, 0), (0.9, 1.4), (2.2, 2.4), (2.2, 3.4), (1.4, 4.2), (0, 4.3)], 2, 0.4)
                name = "knob%d" % (n + (x < 0)) if n or x < 0 else "knob"
                yield Part(name, facing(revolve(knob), (x, y + 7.6, -20.9)), "knob", finish="plastic")
        yield from box("rail", (62, 3.6, 2.0), (0, 9.6, -18.5), "body", "wood", "body")
        yield Part("rail", quad((-31, 9.6, -19.54), (62, 0, 0), (0, 3.6, 0)), art="rim", finish="cloth")
        for n, (x, z) in enumerate([(27.5, -16), (-27.5, -16), (27.5, 16), (-27.5, 16)]):
            leg = np.array([[x * 1.05, 0.15, z * 1.08], [x, 13.5, z]])
            yield Part("leg%d" % n if n else "leg", tube(leg, [1.5, 3.0]), "wood", finish="wood")


class Drill(Product):
    name, words, volume, wrong_volumes = "drill", ["DREHLOR"], "18 V", ["13 V", "16 V"]
    colors = {"body": "#2F8F83", "dark": "#2B2D31", "metal": "#C3C6CA", "accent": "#E07A2E"}
    zones, removable, added_sign = {"body": "body"}, ["bit", "trigger", "slider"], ("flower", 5.9, 4.0, 1.7, "#E07A2E")
    variant = {"colors": {"body": "#8A3F56", "accent": "#D9B23A"}, "texts": {"brand": "TURBANIX", "line": "HANDY", "volume": "12 V"},
                "shape": "hexagon"}

    def arts_of(self):
        a = Art(14.8, 5.6)
        a.text("brand", "DREHLOR", 0, 1.75, 2.15, "lato-black", "#FFFFFF", "brand")
        a.text("line", "CORDLESS", -0.6, 4.0, 1.7, "lato-bold", "#F7D9A8", "line", 0.04)
        b = Art(11.6, 3.9)
        b.text("volume", "18 V", -3.2, 1.95, 2.2, "lato-black", "#FFFFFF", "volume")
        b.sign("logo", "bolt", 3.2, 1.95, 3.1, "#E07A2E")
        c = Art(2.0, 7.0)
        for n in range(6):
            c.rect("vent%d" % n, 0, 1.0 + n, 1.9, 0.45, "#7C8288", radius=0.2)
        d = Art(3.6, 7.0)
        rng = random.Random(12)
        for n in range(40):
            w = rng.choice([0.36, 0.46, 0.56])
            x, y = 0.76 * (n % 4) - 1.3 + 0.36 * (n // 4 % 2), 0.42 + 0.68 * (n // 4)
            d.rect("stud%d" % n, x, y, w, w, rng.choice(["#5A5F66", "#4A4F55", "#767C84"]), "side", w / 2)
        return {"barrel": a, "battery": b, "vents": c, "grip": d}

    def parts_of(self):
        at = (0, 19.4, 0)

        def print_along(x0, x1, tall, radius, lift):  # on a barrel that lies along x
            along = lying(revolve([(radius, x0), (radius, x1)]), at)[::-1].swapaxes(0, 1)
            half = tall / 2 / (2 * np.pi * radius)
            return patch(along, (0, 1), (0.5 - half, 0.5 + half), lift)
        barrel = rounded([(0, -10.0), (4.6, -10.0), (4.6, 6.4), (3.9, 8.4), (0, 8.4)], 2, 0.6)
        yield Part("barrel", lying(revolve(barrel), at), "body", finish="plastic", zone="body")
        yield Part("print", print_along(-8.8, 6.0, 5.6, 4.6, 0.03), art="barrel", finish="cloth")
        cap = rounded([(0, -12.6), (3.4, -12.6), (4.7, -11.8), (4.75, -9.2), (4.5, -9.2)], 2, 0.5)
        yield Part("cap", lying(revolve(cap), at), "dark", finish="plastic")
        yield Part("vents", print_along(-11.5, -9.5, 7.0, 4.75, 0.03), art="vents", finish="cloth")
        collar = rounded([(3.8, 8.0), (4.0, 8.3), (4.0, 10.2), (3.6, 10.6), (0, 10.6)], 1, 0.2)
        yield Part("torque", lying(revolve(collar), at), "accent", finish="plastic")
        chuck = rounded([(3.1, 10.4), (3.2, 10.8), (3.0, 14.0), (1.7, 16.6), (0, 16.8)], 2, 0.3)
        yield Part("chuck", lying(revolve(chuck), at), "dark", finish="plastic")
        for t in np.radians(np.arange(0, 360, 20)):
            c, s = np.cos(t), np.sin(t)
            rib = np.array([[x, at[1] + r * c, r * s] for x, r in ((10.9, 3.18), (13.9, 3.0))])
            yield Part("chuck", tube(rib, 0.2, 8), "#4A4D52", finish="plastic")
            notch = np.array([[x, at[1] + 4.0 * c, 4.0 * s] for x in (8.5, 10.0)])
            yield Part("torque", tube(notch, 0.22, 8), "dark", finish="plastic")
        bit = np.array([[x, at[1], 0] for x in (16.6, 18.6, 18.7, 21.2, 21.8)])
        yield Part("bit", tube(bit, [0.75, 0.75, 0.45, 0.45, 0.1]), "metal", finish="metal")
        y = np.array([5.4, 6.2, 7.6, 10, 13, 15, 16.4])
        rows = smooth(np.stack([y, [3.6, 3.0, 2.6, 2.7, 2.9, 3.3, 4.0], [2.6, 2.2, 2.0, 2.1, 2.2, 2.4, 2.6]], 1), 40)
        grip = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 2.8)
        grip[..., 0] += -3.0 + 0.16 * (grip[..., 1] - 15)
        yield Part("handle", grip, "dark", finish="plastic")
        yield Part("grip", print_on(grip, 3.6, 6.9, 13.9, 0.03, -3.7), art="grip", finish="cloth")
        yield Part("trigger", block(3.4, 2.8, 10.9, 15.2, (0.4, 0), 0.7, 4.0), "accent", finish="plastic")
        yield Part("foot", block(13.4, 8.0, 4.3, 6.3, (-2.6, 0), 0.6, 8.0), "body", finish="plastic", zone="body")
        battery = block(13.0, 8.6, 0, 4.7, (-2.6, 0), 0.4, 10.0)
        yield Part("battery", battery, "dark", finish="plastic")
        yield Part("batteryprint", print_on(battery, 11.6, 0.4, 4.3, 0.03, -2.6), art="battery", finish="cloth")
        yield Part("slider", block(4.0, 2.6, 23.5, 25.0, (-3.0, 0), 0.4, 5.0), "accent", finish="plastic")


class Globe(Product):
    name, words = "globe", ["ERDOLIN"]
    colors = {"body": "#7FB2CE", "seat": "#8A5533", "metal": "#C9A24A"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["arc", "finial"], ("crown", 2.2, 8.6, 2.3, "#A8322A")
    variant = {"colors": {"body": "#D8C08A", "seat": "#3A3F44"}, "texts": {"brand": "WELTARA", "line": "OLD WORLD"},
                "shape": "fish", "pattern": "star"}

    def arts_of(self):
        a = Art(62.8, 22.0, "#7FB2CE")
        for n, y in enumerate([3.0, 7.0, 11.0, 15.0, 19.0]):
            a.rect("parallel%d" % n, 0, y, 62.8, 0.12, "#4F86A6", "side")
        for n in range(12):
            a.rect("meridian%d" % n, -28.8 + 5.23 * n, 11, 0.12, 22, "#4F86A6", "side")
        lands = {
            "#8FAE5E": [(-6.6, 5.4, 8.0, 5.2, 2.4), (-4.4, 8.6, 5.4, 5.6, 2.3), (-9.4, 7.8, 4.0, 3.8, 1.8), (-3.6, 12.6, 2.6, 4.4, 1.2)],
            "#E0B95A": [(6.4, 14.0, 8.4, 5.0, 2.3), (8.6, 11.2, 4.4, 4.4, 2.0), (4.4, 16.6, 4.6, 3.8, 1.8)],
            "#C98A6A": [(7.6, 4.2, 6.0, 3.4, 1.6), (9.6, 5.6, 3.4, 3.0, 1.4), (-9.6, 15.4, 4.4, 4.6, 2.0), (-9.0, 17.4, 4.6, 2.8, 1.3)],
            "#9DB57A": [(18, 7, 9, 8, 3), (22, 11, 6, 7, 2.6), (-18, 9, 8, 9, 3), (-21, 13, 7, 6, 2.4)]}
        for fill, blobs in lands.items():
            for x, y, w, h, r in blobs:
                a.rect("land%d" % len(a.items), x, y, w, h, fill, "side", r)
        a.text("land", "LAMPORA", -6.5, 5.0, 1.25, "serif-bold", "#2E3A1C", "side")
        a.text("land2", "ORVANDA", 6.3, 13.6, 1.25, "serif-bold", "#4A3310", "side")
        a.text("sea", "Still Sea", -0.05, 17.3, 0.95, "serif", "#1F4A66", "side")
        a.text("land3", "Tusk", 7.8, 4.3, 1.1, "serif", "#4A1F14", "side")
        marks = [("tree", -8.2, 7.2, 1.5), ("mountain", -4.4, 8.4, 2.0), ("mountain", 8.8, 11.2, 1.7), ("waves", 1.6, 4.6, 1.7),
                 ("fish", -0.2, 14.6, 1.7), ("tree", 4.5, 16.4, 1.4), ("bee", -9.2, 15.4, 1.5)]
        for n, (shape, x, y, size) in enumerate(marks):
            a.sign("mark%d" % n, shape, x, y, size, "#2F5A6E" if shape in ("waves", "fish") else "#3F4A2A", "side")
        a.sign("logo", "star", -4.7, 17.0, 2.6, "#A8322A")
        b = Art(15.6, 4.6)
        b.text("brand", "ERDOLIN", 0, 1.45, 2.0, "slab", "#2C2013", "brand")
        b.text("line", "DESK GLOBE", 0, 3.5, 1.5, "lato-black", "#6A2A1C", "line", 0.02)
        return {"map": a, "foot": b}

    def parts_of(self):
        middle, lean = np.array([0, 19.6, 0]), -16
        v = np.radians(np.linspace(-89.9, 89.9, 81))
        ball = revolve(np.stack([10 * np.cos(v), 10 * np.sin(v)], 1), 144)
        cut = (90 - 63.0) / 180
        yield Part("ball", turned(ball, lean) + middle, "#F3F1EA", finish="plastic")
        skin = patch(ball, (0, 1), (cut, 1 - cut), 0.04, (144, 48))
        yield Part("map", turned(skin, lean) + middle, art="map", finish="plastic", zone="body")
        arc = bow((0, 0, 0), 11.4, 11.4, 90, -90, 60)
        edges = ((0.97, -0.7), (1.03, -0.7), (1.03, 0.7), (0.97, 0.7), (0.97, -0.7))
        band = np.stack([arc * k + np.array([0, 0, z]) for k, z in edges], 1)
        yield Part("arc", turned(band, lean) + middle, "metal", finish="steel")
        for name, way in (("finial", 1), ("pin", -1)):
            pin = revolve(rounded([(0.35, 9.8), (0.35, 11.6), (1.0, 11.7), (1.0, 12.8), (0.6, 13.6), (0, 13.7)], 1, 0.2))
            yield Part(name, turned(pin * np.array([1, way, 1]), lean) + middle, "metal", finish="steel")
        stem = smooth([(3.6, 5.2), (2.4, 5.8), (1.3, 7.0), (1.1, 8.2), (1.6, 9.4), (1.7, 9.9)], 24)
        yield Part("stem", revolve(stem), "metal", finish="steel")
        yield Part("foot", block(20, 14, 0, 5.8, (0, 0), 0.7, 8.0), "seat", finish="wood", zone="seat")
        yield from box("plate", (16.2, 4.6, 1.4), (0, 0.6, -6.5), "metal", "plastic")
        yield Part("print", quad((-7.8, 0.6, -7.24), (15.6, 0, 0), (0, 4.6, 0)), art="foot", finish="cloth")


class Toolbox(Product):
    name, words = "toolbox", ["KISTORIX"]
    colors = {"body": "#C23B33", "seat": "#3A3F45", "metal": "#C6C9CD", "dark": "#1E2022"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["latch", "handle"], ("drop", 15.4, 4.0, 3.4, "#F2C84A")
    variant = {"colors": {"body": "#3E6FA0", "seat": "#5A5348"}, "texts": {"brand": "SCHRAUBINO", "line": "WORKSHOP"},
                "shape": "flower", "pattern": "drop"}

    def arts_of(self):
        a = Art(38.0, 10.2)
        a.sign("logo", "sun", -14.0, 4.1, 4.8, "#F2C84A")
        a.text("brand", "KISTORIX", 1.4, 3.1, 3.3, "lato-black", "#FFFFFF", "brand")
        a.text("line", "TOOL CHEST", 1.4, 6.2, 2.4, "lato-bold", "#F2C84A", "line", 0.04)
        a.pattern("print", "arrow", ["#FFFFFF", "#F2C84A", "#3A3F45"], 1.9, 1.5, 19, (0, 8.9, 37.6, 1.95))
        b = Art(38.0, 5.0)
        b.rect("seam", 0, 4.3, 38.0, 0.3, "#17191B", "seam")
        b.text("line2", "a place for each", 0, 2.0, 1.9, "lato", "#DDE0E3", "small")
        return {"front": a, "lid": b}

    def parts_of(self):
        body, lid = block(40, 18, 0, 13, edge=1.0, power=10.0), block(41, 19, 13.4, 20.4, edge=1.0, power=10.0)
        yield Part("body", body, "body", finish="plastic", zone="body")
        yield Part("print", print_on(body, 38.0, 1.2, 11.4, 0.03), art="front", finish="cloth")
        yield Part("gap", block(39.2, 17.2, 12.4, 13.8, edge=0.1, power=10.0), "dark", finish="plastic")
        yield Part("lid", lid, "seat", finish="plastic", zone="seat")
        yield Part("lidprint", print_on(lid, 38.0, 14.4, 19.4, 0.03), art="lid", finish="cloth")
        for n, x in enumerate((13.4, -13.4)):
            name = "latch2" if n else "latch"
            yield Part(name, block(5.0, 2.4, 10.8, 17.0, (x, -9.7), 0.5, 7.0), "metal", finish="steel")
            yield Part(name, block(3.0, 1.4, 11.6, 14.2, (x, -10.8), 0.4, 6.0), "dark", finish="plastic")
            yield Part(name, lying(revolve([(0, -2.3), (0.6, -2.3), (0.6, 2.3), (0, 2.3)]), (x, 16.2, -10.9)), "metal", finish="steel")
        for x in (-9.5, 9.5):
            yield from box("mount", (3.4, 1.5, 4.4), (x, 20.2, 0), "dark", "plastic")
        grip = smooth([(-9.5, 21.0, 0), (-9.5, 23.6, 0), (-7.6, 25.6, 0), (0, 25.9, 0), (7.6, 25.6, 0), (9.5, 23.6, 0), (9.5, 21.0, 0)], 60)
        yield Part("handle", tube(grip, 0.9), "metal", finish="steel")
        hold = np.array([[x, 25.9 - 0.004 * x * x, 0] for x in np.linspace(-5.2, 5.2, 24)])
        yield Part("handle", tube(hold, np.r_[0.9, np.full(22, 1.4), 0.9]), "body", finish="plastic")


PRODUCTS = [Toaster, Birdhouse, Drawers, Drill, Globe, Toolbox]
