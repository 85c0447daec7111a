"""Yet more products on whose pictures the gate's limits are set: more of what a shop's shelves hold. All names are invented."""

import numpy as np

from art import Art
from product import Part, Product, carton, label
from shapes import block, bow, boxy, cuboid, facing, loft, print_on, quad, revolve, ribbon, rounded, smooth, tube


class Rinse(Product):
    name, words, volume, wrong_volumes = "rinse", ["EISKLAR"], "500 ml", ["300 ml", "560 ml"]
    colors = {"body": "#2F9FA6", "cap": "#E8EDF0"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("star", -2.4, 1.1, 1.2, "#D2452F")
    variant = {"colors": {"body": "#7A5FB0", "cap": "#2E3A4A"}, "texts": {"brand": "FRISCHA"}, "shape": "flower"}

    def arts_of(self):
        a = Art(6.6, 9.6, "#F3F8F8")
        a.rect("foot", 0, 8.5, 6.6, 2.2, "#1B5F7C")
        a.sign("logo", "waves", 0, 1.5, 2.2, "#2F9FA6")
        a.text("brand", "EISKLAR", 0, 3.5, 1.5, "lato-black", "#1B4A66", "brand")
        a.text("line", "MOUTHWASH", 0, 5.0, 0.86, "lato-bold", "#1F8A7A", "line")
        a.text("line2", "mild mint, no alcohol", 0, 6.3, 0.66, "lato", "#35566A")
        a.text("volume", "500 ml", 0, 8.5, 1.1, "lato-bold", "#F3F8F8", "volume")
        return {"label": a}

    def parts_of(self):
        rows = smooth([(0, 3.2, 2.0), (0.4, 3.8, 2.5), (1.6, 4.0, 2.7), (7.0, 3.8, 2.6), (12.0, 3.9, 2.6),
                       (13.6, 3.6, 2.5), (15.0, 2.5, 2.0), (15.8, 1.7, 1.6)], 40)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 3.0)
        yield Part("body", body, "body", finish="glass", zone="body")
        yield Part("label", print_on(body, 6.6, 2.0, 11.6, 0.03), art="label", finish="label", zone="label")
        yield Part("neck", revolve([(1.7, 15.6), (1.7, 16.0), (1.3, 16.1), (1.3, 17.4), (0, 17.4)]), "body", finish="plastic")
        yield Part("cap", revolve(rounded([(1.9, 15.9), (1.9, 18.8), (1.7, 19.1), (0, 19.1)], 1, 0.2)), "cap", finish="plastic")
        for t in np.radians(np.arange(0, 360, 18)):
            x, z = 1.9 * np.sin(t), -1.9 * np.cos(t)
            yield Part("cap", tube(np.array([[x, 16.2, z], [x, 18.6, z]]), 0.12, 8), "cap", finish="plastic")


class Olives(Product):
    name, words, volume, wrong_volumes = "olives", ["GROVELIA"], "340 g", ["310 g", "840 g"]
    colors = {"body": "#8E9550", "lid": "#B8912F", "strip": "#F2ECDA"}
    zones, removable, added_sign = {"body": "body"}, ["lid", "strip"], ("sun", 2.1, 1.2, 1.2, "#B0452F")
    variant = {"colors": {"body": "#5A3F52", "lid": "#2F4A3C"}, "texts": {"brand": "KAPERINO"}, "shape": "fish", "pattern": "drop"}

    def arts_of(self):
        a = Art(6.0, 7.4, "#F2ECDA")
        a.pattern("print", "leaf", ["#7F8F3A", "#5F6B2A", "#A9A44E"], 0.9, 0.85, 21, (0, 5.2, 5.5, 0.95))
        a.sign("logo", "drop", 0, 1.2, 1.7, "#5F6B2A")
        a.text("brand", "GROVELIA", 0, 2.9, 1.08, "slab", "#33391A", "brand")
        a.text("line", "GREEN OLIVES", 0, 4.05, 0.72, "lato-black", "#7A5A1E", "line")
        a.text("volume", "340 g", 0, 6.6, 0.85, "lato-bold", "#33391A", "volume")
        return {"label": a}

    def parts_of(self):
        rows = smooth([(0, 2.9), (0.3, 3.3), (1.2, 3.55), (8.8, 3.55), (10.2, 3.3), (11.2, 2.7)], 40)
        body = boxy(rows[:, 1], rows[:, 1], rows[:, 0], 5.0)
        yield Part("body", body, "body", finish="glass", zone="body")
        yield Part("label", print_on(body, 6.0, 1.0, 8.4, 0.03), art="label", finish="label", zone="label")
        yield Part("rim", revolve([(2.75, 11.0), (2.75, 12.2), (2.3, 12.2), (2.3, 11.6), (0, 11.6)]), "body", finish="glass")
        yield Part("lid", revolve(rounded([(2.95, 11.2), (3.05, 11.3), (3.05, 12.7), (2.85, 12.9), (0, 12.9)], 1, 0.2)), "lid", finish="steel")
        path = smooth([(0, 9.3, -3.62), (0, 10.4, -3.36), (0, 11.2, -3.14), (0, 12.6, -3.12), (0, 12.98, -2.95),
                       (0, 12.99, -2.6), (0, 12.99, 0), (0, 12.98, 2.8)], 40)
        if "lid" not in self.missing:  # it holds to the lid
            yield Part("strip", ribbon(path, (1.5, 0, 0)), "strip", finish="paper")


