"""More products on whose pictures the gate's limits are set: shapes and materials the first twelve have not. All names are invented.

A print on a glossy body has the finish "cloth": its clear parts must not shine as a sheet of their own.
"""

import numpy as np

from art import Art
from product import Part, Product, carton
from shapes import bow, boxy, cuboid, facing, loft, lying, patch, pillow, print_on, quad, revolve, ribbon, rounded, smooth, tube


class Spray(Product):
    name, words, volume, wrong_volumes = "spray", ["KLARINO"], "750 ml", ["150 ml", "730 ml"]
    colors = {"body": "#E9EDF0", "head": "#D0432F", "grey": "#5B6168"}
    zones, removable, added_sign = {"body": "body"}, ["trigger", "nozzle"], ("sun", 2.7, 9.3, 1.5, "#D0432F")
    variant = {"colors": {"body": "#F0E6C8", "head": "#2F7A4A"}, "texts": {"brand": "PUTZIRA"}, "shape": "leaf"}

    def arts_of(self):
        a = Art(8.4, 11.5, "#1F7FA6")
        a.rect("foot", 0, 10.1, 8.4, 2.8, "#F3D34A")
        a.sign("logo", "drop", 0, 1.7, 2.5, "#FFFFFF")
        a.text("brand", "KLARINO", 0, 4.2, 1.75, "lato-black", "#FFFFFF", "brand")
        a.text("line", "KITCHEN", 0, 6.2, 1.45, "lato-bold", "#F3D34A", "line", 0.08)
        a.text("line2", "cuts through fat", 0, 7.6, 0.95, "lato", "#FFFFFF")
        a.text("volume", "750 ml", -1.2, 10.1, 1.5, "lato-black", "#17465C", "volume")
        return {"label": a}

    def parts_of(self):
        y = [0, 0.3, 1.0, 9, 14.5, 16.5, 18.0, 19.0, 19.8]
        rows = smooth(np.stack([y, [4.2, 4.5, 4.6, 4.6, 4.4, 3.7, 2.4, 1.6, 1.5], [2.4, 2.7, 2.8, 2.8, 2.7, 2.4, 1.9, 1.6, 1.5]], 1), 40)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 2.7)
        yield Part("body", body, "body", finish="plastic", zone="body")
        yield Part("label", print_on(body, 8.4, 1.9, 13.4), art="label", finish="label", zone="label")
        yield Part("collar", revolve([(1.7, 19.4), (1.8, 19.6), (1.8, 21.2), (0, 21.2)]), "grey", finish="plastic")
        for grid in cuboid(6.4, 3.0, 2.6, (0.8, 21.1, 0)).values():
            yield Part("head", grid, "head", finish="plastic")
        yield Part("head", lying(revolve(rounded([(1.3, -2.4), (1.2, -3.4), (0, -3.8)])), (0, 22.6, 0)), "head", finish="plastic")
        yield Part("trigger", tube(np.array([[2.6, 21.4, 0], [3.3, 20.0, 0], [3.2, 18.4, 0], [3.9, 17.0, 0]]), [0.9, 0.75, 0.6, 0.5]), "grey", finish="plastic")
        yield Part("nozzle", lying(revolve(rounded([(0.9, 0), (1.1, 0.2), (1.1, 1.4), (0.7, 1.6), (0, 1.6)], 1)), (4.0, 22.8, 0)), "grey", finish="plastic")


