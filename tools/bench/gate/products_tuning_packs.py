"""Packages with much print, on whose pictures the gate's limits are set: cartons, a tub, a wrapper and bottles. All names are invented."""

import numpy as np

from art import Art
from product import Part, Product, carton, label
from shapes import boxy, cuboid, facing, print_on, quad, revolve, rounded, smooth, tube


def ribbed(profile, ribs, rise):
    """Turned, with upright ribs that run out where the profile leaves its widest."""
    grid = revolve(profile, ribs * 8)
    r = np.asarray(profile, float)[:, 0]
    wave = 1 + rise * np.cos(np.linspace(0, 2 * np.pi * ribs, ribs * 8 + 1))[:, None] * (r > 0.97 * r.max())[None]
    return np.stack([grid[..., 0] * wave, grid[..., 1], grid[..., 2] * wave], axis=2)


class Juice(Product):
    name, words, volume, wrong_volumes = "juice", ["ORANJOLA"], "1.5 l", ["1.8 l", "7.5 l"]
    colors = {"body": "#F4F1E8", "cap": "#2F7A3C", "spout": "#FBFAF6"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("star", -3.2, 15.5, 1.5, "#F6C35A")
    variant = {"colors": {"body": "#F2DCE2", "cap": "#8A2440"},
               "texts": {"brand": "APFLUNDO", "line": "APPLE & QUINCE", "line2": "cloudy, from old orchards", "volume": "1.2 l"},
               "shape": "flower", "pattern": "hexagon"}

    def arts_of(self):
        a = Art(9.5, 17.0, "#F4F1E8")
        a.pattern("print", "drop", ["#F2A53A", "#F6C35A", "#EE8F2A"], 1.25, 0.8, 8, (0, 8.7, 9.0, 5.0))
        a.rect("fruit", -1.1, 8.9, 5.2, 5.2, "#EF8A1D", radius=2.6)
        a.rect("shine", -2.1, 7.8, 1.3, 1.3, "#F7AE4C", radius=0.65)
        a.sign("leaf", "leaf", -0.5, 6.85, 1.9, "#2F7A3C", "side")
        a.rect("peel", 2.2, 10.1, 3.8, 3.8, "#E8781A", radius=1.9)
        a.rect("pith", 2.2, 10.1, 3.4, 3.4, "#FBE7BE", radius=1.7)
        a.sign("flesh", "flower", 2.2, 10.1, 3.1, "#F49A2A", "side")
        a.sign("logo", "sun", 0, 1.5, 2.1, "#EF8A1D")
        a.text("brand", "ORANJOLA", 0, 3.6, 1.5, "spartan", "#1F5A2C", "brand")
        a.text("line", "ORANGE & MANGO", 0, 5.05, 0.92, "lato-black", "#C2540F", "line")
        a.rect("foot", 0, 15.0, 9.5, 4.0, "#2F7A3C")
        a.text("line2", "pressed, not from concentrate", 0, 13.75, 0.62, "lato", "#FFFFFF", "small")
        a.text("volume", "1.5 l", 2.4, 15.45, 1.7, "lato-black", "#FFFFFF", "volume")
        b = Art(9.5, 17.0, "#F4F1E8")
        b.rect("sidefoot", 0, 15.0, 9.5, 4.0, "#2F7A3C")
        b.text("sidebrand", "ORANJOLA", 0, 2.0, 1.2, "spartan", "#1F5A2C", "side")
        table = ["per 100 ml", "energy 188 kJ", "fat 0.1 g", "sugars 9.6 g", "protein 0.7 g", "salt 0.01 g",
                 "shake well before", "opening, keep cool"]
        for n, t in enumerate(table):
            b.text("s%d" % n, t, 0, 4.2 + n * 1.05, 0.72, "lato", "#3A3A30", "side")
        c = Art(9.5, 6.83, "#F4F1E8")
        c.rect("eaves", 0, 6.2, 9.5, 1.3, "#EF8A1D")
        for n, x in enumerate((-3.4, 3.4)):
            c.sign("roof%d" % n, "leaf", x, 2.9, 2.0, "#2F7A3C", "side")
        return {"front": a, "side": b, "roof": c}

    def parts_of(self):
        yield from carton(cuboid(9.5, 17.0, 9.5), {"front": "front", "right": "side", "left": "side"}, "body")
        yield Part("roof", quad((-4.75, 17.0, -4.75), (9.5, 0, 0), (0, 5.0, 4.65)), art="roof", zone="body")
        yield Part("roof2", quad((4.75, 17.0, 4.75), (-9.5, 0, 0), (0, 5.0, -4.65)), "body", zone="body")
        for x, way in ((-4.75, 1), (4.75, -1)):
            inner = (x + way * 3.0, 22.0, 0)
            yield Part("gable", np.array([[(x, 17, 4.75), inner], [(x, 17, -4.75), inner]], float), "body", zone="body")
            for z in (-1, 1):
                corner = (x, 17, z * 4.75)
                yield Part("fold", np.array([[corner, (x, 22, z * 0.1)], [corner, inner]], float), "body", zone="body")
        for grid in cuboid(9.5, 2.2, 0.26, (0, 21.95, 0)).values():
            yield Part("ridge", grid, "body", zone="body")
        n, t = np.array([0, 4.65, -5.0]) / 6.83, np.array([0, 5.0, 4.65]) / 6.83
        slope = np.stack([np.array([1.0, 0, 0]), n, t])
        at = np.array([0, 17.0, -4.75]) + t * 3.3
        spout = rounded([(2.0, 0), (2.0, 0.15), (1.35, 0.3), (1.35, 1.2), (1.15, 1.25), (1.1, 0.9), (0, 0.9)], 1, 0.1)
        yield Part("spout", revolve(spout) @ slope + at, "spout", finish="plastic")
        cap = [(1.75, 0.3), (1.75, 0.35), (1.75, 1.5), (1.74, 1.65), (1.55, 1.75), (0, 1.75)]
        yield Part("cap", ribbed(cap, 36, 0.025) @ slope + at, "cap", finish="plastic")


class Margarine(Product):
    name, words, volume, wrong_volumes = "margarine", ["GOLDAKER"], "600 g", ["800 g", "500 g"]
    colors = {"body": "#F0CE4E", "lid": "#1F4F9A", "butter": "#F6E6A4"}
    zones, removable, added_sign = {"body": "body", "seat": "lid"}, ["lid"], ("heart", 5.6, 1.0, 1.1, "#B3261E")
    variant = {"colors": {"body": "#F3EDE0", "lid": "#3F7A45"},
               "texts": {"brand": "LEINHOLD", "line": "PLANT BASED", "small": "for bread and pan", "volume": "250 g",
                         "line3": "WITH LINSEED OIL"},
               "shape": "leaf", "pattern": "drop"}

    def arts_of(self):
        a = Art(13.0, 4.7)
        a.pattern("print", "leaf", ["#E2B93C", "#F7DD78"], 2.2, 1.7, 33, (0.3, 2.35, 9.0, 4.45))
        a.sign("logo", "flower", -5.2, 1.6, 2.0, "#B3261E")
        a.text("brand", "GOLDAKER", 0.3, 1.25, 1.45, "slab", "#173C78", "brand")
        a.text("line", "SOFT & LIGHT", 0.3, 2.7, 0.86, "lato-black", "#B3261E", "line", 0.02)
        a.text("small", "spreads from the fridge", -1.1, 3.9, 0.6, "lato-bold", "#173C78", "small")
        a.text("volume", "600 g", 3.6, 3.9, 0.98, "lato-black", "#173C78", "volume")
        b = Art(11.0, 1.2)
        b.text("line3", "WITH SUNFLOWER OIL", 0, 0.62, 0.74, "lato-bold", "#FFF3C4", "line", 0.04)
        c = Art(10.0, 6.0)
        c.rect("oval", 0, 3.0, 9.8, 5.8, "#F7EFD2", radius=2.9)
        c.text("topbrand", "GOLDAKER", 0, 3.0, 1.6, "slab", "#173C78", "side")
        c.sign("topsign", "flower", 0, 1.3, 1.5, "#B3261E", "side")
        c.text("topline", "spread and bake", 0, 4.6, 0.8, "lato", "#173C78", "side")
        return {"print": a, "skirt": b, "top": c}

    def parts_of(self):
        y, w, d = np.array([(0, 5.2, 3.6), (0.1, 5.6, 4.0), (0.5, 5.8, 4.2), (5.4, 6.6, 4.9), (5.8, 6.7, 5.0), (6.2, 6.72, 5.02),
                            (6.25, 6.9, 5.2), (6.4, 6.9, 5.2)]).T
        body = boxy(w, d, y, 2.5)
        yield Part("body", body, "body", finish="plastic", zone="body")
        yield Part("print", print_on(body, 13.0, 0.7, 5.35), art="print", finish="cloth")
        yield Part("rim", boxy([6.9, 6.5, 6.4], [5.2, 4.8, 4.7], [6.4, 6.42, 5.6], 2.5), "body", finish="plastic")
        yield Part("butter", boxy([6.45, 5.0, 3.0, 0.01], [4.75, 3.6, 2.0, 0.01], [5.7, 5.8, 5.72, 5.85], 2.5), "butter", finish="plastic")
        rows = np.array([(6.18, 7.0, 5.3), (6.2, 7.2, 5.5), (6.25, 7.25, 5.55), (7.5, 7.2, 5.5), (7.65, 7.05, 5.35), (7.7, 6.4, 4.7),
                         (7.95, 6.2, 4.5), (8.0, 6.0, 4.3), (8.0, 0.01, 0.01)])
        lid = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 2.5)
        yield Part("lid", lid, "lid", finish="plastic", zone="seat")
        yield Part("lid", print_on(lid, 11.0, 6.3, 7.5, 0.02), art="skirt", finish="cloth")
        yield Part("lid", quad((-5.0, 8.03, -3.0), (10.0, 0, 0), (0, 0, 6.0)), art="top", finish="cloth")