class Pasta(Product):
    name, words, volume, wrong_volumes = "pasta", ["BOLLENTA"], "500 g", ["600 g", "560 g"]
    colors = {"body": "#22488C"}
    zones, removable, added_sign = {"body": "body"}, ["hanger"], ("crown", -4.0, 12.6, 1.7, "#F2C84A")
    variant = {"colors": {"body": "#A83A34"}, "texts": {"brand": "FARFELLO"}, "shape": "leaf", "pattern": "drop"}

    def arts_of(self):
        a = Art(11.0, 21.0, "#22488C")
        a.rect("window", 0, 17.2, 9.4, 6.2, "#F4E3B0", radius=1.2)
        a.pattern("print", "leaf", ["#DDB04A", "#CB9A36", "#E8C268"], 1.4, 2.0, 12, (0, 17.2, 9.0, 5.8))
        a.rect("head", 0, 5.4, 11.0, 3.4, "#D8362F")
        a.sign("logo", "sun", 0, 1.95, 2.7, "#F2C84A")
        a.text("brand", "BOLLENTA", 0, 5.4, 1.6, "serif-bold", "#FFFFFF", "brand", -0.02)
        a.text("line", "PENNE RIGATE", 0, 8.6, 1.35, "lato-black", "#FFFFFF", "line")
        a.text("line2", "cooks in eleven minutes", 0, 10.3, 0.86, "lato", "#DDE4F2")
        a.text("volume", "500 g", 0, 12.6, 1.35, "lato-bold", "#F2C84A", "volume")
        b = Art(4.6, 21.0, "#22488C")
        b.text("sidebrand", "BOLLENTA", 0, 2.4, 0.72, "serif-bold", "#FFFFFF", "side")
        for n, t in enumerate(["durum wheat", "and water,", "drawn through", "bronze, dried", "for a night"]):
            b.text("s%d" % n, t, 0, 5.0 + n * 1.1, 0.6, "lato", "#DDE4F2", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(11, 21, 4.6), {"front": "front", "right": "side", "left": "side"}, "body")
        for grid in cuboid(5.0, 2.2, 0.12, (0, 20.9, 2.0)).values():
            yield Part("hanger", grid, "body", finish="paper", zone="body")