class Bowl(Product):
    name, words = "bowl", ["SCHLEMMI"]
    colors = {"body": "#7FA8C4", "inside": "#F2EDE0"}
    zones, removable, added_sign = {"body": "body"}, ["ear", "spoon"], ("heart", 5.9, 3.2, 1.1, "#B4423A")
    variant = {"colors": {"body": "#D9B36A"}, "texts": {"brand": "LOEFFLA"}, "shape": "crown", "pattern": "flower"}

    def arts_of(self):
        a = Art(13.0, 5.6)
        a.sign("logo", "fish", -5.0, 2.2, 2.3, "#F7F3E6")
        a.text("brand", "SCHLEMMI", 1.1, 1.75, 1.25, "comfortaa", "#1F3850", "brand")
        a.text("line", "OVEN PROOF", 1.1, 3.3, 0.95, "lato-black", "#F7F3E6", "line", 0.04)
        a.pattern("print", "dots", ["#F7F3E6", "#1F3850"], 0.9, 0.45, 14, (0, 4.9, 12.6, 1.0))
        return {"print": a}

    def parts_of(self):
        body = revolve(smooth([(4.0, 0.0), (4.4, 0.3), (5.6, 1.6), (7.0, 4.2), (7.6, 7.2), (7.7, 8.0)], 24))
        yield Part("body", body, "body", finish="gloss", zone="body")
        yield Part("rim", revolve([(7.7, 8.0), (7.6, 8.2), (7.3, 8.0)]), "inside", finish="gloss")
        yield Part("inside", revolve([(7.35, 8.05), (7.0, 5.0), (0, 3.5)]), "inside", finish="gloss")
        yield Part("print", print_on(body, 13.0, 1.9, 7.3, 0.03), art="print", finish="cloth")
        yield Part("ear", tube(bow((7.2, 6.4, 0), 2.6, 1.3, 95, -95), 0.5), "body", finish="gloss", zone="body")
        yield Part("ear2", tube(bow((-7.2, 6.4, 0), 2.6, 1.3, 85, 275), 0.5), "body", finish="gloss", zone="body")
        yield Part("spoon", tube(np.array([[1.0, 4.6, 1.5], [3.6, 8.2, 3.5], [6.2, 11.6, 5.5]]), [0.5, 0.45, 0.65]), "#B98A57", finish="wood")


class Cereal(Product):
    name, words, volume, wrong_volumes = "cereal", ["KNUSPERIA"], "375 g", ["315 g", "875 g"]
    colors = {"body": "#F0C33C"}
    zones, removable, added_sign = {"body": "body"}, ["tab"], ("crown", -6.8, 7.4, 2.6, "#2F6B3C")
    variant = {"colors": {"body": "#7FB3D9"}, "texts": {"brand": "FLOCKENDO"}, "shape": "sun", "pattern": "heart"}

    def arts_of(self):
        a = Art(19.0, 28.0, "#F0C33C")
        a.rect("head", 0, 2.0, 19.0, 4.0, "#B3261E")
        a.text("claim", "WITH HONEY", 0, 2.0, 1.8, "lato-black", "#FFF3C4", "line", 0.05)
        a.sign("logo", "sun", 0, 7.6, 5.6, "#E8782A")
        a.text("brand", "KNUSPERIA", 0, 12.0, 2.9, "lato-black", "#7A1712", "brand")
        a.text("line", "CRUNCHY OATS", 0, 14.6, 1.7, "lato-bold", "#3A2A10", "line", 0.04)
        a.rect("bowl", 0, 23.2, 15.0, 5.6, "#F7F1E1", radius=2.6)
        a.pattern("print", "flower", ["#C98A34", "#A8642A", "#E0AE5C"], 1.9, 1.9, 71, (0, 19.6, 14.0, 5.6))
        a.text("volume", "375 g", 0, 24.0, 2.0, "lato-black", "#3A2A10", "volume")
        a.text("small", "wholegrain, roasted twice", 0, 27.1, 0.9, "lato", "#3A2A10", "small")
        b = Art(6.5, 28.0, "#F0C33C")
        b.text("sidebrand", "KNUSPERIA", 0, 2.4, 0.95, "lato-black", "#7A1712", "side")
        b.rect("table", 0, 12.5, 5.6, 15.4, "#FFF8DF")
        for n, t in enumerate(["per 100 g", "energy 1588 kJ", "fat 7.9 g", "sugars 18 g", "fibre 8.1 g", "protein 9.6 g", "salt 0.4 g"]):
            b.text("s%d" % n, t, 0, 6.4 + n * 2.0, 0.72, "lato", "#3A2A10", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(19, 28, 6.5), {"front": "front", "right": "side", "left": "side"}, "body")
        yield Part("tab", quad((-3.0, 28.0, -1.2), (6.0, 0, 0), (0, 2.0, 0.2)), "body", finish="paper", zone="body")