class Bar(Product):
    name, words, volume, wrong_volumes = "bar", ["GALOPPA"], "45 g", ["15 g", "48 g"]
    colors = {"body": "#4B2B8C", "seal": "#C9C6D6", "oats": "#B98448"}
    zones, removable, added_sign = {"body": "body"}, ["piece"], ("crown", 5.8, 1.0, 1.1, "#F4C62E")
    variant = {"colors": {"body": "#17806E"},
               "texts": {"brand": "PACENDA", "line": "DATE & ALMOND", "line2": "no added sugar", "volume": "60 g"},
               "shape": "mountain", "pattern": "dots"}
    light_on_dark = True

    def arts_of(self):
        a = Art(16.0, 5.4, "#4B2B8C")
        a.seam("seam", -7.1, 2.7, 4.6, True, "#8E78C4", 0.1)
        a.sign("logo", "bolt", -4.9, 2.3, 2.5, "#F4C62E")
        a.text("brand", "GALOPPA", 0.4, 1.75, 1.75, "spartan", "#FFFFFF", "brand")
        a.text("line", "OATS & CHERRY", 0.4, 3.2, 0.9, "lato-black", "#F4C62E", "line")
        a.text("line2", "with 20 % protein", -2.0, 4.3, 0.72, "lato", "#E4DDF4", "small")
        a.text("volume", "45 g", 3.0, 4.3, 0.95, "lato-bold", "#FFFFFF", "volume")
        a.pattern("print", "heart", ["#D8264A", "#F0637A", "#B81C3A"], 1.1, 1.0, 19, (5.9, 3.1, 2.3, 2.3))
        return {"front": a, "back": Art(16.0, 5.4, "#4B2B8C")}

    def parts_of(self):
        u, v = np.meshgrid(np.linspace(-1, 1, 81), np.linspace(-1, 1, 41), indexing="ij")
        end = np.abs(u) ** 10
        y = 2.4 + 2.4 * v * (0.9 + 0.1 * end)
        wrinkles = 0.07 * np.sin(9 * v + 2) * np.abs(u) ** 7 * (1 - end) * (1 - v ** 2)
        z = 1.15 * np.clip((1 - np.abs(u) ** 9) * (1 - np.abs(v) ** 4), 0, 1) ** 0.5 + wrinkles
        yield Part("front", np.stack([8 * u, y, -z], axis=2), art="front", finish="plastic", zone="body")
        yield Part("back", np.stack([8 * u, y, z], axis=2)[::-1], art="back", finish="plastic", zone="body")
        x, v = np.meshgrid(np.linspace(0, 1.5, 61), np.linspace(-1, 1, 21), indexing="ij")
        for name, at in (("end", -9.5), ("end2", 8.0)):
            yield Part(name, np.stack([at + x, 2.4 + 2.4 * v, 0.07 * np.sin(x * 2 * np.pi / 0.25)], axis=2), "seal", finish="steel")
        at = np.array([9.6, 0, -2.1])
        block = boxy([1.4, 1.5, 1.45, 1.2, 0.01], [1.0, 1.05, 1.0, 0.8, 0.01], [0, 0.3, 1.5, 1.8, 1.85], 6.0)
        yield Part("piece", block + at, "oats", finish="cloth")
        nut = revolve(smooth([(0.01, -0.22), (0.24, 0), (0.01, 0.22)], 12))
        for n, place in enumerate([(-0.9, 0.5, -1.02), (-0.2, 1.1, -1.0), (0.5, 0.4, -1.04), (0.9, 1.2, -0.98),
                                   (-0.8, 1.8, -0.3), (0.3, 1.85, 0.1), (0.8, 1.8, -0.5)]):
            grid = nut * (1.2 if n % 2 else 0.9) + at + np.array(place)
            yield Part("piece", grid, "#8C2438" if n % 3 == 1 else "#E3C79A", finish="cloth")