class Chocolate(Product):
    name, words, volume, wrong_volumes = "chocolate", ["KAKAORA"], "100 g", ["180 g", "160 g"]
    colors = {"body": "#5B2A3C", "foil": "#D8C48E", "cocoa": "#4A2A1C"}
    zones, removable, added_sign = {"body": "body"}, ["foil", "piece"], ("moon", -2.7, 1.5, 1.2, "#E6C67A")
    variant = {"colors": {"body": "#2C5E58"}, "texts": {"brand": "CREMOLLA"}, "shape": "star", "pattern": "flower"}
    light_on_dark = True

    def arts_of(self):
        a = Art(8.0, 15.0, "#5B2A3C")
        a.pattern("print", "hexagon", ["#7E4458", "#93576A", "#E6C67A"], 1.55, 1.2, 44, (0, 9.5, 7.4, 5.6))
        a.sign("logo", "crown", 0, 1.5, 1.9, "#E6C67A")
        a.text("brand", "KAKAORA", 0, 3.6, 1.5, "spartan", "#F6EBD2", "brand")
        a.rect("rule", 0, 4.65, 6.4, 0.1, "#E6C67A")
        a.text("line", "DARK & FINE", 0, 5.6, 1.0, "lato-bold", "#E6C67A", "line", 0.03)
        a.text("line2", "with roasted almonds", 0, 12.7, 0.68, "lato", "#F6EBD2")
        a.text("volume", "100 g", 0, 13.9, 0.9, "lato-bold", "#F6EBD2", "volume")
        return {"front": a}

    def parts_of(self):
        yield from carton(cuboid(8.0, 15.0, 1.1), {"front": "front"}, "body")
        zigzag = np.linspace(-3.7, 3.7, 25)
        for z in (-0.35, 0.35):
            top = np.stack([zigzag, 16.6 + 0.16 * np.sin(zigzag * 9), 0 * zigzag + 0.3 * z], 1)
            yield Part("foil", np.stack([np.stack([zigzag, 0 * zigzag + 14.9, 0 * zigzag + z], 1), top], 1), "foil", finish="metal")
        for n, (x, y, z) in enumerate([(5.6, 0, -0.9), (5.7, 0.95, -0.8)]):
            block = boxy([1.35, 1.4, 1.15, 0.01], [1.35, 1.4, 1.15, 0.01], [0, 0.3, 0.9, 0.95], 7.0) + np.array([x, y, z])
            yield Part("piece" if n else "base", block, "cocoa", finish="plastic")


class Wine(Product):
    name, words, volume, wrong_volumes = "wine", ["HALDORN"], "0.75 l", ["0.15 l", "0.76 l"]
    colors = {"body": "#2A3A2C", "paper": "#F1E9D6", "capsule": "#7A1F2E", "cork": "#C9A377"}
    zones, removable, added_sign = {"body": "body", "label": "paper"}, ["capsule", "medal"], ("leaf", -2.5, 1.5, 1.7, "#4F6B3A")
    variant = {"colors": {"paper": "#D9C9A0", "capsule": "#C09A3A"}, "texts": {"brand": "GRAUBERN"}, "shape": "sun"}

    def arts_of(self):
        a = Art(8.4, 10.4, "#F1E9D6")
        a.sign("logo", "mountain", 0, 1.6, 2.7, "#7A1F2E")
        a.text("brand", "HALDORN", 0, 4.0, 1.4, "slab", "#2C2320", "brand")
        a.rect("rule", 0, 5.1, 5.6, 0.1, "#B08A3A")
        a.text("line", "RED CUVEE", 0, 6.2, 1.15, "lato-bold", "#7A1F2E", "line")
        a.text("line2", "hillside, dry", 0, 7.6, 0.95, "serif", "#4A3F38")
        a.text("volume", "0.75 l", 0, 9.2, 1.25, "lato-bold", "#2C2320", "volume")
        return {"label": a}

    def parts_of(self):
        profile = [(0, 0.2), (3.4, 0), (3.75, 0.4), (3.8, 1.2), (3.8, 17.6), (3.6, 19.2), (2.6, 21.4), (1.7, 23.2), (1.45, 25.0), (1.4, 28.6)]
        yield Part("body", revolve(rounded(profile)), "body", finish="glass", zone="body")
        yield label(self, 3.8, 8.4, 4.2, 14.6)
        yield Part("lip", revolve(rounded([(1.4, 28.5), (1.62, 28.7), (1.62, 29.3), (1.4, 29.5), (0, 29.5)], 1, 0.2)), "body", finish="glass")
        yield Part("cork", revolve([(0.95, 29.4), (1.0, 30.1), (0, 30.2)]), "cork", finish="paper")
        foil = [(1.52, 23.9), (1.5, 25.0), (1.46, 28.3), (1.7, 28.6), (1.72, 29.5), (1.62, 30.3), (0, 30.4)]
        yield Part("capsule", revolve(rounded(foil, 1, 0.2)), "capsule", finish="steel")
        yield Part("medal", facing(revolve([(1.05, 0), (1.05, 0.08), (0.8, 0.14), (0, 0.14)]), (0, 16.0, -3.78)), "#C9A23A", finish="metal")