class Backpack(Product):
    name, words = "backpack", ["WANDRO"]
    colors = {"body": "#4A5E4E", "trim": "#B0703A", "dark": "#2B2D2C"}
    zones, removable, added_sign = {"body": "body"}, ["handle", "strap", "buckle"], ("star", -10.0, 3.0, 3.0, "#D9C79A")
    variant = {"colors": {"body": "#7A3F4E", "trim": "#3E4F66"}, "texts": {"brand": "PFADERA"}, "shape": "tree"}

    def arts_of(self):
        a = Art(27.0, 17.0, "#4A5E4E")
        a.seam("seam", 0, 13.6, 25.6, False, "#8FA08C", 0.24)
        a.rect("patch", 2.6, 6.6, 17.0, 10.6, "#D9C79A", radius=0.8)
        a.sign("logo", "mountain", 2.6, 3.9, 4.2, "#4A5E4E")
        a.text("brand", "WANDRO", 2.6, 7.4, 2.9, "slab", "#2E2418", "brand")
        a.text("line", "OUTDOOR", 2.6, 10.1, 2.1, "lato-black", "#8A4B22", "line", 0.04)
        return {"pocket": a}

    def parts_of(self):
        y = [0, 0.6, 3, 20, 34, 40, 43, 44]
        rows = smooth(np.stack([y, [12, 14.2, 15, 15, 14.2, 12, 8, 3], [6.0, 7.2, 8, 7.8, 6.4, 5.0, 3.4, 1.5]], 1), 44)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 3.2)
        yield Part("body", body, "body", finish="cloth", zone="body")
        low = boxy([10.5, 13.2, 14.0, 14.0, 12.6, 6], [1.0, 2.4, 3.0, 2.8, 1.8, 0.4], [1.6, 2.2, 5, 15, 19.6, 20.6], 3.4) + np.array([0, 0, -6.8])
        yield Part("pocket", low, "body", finish="cloth", zone="body")
        yield Part("pocket", print_on(low, 27.0, 2.2, 19.2, 0.05), art="pocket", finish="cloth", zone="body")
        yield Part("zip", patch(body, (0.30, 0.70), (0.70, 0.725), 0.12), "trim", finish="plastic")
        yield Part("buckle", quad((-1.6, 20.6, -9.6), (3.2, 0, 0), (0, 4.6, 1.0)), "trim", finish="plastic")
        yield Part("handle", tube(bow((0, 43.2, 0), 4.2, 5.2, 0, 180), 0.8), "dark", finish="cloth")
        for name, side in (("strap", 1), ("strap2", -1)):
            path = np.array([[side * 8, 41.5, 4.5], [side * 15.5, 36, 7], [side * 19.5, 24, 7.5], [side * 18.5, 10, 7], [side * 13.5, 3.5, 6]])
            path = smooth(path, 30)
            yield Part(name, ribbon(path, (0.9, 0, -4.4)), "dark", finish="cloth")
            yield Part(name, ribbon(path + np.array([-0.5 * side, 0, 0]), (0.9, 0, -4.4)), "dark", finish="cloth")