class Vitamins(Product):
    name, words, volume, wrong_volumes = "vitamins", ["ZINKORA"], "90 tablets", ["60 tablets", "98 tablets"]
    colors = {"body": "#7A3E16", "paper": "#0E6B70", "cap": "#F1F1EE", "pill": "#F2DDA0"}
    zones, removable, added_sign = {"body": "body", "label": "paper"}, ["cap", "pill"], ("hexagon", 1.7, 0.75, 0.8, "#F08A3C")
    variant = {"colors": {"paper": "#7A2E5E", "cap": "#2B2E33"},
               "texts": {"brand": "SELENIDA", "line": "SELENIUM", "volume": "75 capsules"},
               "shape": "heart", "pattern": "star"}

    def arts_of(self):
        a = Art(18.4, 5.6, "#0E6B70")
        a.rect("foot", 0, 4.85, 18.4, 1.5, "#F2F5F2")
        a.rect("rule", 0, 3.98, 18.4, 0.12, "#F08A3C")
        a.sign("logo", "drop", 0, 0.85, 1.2, "#F7C948")
        a.text("brand", "ZINKORA", 0, 2.1, 1.05, "lato-black", "#FFFFFF", "brand", 0.02)
        a.text("line", "VITAMIN C", 0, 3.2, 0.72, "lato-bold", "#F7C948", "line", 0.06)
        a.text("volume", "90 tablets", 0, 4.85, 0.78, "lato-bold", "#0B4F53", "volume")
        for x in (-6.6, 6.6):
            for n, t in enumerate(["one a day", "with water", "after a meal"]):
                a.text("s%d%d" % (n, x), t, x, 1.2 + n * 0.85, 0.6, "lato", "#DDEFEF", "side")
        a.pattern("print", "hexagon", ["#1C8087", "#2C949A"], 0.8, 0.6, 5, (3.6, 2.8, 1.7, 2.0))
        return {"label": a}

    def parts_of(self):
        body = rounded([(0, 0.2), (2.5, 0), (2.85, 0.15), (3.0, 0.6), (3.0, 7.0), (2.7, 7.9), (1.95, 8.5), (1.9, 8.8)])
        yield Part("body", revolve(body), "body", finish="glass", zone="body")
        yield label(self, 3.0, 18.4, 1.0, 6.6)
        yield Part("neck", revolve([(1.8, 8.6), (1.8, 10.2), (1.6, 10.3), (1.6, 10.1), (0, 10.1)]), "body", finish="glass")
        for y in (9.2, 9.7):
            yield Part("neck", revolve(rounded([(1.8, y - 0.12), (1.95, y), (1.8, y + 0.12)], 1, 0.1)), "body", finish="glass")
        cap = [(2.1, 8.75), (2.2, 8.76), (2.2, 8.85), (2.2, 10.5), (2.19, 10.75), (2.0, 10.9), (1.6, 10.92), (1.55, 10.85), (0, 10.85)]
        yield Part("cap", ribbed(cap, 44, 0.022), "cap", finish="plastic")
        flat = smooth([(0.01, 0.0), (0.5, 0.05), (0.62, 0.25), (0.5, 0.45), (0.01, 0.5)], 20)
        for x, y, z in ((3.9, 0, -0.6), (4.6, 0, -1.9), (4.3, 0.5, -1.3)):
            yield Part("pill", revolve(flat) + np.array([x, y, z]), "pill", finish="plastic")