class Yoghurt(Product):
    name, words, volume, wrong_volumes = "yoghurt", ["JOGHELLA"], "450 g", ["430 g", "460 g"]
    colors = {"body": "#F4F1EA", "lid": "#C9CDD2"}
    zones, removable, added_sign = {"body": "body"}, ["lid", "spoon"], ("star", 2.9, 1.3, 1.3, "#3F6FB0")
    variant = {"colors": {"body": "#F3DDA6"}, "texts": {"brand": "FRUTTALI"}, "shape": "sun", "pattern": "drop"}

    def arts_of(self):
        a = Art(28.9, 10.0, "#F4F1EA")
        a.pattern("print", "heart", ["#CF3A4A", "#B8283C", "#E0707A"], 1.4, 1.15, 6, (-0.4, 6.7, 7.6, 2.9))
        a.rect("foot", 0, 9.2, 28.9, 1.6, "#3F6FB0")
        a.sign("logo", "flower", 0, 1.3, 1.9, "#3F6FB0")
        a.text("brand", "JOGHELLA", 0, 3.1, 1.32, "comfortaa", "#23477A", "brand")
        a.text("line", "STRAWBERRY", 0, 4.6, 0.95, "lato-black", "#B8283C", "line")
        a.text("volume", "450 g", 0, 9.15, 0.95, "lato-bold", "#FFFFFF", "volume")
        for x in (-10, 10):
            a.text("back%d" % x, "mild & creamy", x, 4.6, 0.9, "lato", "#23477A", "side")
        return {"skin": a}

    def parts_of(self):
        yield Part("foot", revolve(rounded([(0, 0.15), (3.7, 0), (4.0, 0.1), (4.15, 0.5)], 1, 0.2)), "body", finish="plastic")
        yield Part("body", revolve([(4.15, 0.5), (5.05, 10.5)]), art="skin", finish="plastic", zone="body")
        yield Part("rim", revolve([(5.05, 10.5), (5.4, 10.55), (5.4, 10.8), (4.9, 10.85), (4.8, 9.6), (0, 9.6)]), "body", finish="plastic")
        yield Part("lid", revolve([(5.5, 10.35), (5.55, 10.9), (5.2, 10.98), (4.8, 10.85), (0, 10.85)]), "lid", finish="metal")
        yield Part("lid", ribbon([(4.9, 10.95, -1.6), (5.9, 10.85, -2.0), (6.9, 10.4, -2.4)], (0.75, 0, 1.8)), "lid", finish="metal")
        handle = np.array([[-3.6, 11.15, -1.2], [1.0, 11.15, -0.2], [6.2, 11.15, 0.9]])
        yield Part("spoon", tube(handle, [0.24, 0.2, 0.26]), "#D98A3A", finish="plastic")
        bowl = revolve(smooth([(0.01, 0), (0.7, 0.12), (1.1, 0.5), (1.15, 0.6)], 16)) * np.array([1.2, 1, 0.8]) + np.array([-4.5, 10.98, -1.4])
        yield Part("spoon", bowl, "#D98A3A", finish="plastic")


class Soap(Product):
    name, words = "soap", ["LAVENDRO"]
    colors = {"body": "#D9CFE3", "bar": "#9C86B8"}
    zones, removable, added_sign = {"body": "body"}, ["bar"], ("heart", 4.5, 0.8, 1.0, "#B0457A")
    variant = {"colors": {"body": "#CFE0C6", "bar": "#E0C27A"}, "texts": {"brand": "KERNELLO"}, "shape": "sun", "pattern": "leaf"}

    def arts_of(self):
        a = Art(10.4, 6.6, "#D9CFE3")
        a.pattern("print", "flower", ["#7A5FA0", "#9C86B8", "#B8A4CE"], 0.95, 0.85, 15, (0, 5.7, 10.0, 0.96))
        a.sign("logo", "leaf", -4.1, 2.3, 2.2, "#5F8A5A")
        a.text("brand", "LAVENDRO", 0.9, 2.3, 1.18, "serif-bold", "#3A2A52", "brand", -0.02)
        a.text("line", "OLIVE OIL SOAP", 0, 3.85, 0.85, "lato-bold", "#5A4478", "line", 0.03)
        a.text("small", "boiled by hand", 0, 4.8, 0.6, "lato", "#5A4478", "small")
        b = Art(3.6, 6.6, "#D9CFE3")
        b.sign("sidesign", "leaf", 0, 3.3, 2.2, "#5F8A5A", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(10.4, 6.6, 3.6), {"front": "front", "right": "side", "left": "side"}, "body")
        rows = smooth([(6.6, 3.4, 1.2), (6.8, 3.8, 1.5), (7.6, 4.0, 1.65), (8.4, 3.8, 1.5), (8.8, 3.2, 1.1), (8.82, 0.01, 0.01)], 30)
        yield Part("bar", boxy(rows[:, 1], rows[:, 2], rows[:, 0], 3.4), "bar", finish="plastic")
        cord = smooth([(-0.25, 6.62, -1.75), (-0.25, 7.6, -1.78), (-0.25, 8.95, -1.0), (-0.25, 8.98, 1.0)], 24)
        yield Part("bar", tube(cord, 0.13, 8), "#6F8A4A", finish="cloth")