class Lamp(Product):
    name, words = "lamp", []
    colors = {"body": "#E4D9C0", "seat": "#2F5D62", "cord": "#2A2A2A"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["cord", "finial"], ("moon", 0.0, 2.9, 3.6, "#8A3B2E")
    variant = {"colors": {"body": "#B7C4D6", "seat": "#7A4A2A"}, "pattern": "star"}

    def arts_of(self):
        a = Art(66, 17, "#E4D9C0")
        a.pattern("print", "tree", ["#2F5D62", "#C0703A", "#8FA57C"], 4.6, 4.2, 19, (0, 9.4, 66, 9.6))
        a.seam("seam", 0, 15.6, 65, False, "#9A7B4A", 0.26)
        return {"shade": a}

    def parts_of(self):
        yield Part("foot", revolve(smooth([(7.0, 0), (7.4, 0.5), (7.0, 1.6), (3.0, 2.6), (2.2, 4.2), (4.4, 8.0), (5.2, 11.0), (4.0, 15.0), (1.4, 17.6), (0.9, 19.0)], 50)), "seat", finish="gloss", zone="seat")
        yield Part("pole", revolve([(0.8, 18.8), (0.8, 40.0), (0, 40.2)]), "#A58A4A", finish="metal")
        yield Part("shade", revolve([(12.4, 21.5), (8.6, 38.5)]), art="shade", finish="cloth", zone="body")
        yield Part("lining", revolve([(12.3, 21.6), (8.5, 38.4)]), "body", finish="paper", zone="body")
        yield Part("finial", revolve(rounded([(0.8, 39.6), (0.8, 40.4), (1.7, 41.2), (1.7, 42.4), (0.9, 43.6), (0, 43.8)], 2, 0.4)), "#A58A4A", finish="metal")
        path = smooth([(6.6, 0.4, 1.0), (10.0, 0.4, -1.5), (13.5, 0.4, 0.5), (16.5, 0.4, -2.0), (19.5, 0.4, -0.5)], 40)
        yield Part("cord", tube(path, 0.4), "cord", finish="plastic")


class Clock(Product):
    name, words = "clock", ["TICKARO"]
    colors = {"body": "#C9473E", "dial": "#F6F1E3", "metal": "#C4C7CB"}
    zones, removable, added_sign = {"body": "body", "label": "dial"}, ["bell", "foot", "hammer"], ("star", 0, 7.72, 0.95, "#2E4A6B")
    variant = {"colors": {"body": "#3E6E5A", "dial": "#E6ECF2"}, "texts": {"brand": "ZEITLER"}, "shape": "moon"}

    def arts_of(self):
        a = Art(10.0, 10.0)
        for text, x, y in (("12", 0, 1.1), ("1", 1.95, 1.62), ("2", 3.4, 3.05), ("3", 3.95, 5), ("4", 3.4, 6.95), ("5", 1.95, 8.4), ("6", 0, 8.95), ("7", -1.95, 8.4), ("8", -3.4, 6.95), ("9", -3.95, 5), ("10", -3.4, 3.05), ("11", -1.95, 1.62)):
            a.text("n" + text, text, x, y, 1.25, "serif-bold", "#23211F", "side")
        a.sign("logo", "bolt", 0, 2.6, 1.2, "#C9473E")
        a.text("brand", "TICKARO", 0, 3.85, 0.98, "lato-black", "#23211F", "brand")
        a.text("line", "QUARTZ", 0, 6.7, 0.95, "lato-bold", "#23211F", "line", 0.06)
        a.rect("minute", 1.25, 5, 2.9, 0.26, "#23211F")
        a.rect("hour", -0.85, 5, 1.9, 0.42, "#23211F")
        a.sign("hub", "hexagon", 0, 5, 0.9, "#23211F", "side")
        return {"dial": a}

    def parts_of(self):
        middle = (0, 7.6, 0)
        yield Part("body", facing(revolve(rounded([(0, -2.4), (5.6, -2.4), (6.0, -2.0), (6.0, 2.2), (5.8, 2.6), (5.2, 2.6), (5.1, 2.0)], 2, 0.4)), middle), "body", finish="gloss", zone="body")
        yield Part("dial", facing(revolve([(5.2, 2.0), (0, 2.0)]), middle), "dial", finish="paper", zone="label")
        yield Part("print", quad((-5, 2.6, -2.04), (10, 0, 0), (0, 10, 0)), art="dial", finish="paper")
        for name, x in (("foot", 1), ("foot2", -1)):
            yield Part(name, tube(np.array([[x * 3.0, 2.6, 0], [x * 4.2, 0.9, 0], [x * 4.6, 0.2, 0]]), [0.5, 0.45, 0.6]), "metal", finish="metal")
        for name, x in (("bell", 1), ("bell2", -1)):
            dome = revolve(smooth([(2.4, 0), (2.3, 0.8), (1.7, 1.7), (0.8, 2.15), (0, 2.2)], 20))
            a = np.radians(-30 * x)
            turn = np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]])
            yield Part(name, dome @ turn + np.array([x * 3.7, 13.6, 0]), "metal", finish="metal")
            yield Part(name, tube(np.array([[x * 2.6, 12.5, 0], [x * 3.7, 14.2, 0]]), 0.35), "metal", finish="metal")
        yield Part("hammer", tube(np.array([[0, 13.2, 0], [0, 15.6, 0]]), 0.22), "metal", finish="metal")
        yield Part("hammer", lying(revolve([(0, -1.0), (0.6, -1.0), (0.6, 1.0), (0, 1.0)]), (0, 15.8, 0)), "metal", finish="metal")