class Pizza(Product):
    name, words, volume, wrong_volumes = "pizza", ["VESUVANTE"], "360 g", ["380 g", "560 g"]
    colors = {"body": "#1E2823", "sticker": "#F2C230"}
    zones, removable, added_sign = {"body": "body"}, ["sticker"], ("star", -10.2, 20.0, 2.2, "#F2C230")
    variant = {"colors": {"body": "#24406E", "sticker": "#DDE6D0"},
               "texts": {"brand": "TRATTORO", "line": "& CORN", "line2": "TUNA", "line3": "WITH SEA SALT", "small": "and baked twice",
                         "small2": "with a thick rim", "extra": "FOLDED", "extra2": "BY HAND", "volume": "420 g"},
               "shape": "crown", "pattern": "star"}
    light_on_dark = True

    def arts_of(self):
        a = Art(27.0, 27.0, "#1E2823")
        a.rect("foot", 0, 24.6, 27.0, 4.8, "#C22A20")
        rounds = (("board", 16.2, "#8A5A30"), ("crust", 15.2, "#D09A52"), ("sauce", 13.6, "#B8321F"), ("cheese", 13.0, "#F0CB72"))
        for name, size, fill in rounds:
            a.rect(name, 4.9, 13.5, size, size, fill, radius=size / 2)
        a.pattern("cheeses", "dots", ["#E0A94A", "#F7E0A0", "#D98A3A"], 1.3, 1.0, 3, (4.9, 13.5, 9.2, 9.2), "side")
        for n, (x, y) in enumerate([(0, 0), (4.1, 0.9), (1.9, 4.3), (-2.6, 3.6), (-4.5, -0.4), (-2.2, -3.9), (2.4, -3.8)]):
            a.rect("salami%d" % n, 4.9 + x, 13.5 + y, 2.7, 2.7, "#8E2018", radius=1.35)
            a.rect("slice%d" % n, 4.9 + x, 13.5 + y, 2.3, 2.3, "#B5382A", radius=1.15)
        a.pattern("print", "leaf", ["#2F7A35", "#4A9A44"], 2.6, 1.9, 14, (4.9, 13.5, 9.4, 9.4))
        a.text("brand", "VESUVANTE", 0, 3.3, 3.5, "spartan", "#F8EEDC", "brand")
        a.sign("logo", "mountain", -8.2, 8.4, 4.0, "#C22A20")
        a.text("line", "SALAMI", -8.2, 12.2, 2.2, "lato-black", "#F2C230", "line")
        a.text("line2", "& BASIL", -8.2, 14.6, 2.0, "lato-black", "#F8EEDC", "line")
        a.text("small", "from the stone oven,", -8.2, 16.9, 1.0, "lato", "#D5DAD2", "small")
        a.text("small2", "frozen at once", -8.2, 18.1, 1.0, "lato", "#D5DAD2", "small")
        a.text("line3", "CRISP THIN CRUST", -3.6, 24.6, 1.7, "lato-bold", "#FFFFFF", "line", 0.02)
        a.text("volume", "360 g", 9.6, 24.6, 2.2, "lato-black", "#FFFFFF", "volume")
        b = Art(3.2, 27.0, "#1E2823")
        for n, t in enumerate(["oven", "230 °C", "11 min"]):
            b.text("s%d" % n, t, 0, 5.0 + n * 1.3, 0.9, "lato-bold", "#F8EEDC", "side")
        b.rect("sidefoot", 0, 24.6, 3.2, 4.8, "#C22A20")
        c = Art(27.0, 3.2, "#1E2823")
        c.text("topbrand", "VESUVANTE", 0, 1.6, 2.0, "spartan", "#F8EEDC", "side")
        d = Art(3.8, 3.8)
        d.text("extra", "EXTRA", 0, 1.4, 0.95, "lato-black", "#7A1F24", "side")
        d.text("extra2", "CHEESE", 0, 2.4, 0.8, "lato-black", "#7A1F24", "side")
        return {"front": a, "side": b, "top": c, "sticker": d}

    def parts_of(self):
        yield from carton(cuboid(27, 27, 3.2), {"front": "front", "right": "side", "left": "side", "top": "top"}, "body")
        disc = revolve([(2.3, 0), (2.3, 0.03), (2.2, 0.06), (0, 0.06)])
        yield Part("sticker", facing(disc, (10.6, 19.6, -1.6)), "sticker", finish="label")
        yield Part("sticker", quad((8.7, 17.7, -1.68), (3.8, 0, 0), (0, 3.8, 0)), art="sticker", finish="cloth")