class Matches(Product):
    name, words = "matches", ["FLAMMIRA"]
    colors = {"body": "#D9A62E", "tray": "#E9DDC2", "rough": "#4A2E28"}
    zones, removable, added_sign = {"body": "body"}, ["match", "tray"], ("bolt", -4.3, 5.6, 1.3, "#1F4A5E")
    variant = {"colors": {"body": "#6FA3B8"}, "texts": {"brand": "GLUTHOLZ"}, "shape": "bolt", "pattern": "dots"}

    def arts_of(self):
        a = Art(10.6, 6.6, "#D9A62E")
        for n, (x, y, w, h) in enumerate([(0, 0.4, 10.0, 0.16), (0, 6.2, 10.0, 0.16), (-4.92, 3.3, 0.16, 5.96), (4.92, 3.3, 0.16, 5.96)]):
            a.rect("frame%d" % n, x, y, w, h, "#A8281C")
        a.pattern("print", "sun", ["#A8281C", "#E8C66A"], 0.9, 0.7, 8, (1.4, 5.45, 6.3, 0.92))
        a.sign("logo", "drop", -3.9, 2.5, 3.0, "#C2321F")
        a.text("brand", "FLAMMIRA", 1.0, 2.0, 1.3, "spartan", "#4A1A10", "brand")
        a.text("line", "LONG MATCHES", 1.0, 3.7, 0.88, "lato-black", "#1F4A5E", "line")
        return {"front": a}

    def parts_of(self):
        for side, grid in cuboid(10.6, 6.6, 3.0).items():
            if side in ("front", "back", "left", "bottom"):
                yield Part(side, grid, "" if side == "front" else "body", "front" if side == "front" else "", zone="body")
        yield Part("top", quad((-5.3, 6.6, -1.5), (10.6, 0, 0), (0, 0, 3.0)), "rough", finish="cloth")
        yield Part("end", quad((5.2, 0, -1.5), (0, 0, 3.0), (0, 6.6, 0)), "tray", finish="paper")
        for corner, right, up in (((5.2, 0.15, 1.3), (3.4, 0, 0), (0, 6.3, 0)), ((5.2, 0.15, -1.3), (3.4, 0, 0), (0, 0, 2.6)),
                                  ((5.2, 6.45, -1.3), (3.4, 0, 0), (0, 0, 2.6)), ((8.6, 0.15, -1.3), (0, 0, 2.6), (0, 6.3, 0))):
            yield Part("tray", quad(corner, right, up), "tray", finish="paper")
        for n in range(11):
            y, z = 0.55 + 0.51 * n, 0.1 + 0.35 * (n % 3)
            x = 8.0 - 0.15 * (n % 2)
            yield Part("match", tube(np.array([[5.1, y, z], [x, y, z]]), 0.16, 8), "#E3C48A", finish="wood")
            head = np.array([[x - 0.35, y, z], [x - 0.2, y, z], [x + 0.15, y, z], [x + 0.32, y, z]])
            yield Part("match", tube(head, [0.14, 0.26, 0.26, 0.05], 10), "#B0281E", finish="paper")