class Oil(Product):
    name, words, volume, wrong_volumes = "oil", ["OLIVARDA"], "1.0 l", ["4.0 l", "1.6 l"]
    colors = {"body": "#3D4F2B", "metal": "#C9B15A", "cap": "#1E1E1C"}
    zones, removable, added_sign = {"body": "body"}, ["cap", "bow"], ("crown", -3.8, 1.7, 1.7, "#D9C06A")
    variant = {"colors": {"body": "#6B2E2B"}, "texts": {"brand": "SESAMERA"}, "shape": "flower", "pattern": "drop"}

    def arts_of(self):
        a = Art(11.0, 18.0, "#3D4F2B")
        a.rect("frame", 0, 9.0, 10.2, 17.2, "#D9C06A", radius=0.5)
        a.rect("field", 0, 9.0, 9.8, 16.8, "#3D4F2B", radius=0.4)
        a.pattern("print", "leaf", ["#7F9A4A", "#A9B96A"], 1.5, 1.5, 23, (0, 15.3, 9.0, 3.2))
        a.sign("logo", "tree", 0, 3.6, 3.6, "#D9C06A")
        a.text("brand", "OLIVARDA", 0, 7.2, 1.5, "serif-bold", "#F6EBC6", "brand")
        a.text("line", "EXTRA VIRGIN", 0, 9.1, 1.15, "lato-bold", "#D9C06A", "line", 0.02)
        a.text("line2", "cold pressed", 0, 10.6, 0.98, "serif", "#F6EBC6")
        a.text("volume", "1.0 l", 0, 12.4, 1.3, "lato-black", "#F6EBC6", "volume")
        b = Art(7.0, 18.0, "#3D4F2B")
        b.text("sidebrand", "OLIVARDA", 0, 3.0, 1.0, "serif-bold", "#F6EBC6", "side")
        for n, t in enumerate(["Keep it dark", "and cool. Best", "within a year."]):
            b.text("s%d" % n, t, 0, 5.4 + n * 1.2, 0.8, "lato", "#F6EBC6", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(11, 18, 7, (0, 0.3, 0)), {"front": "front", "right": "side", "left": "side"}, "body")
        for name, y in (("foot", 0), ("head", 18.2)):
            for grid in cuboid(11.3, 0.5, 7.3, (0, y, 0)).values():
                yield Part(name, grid, "metal", finish="metal")
        yield Part("cap", revolve(rounded([(1.5, 18.6), (1.5, 20.6), (1.2, 20.9), (0, 20.9)], 1)) + np.array([-3.2, 0, 0]), "cap", finish="plastic")
        yield Part("bow", tube(bow((1.8, 18.6, 0), 2.9, 2.2, 0, 180), 0.35), "metal", finish="metal")