class DishSoap(Product):
    name, words, volume, wrong_volumes = "dishsoap", ["TELLUMI"], "450 ml", ["430 ml", "150 ml"]
    colors = {"body": "#B9D22E", "air": "#DDE79A", "cap": "#0F5FA8", "paper": "#FBFBF4"}
    zones, removable, added_sign = {"body": "body", "label": "paper"}, ["cap", "flip"], ("flower", 2.5, 1.1, 1.2, "#D8362F")
    variant = {"colors": {"body": "#D9567A", "air": "#EDB4C4", "cap": "#F2F2EE"},
               "texts": {"brand": "BLINKEA", "line": "WILD ROSES", "volume": "750 ml"},
               "shape": "sun", "pattern": "hexagon"}

    def arts_of(self):
        a = Art(7.4, 9.4, "#FBFBF4")
        a.rect("foot", 0, 8.4, 7.4, 2.0, "#0F5FA8")
        a.pattern("print", "dots", ["#8FC8E8", "#BFE0F2", "#5FA8D8"], 1.0, 0.7, 27, (0, 4.7, 7.0, 1.2))
        a.sign("logo", "drop", 0, 1.3, 2.0, "#5FA82E")
        a.text("brand", "TELLUMI", 0, 3.15, 1.3, "sans-bold", "#0F4F90", "brand")
        a.text("line", "LEMON FRESH", 0, 6.3, 0.96, "lato-black", "#4F8A1E", "line")
        a.text("volume", "450 ml", 0, 8.4, 1.2, "lato-bold", "#FFFFFF", "volume")
        return {"label": a}

    def parts_of(self):
        rows = smooth([(0, 3.1, 2.0), (0.3, 3.7, 2.4), (1.4, 4.1, 2.75), (6.0, 4.15, 2.8), (10.5, 4.0, 2.7), (13.2, 3.2, 2.2),
                       (15.0, 2.8, 2.0), (16.6, 3.0, 2.1), (18.2, 3.05, 2.1), (19.4, 2.3, 1.8), (19.9, 1.6, 1.5)], 60)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 2.3)
        full = int(np.searchsorted(rows[:, 0], 17.3))
        yield Part("body", body[:, :full + 1], "body", finish="glass", zone="body")
        yield Part("air", body[:, full:], "air", finish="glass")
        yield Part("label", print_on(body, 7.4, 1.5, 10.8), art="label", finish="label", zone="label")
        neck = [(1.6, 19.7), (1.6, 20.0), (1.2, 20.1), (1.2, 21.2), (0.9, 21.3), (0.4, 21.0), (0, 21.0)]
        yield Part("neck", revolve(neck), "air", finish="glass")
        cap = [(1.95, 19.7), (2.0, 19.8), (2.0, 21.4), (1.85, 21.6), (0.5, 21.7), (0.45, 22.2), (0.2, 22.2), (0, 21.9)]
        yield Part("cap", revolve(rounded(cap, 1, 0.1)), "cap", finish="plastic")
        if "cap" not in self.missing:  # it is hinged to the cap
            flip = rounded([(1.95, 21.68), (1.95, 21.8), (1.7, 22.6), (0.9, 23.1), (0, 23.15)], 1, 0.2)
            yield Part("flip", revolve(flip), "cap", finish="plastic")
            grip = np.array([[-0.5, 21.7, -1.9], [-0.45, 21.75, -2.15], [0.45, 21.75, -2.15], [0.5, 21.7, -1.9]])
            yield Part("flip", tube(grip, 0.22, 10), "cap", finish="plastic")


PRODUCTS = [Juice, Margarine, Bar, Vitamins, Pizza, DishSoap]