class Headphones(Product):
    name, words = "headphones", ["ECHORO"]
    colors = {"body": "#C2674A", "dark": "#2B2D31", "metal": "#C6C9CD"}
    zones, removable, added_sign = {"body": "body"}, ["cable", "pad", "yoke"], ("star", 0, 5.2, 1.1, "#23262B")
    variant = {"colors": {"body": "#4F7A8C"}, "texts": {"brand": "KLANGO"}, "shape": "hexagon"}

    def arts_of(self):
        a = Art(6.2, 6.2)
        a.text("brand", "ECHORO", 0, 2.4, 1.4, "spartan", "#F6EEDF", "brand")
        a.text("line", "STUDIO", 0, 3.9, 1.05, "lato-black", "#23262B", "line", 0.05)
        b = Art(6.2, 6.2)
        b.sign("logo", "rings", 0, 3.1, 3.6, "#F6EEDF")
        return {"right": a, "left": b}

    def parts_of(self):
        for name, x in (("left", -6.6), ("right", 6.6)):
            shell = [(0, -1.4), (3.9, -1.4), (4.3, -1.0), (4.3, 0.9), (4.1, 1.35), (3.7, 1.5), (0, 1.5)]
            yield Part("cup", facing(revolve(rounded(shell, 2, 0.3)), (x, 4.3, 0)), "body", finish="plastic", zone="body")
            yield Part(name, quad((x - 3.1, 1.2, -1.53), (6.2, 0, 0), (0, 6.2, 0)), art=name, finish="cloth")
            soft = [(0, -3.2), (3.2, -3.3), (3.9, -2.9), (4.1, -2.2), (3.9, -1.3)]
            yield Part("soft", facing(revolve(rounded(soft, 2, 0.4)), (x, 4.3, 0)), "dark", finish="cloth")
            arms = smooth([(x - 4.5, 4.3, 0), (x - 4.1, 7.2, 0), (x, 9.6, 0), (x + 4.1, 7.2, 0), (x + 4.5, 4.3, 0)], 40)
            yield Part("yoke" if x > 0 else "yoke2", tube(arms, 0.36), "metal", finish="metal")
        band = smooth([(-6.6, 9.4, 0), (-6.9, 12.0, 0), (-5.6, 16.6, 0), (-2.4, 19.2, 0), (0, 19.7, 0),
                       (2.4, 19.2, 0), (5.6, 16.6, 0), (6.9, 12.0, 0), (6.6, 9.4, 0)], 80)
        yield Part("band", tube(band, 0.5) * np.array([1, 1, 2.6]), "dark", finish="plastic")
        soft = tube(band[20:60] - np.array([0, 0.65, 0]), np.r_[0.1, np.full(38, 0.6), 0.1])
        yield Part("pad", soft * np.array([1, 1, 2.6]), "body", finish="cloth", zone="body")
        wire = smooth([(-6.6, 0.2, -0.5), (-5.2, 0.24, -2.2), (-1.6, 0.24, -2.6), (0.6, 0.24, -0.6), (3.0, 0.24, -2.4), (6.0, 0.24, -3.0)], 60)
        yield Part("cable", tube(wire, 0.22), "dark", finish="plastic")
        plug = np.array([[5.9, 0.4, -3.0], [6.0, 0.4, -3.0], [7.4, 0.4, -3.2], [7.5, 0.4, -3.2], [8.6, 0.4, -3.4]])
        yield Part("cable", tube(plug, [0.05, 0.4, 0.4, 0.16, 0.14]), "metal", finish="metal")