class Loco(Product):
    name, words = "loco", ["TUFFEL"]
    colors = {"body": "#3F8F5B", "seat": "#D9392F", "wood": "#C99A5E", "yellow": "#F2C23A"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["wheel", "chimney", "bell"], ("star", 4.9, 1.2, 1.6, "#FFF5DA")
    variant = {"colors": {"body": "#6A59A8", "seat": "#E0912F"}, "texts": {"brand": "ZUCKEL"}, "shape": "sun"}

    def arts_of(self):
        a = Art(12.0, 4.4)
        a.text("brand", "TUFFEL", -0.6, 1.4, 2.1, "spartan", "#FFF5DA", "brand")
        a.text("line", "WOODEN TOY", -0.6, 3.5, 1.2, "lato-black", "#F2C23A", "line", 0.08)
        b = Art(7.6, 9.5)
        b.rect("window", 0, 2.9, 4.6, 3.6, "#F2E6C4", radius=0.5)
        b.sign("logo", "rings", 0, 6.9, 2.6, "#F2C23A")
        return {"boiler": a, "cab": b}

    def parts_of(self):
        for grid in cuboid(22, 2.6, 7, (0, 2.6, 0)).values():
            yield Part("frame", grid, "seat", finish="gloss", zone="seat")
        boiler = lying(revolve([(0, -11.0), (2.9, -11.0), (3.1, -10.6), (3.1, 4.0)]), (0, 8.0, 0))
        yield Part("boiler", boiler, "body", finish="gloss", zone="body")
        along = revolve([(3.1, -10.5), (3.1, 4.0)])
        along = lying(along, (0, 8.0, 0))[::-1].swapaxes(0, 1)
        half = 4.4 / 2 / (2 * np.pi * 3.1)
        yield Part("print", patch(along, (1.4 / 14.5, 13.4 / 14.5), (0.5 - half, 0.5 + half), 0.03), art="boiler", finish="cloth")
        for grid in cuboid(7.6, 9.5, 7, (7.0, 5.2, 0)).values():
            yield Part("cab", grid, "body", finish="gloss", zone="body")
        yield Part("cabprint", quad((3.2, 5.2, -3.54), (7.6, 0, 0), (0, 9.5, 0)), art="cab", finish="cloth")
        for grid in cuboid(9.2, 0.9, 8.4, (7.0, 14.7, 0)).values():
            yield Part("roof", grid, "yellow", finish="gloss")
        yield Part("chimney", revolve(rounded([(0.9, 10.6), (0.9, 13.0), (1.7, 14.6), (1.7, 15.2), (0, 15.2)], 1)) + np.array([-8.2, 0, 0]), "yellow", finish="gloss")
        yield Part("bell", revolve(smooth([(1.4, 10.8), (1.4, 11.6), (0.9, 12.6), (0.01, 13.0)], 16)) + np.array([-2.2, 0, 0]), "yellow", finish="gloss")
        for z in (-4.4, 4.4):
            for n, x in enumerate((-7.8, -1.4, 7.0)):
                yield Part("wheel" if n == 1 else "wheel%d" % n, facing(revolve(rounded([(0, -0.6), (2.5, -0.6), (2.6, -0.4), (2.6, 0.5), (2.2, 0.7), (0.7, 0.6), (0.7, 0.9), (0, 0.9)], 1, 0.2)), (x, 2.6, z)), "wood", finish="wood")


class Sachet(Product):
    name, words, volume, wrong_volumes = "sachet", ["SUPPINO"], "64 g", ["61 g", "84 g"]
    colors = {"body": "#E7E3D5", "seal": "#C9C4B2"}
    zones, removable, added_sign = {"body": "body"}, ["hanger"], ("crown", -3.4, 1.6, 1.2, "#C2502E")
    variant = {"colors": {"body": "#CFE0D8"}, "texts": {"brand": "BRUEHLO"}, "shape": "tree", "pattern": "heart"}

    def arts_of(self):
        a = Art(11.0, 15.0, "#E7E3D5")
        a.rect("top", 0, 0.5, 11.0, 1.0, "#C9C4B2")
        a.rect("end", 0, 14.5, 11.0, 1.0, "#C9C4B2")
        a.rect("field", 0, 4.5, 9.6, 3.2, "#2F6B3C", radius=0.4)
        a.text("brand", "SUPPINO", 0, 3.9, 1.65, "comfortaa", "#FFF7DD", "brand")
        a.text("line2", "ready in five minutes", 0, 5.35, 0.72, "lato", "#FFF7DD")
        a.text("line", "TOMATO SOUP", 0, 7.0, 1.05, "lato-black", "#A8281C", "line", 0.02)
        a.pattern("print", "flower", ["#C23A26", "#E0603A", "#6F9A3A"], 1.35, 1.2, 52, (0, 10.0, 8.8, 4.2))
        a.sign("logo", "heart", -3.5, 13.0, 1.5, "#C2502E")
        a.text("volume", "64 g", 3.0, 13.0, 1.05, "lato-bold", "#2B2A24", "volume")
        return {"front": a, "back": Art(11.0, 15.0, "#E7E3D5")}

    def parts_of(self):
        yield Part("front", pillow(11, 15, 2.2, True, 0.7, 48, 0.02), art="front", finish="plastic", zone="body")
        yield Part("back", pillow(11, 15, 2.2, False, 0.7, 48, 0.02), art="back", finish="plastic", zone="body")
        yield Part("hanger", quad((-2.2, 14.7, 0.0), (4.4, 0, 0), (0, 2.4, 0)), "seal", finish="paper")


class Rollon(Product):
    name, words, volume, wrong_volumes = "rollon", ["NOVENTA"], "50 ml", ["60 ml", "58 ml"]
    colors = {"body": "#2C3044", "cap": "#B7BCC4"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("moon", -1.3, 0.8, 0.8, "#E0A94A")
    variant = {"colors": {"body": "#4A2F38", "cap": "#E6DCC8"}, "texts": {"brand": "DUFTIGA"}, "shape": "flower"}
    light_on_dark = True

    def arts_of(self):
        a = Art(4.6, 5.4)
        a.sign("logo", "waves", 0, 0.8, 1.3, "#6FA8C9")
        a.text("brand", "NOVENTA", 0, 2.0, 0.86, "spartan", "#F2F4F7", "brand")
        a.text("line", "48 H DRY", 0, 3.0, 0.6, "lato-bold", "#6FA8C9", "line", 0.06)
        a.text("small", "roll-on without alcohol", 0, 3.75, 0.38, "lato", "#C7CCD6", "small")
        a.text("volume", "50 ml", 0, 4.7, 0.6, "lato-bold", "#F2F4F7", "volume")
        return {"print": a}

    def parts_of(self):
        body = revolve(smooth([(2.1, 0), (2.3, 0.25), (2.4, 1.0), (2.5, 3.5), (2.35, 6.0), (1.9, 7.4), (1.75, 7.8)], 30))
        yield Part("body", body, "body", finish="gloss", zone="body")
        yield Part("print", print_on(body, 4.6, 0.9, 6.3, 0.015), art="print", finish="cloth")
        yield Part("ball", revolve(smooth([(1.7, 7.7), (1.6, 8.3), (1.1, 9.0), (0.01, 9.3)], 20)), "#E9E6DF", finish="gloss")
        yield Part("cap", revolve(smooth([(1.95, 7.5), (2.0, 8.0), (2.0, 9.6), (1.7, 10.6), (0.9, 11.1), (0.01, 11.2)], 30)), "cap", finish="steel")


class Bell(Product):
    name, words = "bell", ["DRINGO"]
    colors = {"body": "#E3B23C", "metal": "#C2C5C9", "dark": "#26272B"}
    zones, removable, added_sign = {"body": "body"}, ["lever", "clamp"], ("bolt", 1.9, 0.7, 0.62, "#B3352B")
    variant = {"colors": {"body": "#4A86A8"}, "texts": {"brand": "KLINGBO"}, "shape": "star", "pattern": "star"}

    def arts_of(self):
        a = Art(5.2, 2.9)
        a.sign("logo", "sun", 0, 0.6, 0.85, "#2B2622")
        a.text("brand", "DRINGO", 0, 1.42, 0.82, "comfortaa", "#2B2622", "brand")
        a.text("line", "CITY RIDE", 0, 2.25, 0.5, "lato-black", "#2B2622", "line", 0.03)
        return {"print": a}

    def parts_of(self):
        yield Part("clamp", lying(revolve([(0, -1.3), (1.1, -1.3), (1.1, 1.3), (0, 1.3)]), (0, 1.1, 0)), "dark", finish="plastic")
        yield Part("post", revolve([(0.6, 1.8), (0.6, 3.0), (0, 3.0)]), "dark", finish="plastic")
        yield Part("base", revolve(rounded([(0, 2.2), (2.9, 2.4), (3.1, 2.7), (3.0, 3.1)], 1, 0.2)), "metal", finish="metal")
        dome = revolve(smooth([(3.2, 2.9), (3.22, 3.3), (3.1, 4.4), (2.75, 5.4), (2.1, 6.3), (1.2, 6.85), (0.01, 7.0)], 40))
        yield Part("dome", dome, "body", finish="gloss", zone="body")
        yield Part("print", print_on(dome, 5.2, 3.1, 5.75, 0.015), art="print", finish="cloth")
        yield Part("nut", revolve(rounded([(0.5, 6.9), (0.5, 7.3), (0, 7.4)], 1, 0.1)), "metal", finish="metal")
        yield Part("lever", tube(np.array([[2.2, 2.7, -0.6], [3.6, 2.6, -0.9], [4.7, 3.0, -1.0], [5.2, 3.6, -1.0]]), [0.3, 0.28, 0.35, 0.5]), "dark", finish="plastic")


class Shoe(Product):
    name, words = "shoe", ["TREVANO"]
    colors = {"body": "#D8D4CC", "seat": "#2E5E8C", "sole": "#F4F2EC", "lace": "#B3352B"}
    zones, removable, added_sign = {"body": "body"}, ["tab", "laces", "stripe"], ("star", 8.6, 2.6, 2.0, "#B3352B")
    variant = {"colors": {"body": "#9FB08A", "seat": "#8C4A2E"}, "texts": {"brand": "SOLINDO"}, "shape": "bolt"}

    def arts_of(self):
        a = Art(20.0, 4.6)
        a.text("brand", "TREVANO", -2.4, 2.5, 2.1, "lato-black", "#2E5E8C", "brand")
        a.sign("logo", "arrow", 5.2, 2.3, 3.6, "#B3352B")
        b = Art(26.0, 1.9)
        b.text("line", "SOFT STEP", -4.0, 0.95, 1.4, "lato-black", "#2E5E8C", "line", 0.06)
        b.seam("seam", 6.5, 0.95, 11.0, False, "#8E8A80", 0.16)
        return {"side": a, "sole": b}

    def parts_of(self):
        sole = smooth([(-14.2, 1.2, 0, 1.6), (-13.6, 3.2, 0, 2.6), (-9, 4.0, 0, 2.7), (0, 4.0, 0, 2.5), (8, 5.0, 0, 2.4), (12.6, 3.8, 0.2, 2.4), (14.6, 1.2, 0.9, 2.0)], 60)
        yield Part("sole", loft(sole, 8.0), "sole", finish="plastic")
        low = 1.6
        upper = smooth([(-13.9, 1.0, low, 8.0), (-13.2, 2.8, low, 11.2), (-10.5, 3.6, low, 10.6), (-6, 3.8, low, 10.2), (-1.5, 3.9, low, 11.6), (2.5, 4.2, low, 9.2),
                        (6.5, 4.6, low, 6.6), (10.5, 4.2, low, 5.4), (13.2, 2.6, low, 4.2), (14.3, 0.6, low, 2.4)], 80)
        body = loft(upper, 2.6, 60)
        yield Part("body", body, "body", finish="cloth", zone="body")
        yield Part("print", patch(body, ((13.9 - 9.5) / 28.2, (13.9 + 8.5) / 28.2), (0.09, 0.29), 0.05), art="side", finish="cloth")
        yield Part("soleprint", quad((-13, 0.3, -5.15), (26, 0, 0), (0, 1.9, 0)), art="sole", finish="plastic")
        yield Part("collar", tube(smooth([(-12.6, 11.0, -1.6), (-9.5, 10.5, -2.6), (-5.5, 10.1, -2.6), (-2.0, 11.3, -1.6)], 30), 0.55), "seat", finish="cloth")
        yield Part("tab", ribbon([(-13.2, 8.6, 0), (-14.6, 10.4, 0), (-14.4, 13.0, 0), (-12.8, 12.4, 0), (-12.6, 10.6, 0)], (0, 0, 2.4)), "lace", finish="cloth")
        for n, x in enumerate((-0.6, 1.2, 3.0, 4.8)):
            y = np.interp(x, upper[:, 0], upper[:, 3])
            yield Part("laces", tube(bow((x, y - 1.35, 0), 0.01, 0.01, 0, 90, 2) + np.array([[0.5, 0, -3.3], [-0.3, 1.6, 0]]), 0.42), "lace", finish="cloth")
            yield Part("laces", tube(np.array([[x - 0.3, y + 0.25, 0], [x + 0.5, y - 1.35, 3.3]]), 0.42), "lace", finish="cloth")
        yield Part("stripe", patch(body, (0.02, 0.13), (0.06, 0.46), 0.06), "seat", finish="cloth")


PRODUCTS = [Spray, Bowl, Cereal, Backpack, Lamp, Clock, Oil, Loco, Sachet, Rollon, Bell, Shoe]