class WateringCan(Product):
    name, words = "watering", ["GIESSELA"]
    colors = {"body": "#6E9A72", "seat": "#E2B93F"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["rose", "handle", "brace"], ("bee", -4.8, 2.0, 2.0, "#7A3A22")
    variant = {"colors": {"body": "#B86A5A", "seat": "#DDE0DC"}, "texts": {"brand": "BLATTARO"}, "shape": "sun", "pattern": "drop"}

    def arts_of(self):
        a = Art(13.0, 11.0)
        a.sign("logo", "flower", 0, 2.2, 3.4, "#F4EBCB")
        a.text("brand", "GIESSELA", 0, 5.2, 2.0, "comfortaa", "#22402A", "brand")
        a.text("line", "GARDEN", 0, 7.4, 1.7, "lato-black", "#F4EBCB", "line", 0.08)
        a.pattern("print", "leaf", ["#F4EBCB", "#22402A"], 1.5, 1.3, 17, (0, 9.7, 12.0, 1.6))
        return {"print": a}

    def parts_of(self):
        body = revolve(rounded([(8.0, 0), (8.3, 0.4), (7.6, 14.6), (7.4, 15.2)], 2, 0.4))
        yield Part("body", body, "body", finish="plastic", zone="body")
        yield Part("print", print_on(body, 13.0, 2.2, 13.2, 0.03), art="print", finish="cloth")
        yield Part("shoulder", revolve(smooth([(7.5, 15.1), (6.6, 16.4), (4.4, 17.2), (4.0, 17.6)], 24)), "body", finish="plastic", zone="body")
        yield Part("mouth", revolve([(4.0, 17.5), (4.4, 17.7), (4.0, 17.9), (3.8, 17.4), (0, 15.0)]), "seat", finish="plastic", zone="seat")
        spout = smooth([(6.6, 3.2, 0), (9.2, 4.6, 0), (13.0, 10.0, 0), (17.0, 16.2, 0), (19.0, 18.4, 0)], 40)
        yield Part("spout", tube(spout, np.linspace(2.0, 1.0, 40)), "body", finish="plastic", zone="body")
        ahead = np.array([0.74, 0.67, 0])
        head = np.array([spout[-1] + ahead * k for k in (-0.6, 0.2, 2.6, 3.2, 3.4, 3.45)])
        yield Part("rose", tube(head, [1.2, 1.3, 2.8, 2.9, 2.6, 0.05], 40), "seat", finish="plastic", zone="seat")
        yield Part("brace", tube(np.array([[7.0, 13.4, 0], [15.2, 13.4, 0]]), 0.5), "seat", finish="plastic", zone="seat")
        grip = smooth([(-7.6, 4.6, 0), (-11.0, 7.0, 0), (-12.2, 12.0, 0), (-10.0, 18.0, 0), (-4.6, 22.0, 0),
                       (1.6, 22.2, 0), (4.0, 20.0, 0), (4.2, 17.4, 0)], 60)
        yield Part("handle", tube(grip, 0.85), "seat", finish="plastic", zone="seat")


class Car(Product):
    name, words = "car", ["FLITZARO"]
    colors = {"body": "#3B78B8", "seat": "#F0EADB", "dark": "#2A2B2E", "metal": "#C6C9CD"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["wheel", "bumper", "case"], ("sun", 4.0, 1.5, 1.7, "#F4C63A")
    variant = {"colors": {"body": "#4F9A5A", "seat": "#E6B84A"}, "texts": {"brand": "KURVETTO"}, "shape": "heart"}

    def arts_of(self):
        a = Art(14.0, 3.5)
        a.text("brand", "FLITZARO", -1.0, 1.05, 1.5, "spartan", "#FFF6DE", "brand")
        a.text("line", "RALLY TEAM", -1.0, 2.7, 1.06, "lato-black", "#F4C63A", "line", 0.03)
        b = Art(10.0, 3.6)
        b.rect("window", -2.3, 1.85, 3.9, 2.5, "#3A4A58", radius=0.5)
        b.rect("window2", 2.3, 1.85, 3.9, 2.5, "#3A4A58", radius=0.5)
        c = Art(2.4, 2.4)
        c.sign("logo", "bolt", 0, 1.2, 2.2, "#F4E7C4")
        return {"door": a, "cab": b, "roof": c}

    def parts_of(self):
        low = smooth([(-12.0, 3.6, 2.4, 5.2), (-11.6, 4.4, 1.9, 6.0), (-10.6, 4.8, 1.6, 6.4),
                      (-9, 4.8, 1.6, 6.6), (-7.5, 4.8, 1.6, 6.6), (7.5, 4.8, 1.6, 6.6), (9, 4.8, 1.6, 6.6),
                      (10.8, 4.7, 1.6, 6.2), (11.8, 4.2, 1.9, 5.6), (12.2, 3.4, 2.4, 4.8)], 80)
        yield Part("body", loft(low, 8, 80), "body", finish="gloss", zone="body")
        for x, way in ((-12.0, 1), (12.2, -1)):
            yield Part("nose", quad((x, 2.4, -3.3 * way), (0, 0, 6.6 * way), (0, 2.35, 0)), "body", finish="gloss")
        yield Part("print", quad((-6.9, 2.4, -4.84), (14.0, 0, 0), (0, 3.5, 0)), art="door", finish="cloth")
        high = smooth([(-7.4, 4.0, 6.2, 7.2), (-6.8, 4.2, 6.2, 9.6), (-5.8, 4.2, 6.2, 10.7),
                       (-4.4, 4.2, 6.2, 11.0), (-3.4, 4.2, 6.2, 11.0), (2.0, 4.2, 6.2, 11.0), (3.0, 4.2, 6.2, 11.0),
                       (4.2, 4.2, 6.2, 10.7), (5.6, 4.2, 6.2, 9.6), (7.4, 4.0, 6.2, 6.8)], 60)
        yield Part("cab", loft(high, 8, 80), "seat", finish="gloss", zone="seat")
        yield Part("cabprint", quad((-5.6, 6.6, -4.23), (10.0, 0, 0), (0, 3.6, 0)), art="cab", finish="cloth")
        for grid in cuboid(6.6, 2.6, 5.4, (-0.8, 11.3, 0)).values():
            yield Part("case", grid, "#A8683A", finish="cloth")
        for x in (-3.4, 1.8):
            rail = np.array([[x, 11.0, -3.6], [x, 11.2, -3.5], [x, 11.2, 3.5], [x, 11.0, 3.6]])
            yield Part("rack", tube(rail, 0.3), "metal", finish="metal")
        yield Part("case", quad((-2.0, 11.4, -2.74), (2.4, 0, 0), (0, 2.4, 0)), art="roof", finish="cloth")
        for name, x in (("bumper", 12.4), ("bumper2", -12.4)):
            bar = np.array([[x, 2.6, -4.4], [x, 2.6, -4.3], [x, 2.6, 4.3], [x, 2.6, 4.4]])
            yield Part(name, tube(bar, [0.05, 0.7, 0.7, 0.05]), "metal", finish="metal")
        tyre = rounded([(0, -0.9), (2.5, -0.9), (2.7, -0.6), (2.7, 0.6), (2.5, 0.9), (1.6, 0.9), (1.5, 0.7)], 1, 0.2)
        for n, (x, z) in enumerate([(7.6, -4.6), (-7.6, -4.6), (7.6, 4.6), (-7.6, 4.6)]):
            flip = np.array([1, 1, 1 if z < 0 else -1])
            name = "wheel%d" % n if n else "wheel"
            yield Part(name, facing(revolve(tyre)) * flip + np.array([x, 2.7, z]), "dark", finish="plastic")
            hub = facing(revolve([(1.6, 0.75), (1.2, 0.95), (0.5, 0.95), (0.4, 1.15), (0, 1.15)]))
            yield Part(name, hub * flip + np.array([x, 2.7, z]), "metal", finish="metal")


class Armchair(Product):
    name, words = "armchair", []
    colors = {"body": "#5F7A8A", "seat": "#D2A24A", "wood": "#8A5A36"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["cushion", "leg"], ("moon", 0, 5.0, 5.6, "#E6D9B8")
    variant = {"colors": {"body": "#8A5A6A", "seat": "#9DAE8A"}, "pattern": "hexagon"}

    def arts_of(self):
        a = Art(44.0, 30.0)
        a.pattern("print", "flower", ["#E6D9B8", "#D2A24A", "#3A4F5E"], 6.2, 5.0, 41, (0, 19.4, 44.0, 18.7))
        b = Art(44.0, 15.0)
        b.seam("seam", 0, 4.0, 43.0, False, "#35474F", 0.4)
        return {"back": a, "base": b}

    def parts_of(self):
        back = block(52, 16, 14, 84, (0, 25), 4.0)
        yield Part("back", back, "body", finish="cloth", zone="body")
        yield Part("print", print_on(back, 44.0, 48, 78, 0.15), art="back", finish="cloth")
        base = block(54, 56, 14, 34, (0, -2), 2.0, 12)
        yield Part("base", base, "body", finish="cloth", zone="body")
        yield Part("front", quad((-22, 17, -30.15), (44, 0, 0), (0, 15, 0)), art="base", finish="cloth")
        for x in (-32.5, 32.5):
            yield Part("arm", block(13, 64, 14, 56, (x, 0), 3.5), "body", finish="cloth", zone="body")
        yield Part("cushion", block(51, 48, 34, 46, (0, -7), 3.5), "seat", finish="cloth", zone="seat")
        for n, (x, z) in enumerate([(30, -27), (-30, -27), (30, 27), (-30, 27)]):
            yield Part("leg%d" % n if n else "leg", tube(np.array([[x * 1.04, 0, z * 1.04], [x, 15, z]]), [1.6, 2.8]), "wood", finish="wood")


PRODUCTS = [Rinse, Olives, Pasta, Chocolate, Wine, Yoghurt, Soap, Matches, Headphones, WateringCan, Car, Armchair]
