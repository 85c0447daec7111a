"""The products on whose pictures the gate's limits are set. All names are invented."""

import numpy as np

from art import Art
from product import Part, Product, carton, label
from shapes import bow, cuboid, pillow, pouch, quad, revolve, rounded, squeezed, tube, wrap


class Lotion(Product):
    name, words, volume, wrong_volumes = "lotion", ["AVELIN"], "250 ml", ["200 ml", "260 ml"]
    colors = {"body": "#7FA7A0", "cap": "#F2F0EA"}
    zones, removable, added_sign = {"body": "body"}, ["pump"], ("star", 1.9, 7.9, 0.9, "#B2502F")
    variant = {"colors": {"body": "#A7847F"}, "texts": {"brand": "MORELLA"}, "shape": "sun"}

    def arts_of(self):
        a = Art(7.0, 9.0, "#F6F3EA")
        a.sign("logo", "leaf", 0, 1.35, 1.7, "#3F7A5F")
        a.text("brand", "AVELIN", 0, 3.0, 1.45, "lato-black", "#24403A", "brand", 0.06)
        a.rect("rule", 0, 4.0, 5.2, 0.07, "#3F7A5F")
        a.text("line", "BODY LOTION", 0, 4.75, 0.74, "lato-bold", "#24403A", "line", 0.08)
        a.text("line2", "oat milk & linden", 0, 5.7, 0.66, "lato", "#4C5F5A")
        a.text("small", "for dry and sensitive skin", 0, 6.6, 0.46, "lato", "#4C5F5A", "small")
        a.text("volume", "250 ml", 0, 7.95, 0.74, "lato-bold", "#24403A", "volume")
        return {"label": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (2.9, 0), (3.2, 0.4), (3.2, 12), (3.0, 13.2), (1.5, 14.2), (1.4, 14.6)])), "body", finish="plastic", zone="body")
        yield label(self, 3.2, 7.0, 1.8, 10.8)
        yield Part("collar", revolve([(1.5, 14.2), (1.5, 15.6), (0.6, 15.7)]), "cap", finish="plastic")
        yield Part("pump", revolve([(0.45, 15.6), (0.45, 16.9), (1.15, 17.0), (1.15, 17.7), (0, 17.9)]), "cap", finish="plastic")
        yield Part("pump", tube(np.array([[0.4, 17.35, 0], [2.0, 17.35, 0], [2.9, 17.2, 0], [3.1, 16.8, 0]]), [0.42, 0.36, 0.32, 0.3]), "cap", finish="plastic")


class Can(Product):
    name, words, volume, wrong_volumes = "can", ["FIZZARO"], "330 ml", ["300 ml", "380 ml"]
    colors = {"body": "#D8572A", "metal": "#C9CCD0"}
    zones, removable, added_sign = {"body": "body"}, ["straw"], ("hexagon", 2.0, 9.2, 0.9, "#F6E7C8")
    variant = {"colors": {"body": "#6A3FA0"}, "texts": {"brand": "ZAPPINO"}, "shape": "star", "pattern": "star"}

    def arts_of(self):
        a = Art(20.7, 10.6, "#D8572A")
        a.pattern("bubbles", "dots", ["#F0A53A", "#E98B33"], 1.25, 0.5, 4, (0, 9.2, 20.7, 2.6))
        a.sign("logo", "sun", 0, 2.2, 2.5, "#F7D36B")
        a.text("brand", "FIZZARO", 0, 4.6, 1.32, "spartan", "#FFF6E3", "brand")
        a.text("line", "BLOOD ORANGE", 0, 5.95, 0.66, "lato-bold", "#FFF6E3", "line", 0.05)
        a.text("line2", "sparkling soda", 0, 6.85, 0.62, "lato", "#FFE4BC")
        a.text("volume", "330 ml", 0, 8.0, 0.72, "lato-bold", "#FFF6E3", "volume")
        for x in (-8, 8):
            a.text("back%d" % x, "FIZZARO", x, 4.6, 1.0, "spartan", "#F0A53A", "side")
        return {"skin": a}

    def parts_of(self):
        yield Part("foot", revolve(rounded([(2.4, 0), (2.5, 0.1), (3.3, 0.7)])), "metal", finish="metal")
        yield Part("body", revolve([(3.3, 0.7), (3.3, 11.3)]), art="skin", finish="plastic", zone="body")
        yield Part("shoulder", revolve(rounded([(3.3, 11.3), (2.75, 12.1), (2.75, 12.35), (2.55, 12.35), (2.5, 12.1), (0, 12.1)])), "metal", finish="metal")
        yield Part("straw", tube(np.array([[0.3, 11.9, -0.8], [1.1, 14.6, -0.6], [1.5, 15.6, -0.5], [2.9, 16.3, -0.5]]), 0.32), "#F4EFE2", finish="plastic")


class Honey(Product):
    name, words, volume, wrong_volumes = "honey", ["BIENHOF"], "500 g", ["300 g", "560 g"]
    colors = {"body": "#C9862B", "lid": "#3B3F2F"}
    zones, removable, added_sign = {"body": "body"}, ["lid"], ("flower", -2.6, 1.2, 1.0, "#A23B2A")
    variant = {"colors": {"body": "#8C2F3A", "lid": "#D9D3C2"}, "texts": {"brand": "ROTKELL"}, "shape": "flower"}

    def arts_of(self):
        a = Art(8.4, 6.0, "#FBF4DF")
        a.rect("frame", 0, 3.0, 8.0, 5.6, "#C89B3C")
        a.rect("field", 0, 3.0, 7.8, 5.4, "#FBF4DF")
        a.sign("logo", "bee", 0, 1.1, 1.1, "#B07A17")
        a.text("brand", "BIENHOF", 0, 2.4, 1.15, "serif-bold", "#3A2B12", "brand")
        a.text("line", "FOREST HONEY", 0, 3.5, 0.6, "lato-bold", "#3A2B12", "line", 0.08)
        a.text("small", "from the upper valleys", 0, 4.25, 0.46, "serif", "#6B5530", "small")
        a.text("volume", "500 g", 0, 5.1, 0.62, "lato-black", "#3A2B12", "volume")
        return {"label": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (3.9, 0), (4.2, 0.5), (4.2, 8.0), (3.9, 8.9), (3.5, 9.4)])), "body", finish="glass", zone="body")
        yield label(self, 4.2, 8.4, 1.3, 7.3)
        yield Part("rim", revolve([(3.5, 9.2), (3.5, 10.2), (3.0, 10.2), (3.0, 9.6), (0, 9.6)]), "body", finish="glass")
        yield Part("lid", revolve(rounded([(3.75, 9.3), (3.85, 9.35), (3.85, 10.8), (3.6, 11.0), (0, 11.0)])), "lid", finish="metal")


class Tea(Product):
    name, words, volume, wrong_volumes = "tea", ["MORGENTAU"], "100 g", ["180 g", "150 g"]
    colors = {"body": "#2E5A63"}
    zones, removable, added_sign = {"body": "body"}, [], ("hexagon", 2.6, 11.6, 1.2, "#E7B44C")
    variant = {"colors": {"body": "#5E2E4C"}, "texts": {"brand": "ABENDROT"}, "shape": "star", "pattern": "star"}

    def arts_of(self):
        a = Art(8.0, 13.0, "#2E5A63")
        a.pattern("leaves", "leaf", ["#3F7780", "#D9C27A"], 1.0, 0.8, 9, (0, 10.9, 8.0, 3.6))
        a.rect("panel", 0, 5.0, 6.8, 7.0, "#F4EEDC", radius=0.4)
        a.sign("logo", "drop", 0, 2.7, 1.5, "#2E7F8C")
        a.text("brand", "MORGENTAU", 0, 4.5, 0.9, "lato-black", "#1F3E45", "brand")
        a.text("line", "GREEN TEA", 0, 5.7, 0.72, "lato-bold", "#1F3E45", "line", 0.1)
        a.text("line2", "with lemon grass", 0, 6.6, 0.6, "lato", "#4A646A")
        a.text("volume", "100 g", 0, 7.7, 0.66, "lato-bold", "#1F3E45", "volume")
        b = Art(6.0, 13.0, "#2E5A63")
        b.text("sidebrand", "MORGENTAU", 0, 1.6, 0.8, "lato-black", "#F4EEDC", "side")
        for n, t in enumerate(["A light spring tea,", "steamed the day it", "is picked and rolled", "by hand."]):
            b.text("s%d" % n, t, 0, 3.2 + n * 0.75, 0.5, "lato", "#F4EEDC", "side")
        c = Art(8.0, 6.0, "#2E5A63")
        c.text("topbrand", "MORGENTAU", 0, 3.0, 1.0, "lato-black", "#F4EEDC", "side")
        return {"front": a, "side": b, "top": c}

    def parts_of(self):
        yield from carton(cuboid(8, 13, 6), {"front": "front", "right": "side", "left": "side", "top": "top"}, "body")


class Mug(Product):
    name, words = "mug", ["KAFFEEKLUB"]
    colors = {"body": "#E9E2D2"}
    zones, removable, added_sign = {"body": "body"}, ["handle"], ("star", 2.2, 1.2, 1.0, "#C0452E")
    variant = {"colors": {"body": "#9DB4C0"}, "texts": {"brand": "TEERUNDE"}, "shape": "drop"}

    def arts_of(self):
        a = Art(7.2, 6.6)
        a.sign("logo", "bolt", 0, 1.5, 2.0, "#C0452E")
        a.text("brand", "KAFFEEKLUB", 0, 3.6, 1.06, "slab", "#2B2724", "brand")
        a.text("line", "SINCE MONDAY", 0, 4.75, 0.68, "lato-bold", "#2B2724", "line", 0.06)
        a.text("line2", "six cups a day", 0, 5.7, 0.62, "lato", "#5A514A")
        return {"print": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (3.7, 0), (4.05, 0.4), (4.05, 9.3), (4.0, 9.5), (3.8, 9.4), (3.7, 8.6)], 1)), "body", finish="gloss", zone="body")
        yield Part("inside", revolve([(3.75, 9.2), (3.7, 5.0), (0, 4.9)]), "body", finish="gloss")
        yield Part("print", wrap(4.05, 7.2, 1.3, 7.9, 0.02), art="print", finish="plastic")
        yield Part("handle", tube(bow((3.9, 4.9, 0), 2.9, 2.9, 95, -95), 0.52), "body", finish="gloss", zone="body")


class Coffee(Product):
    name, words, volume, wrong_volumes = "coffee", ["ROSTHAUS"], "250 g", ["200 g", "350 g"]
    colors = {"body": "#3A3230", "accent": "#C7A25A"}
    zones, removable, added_sign = {"body": "body"}, ["clip"], ("star", -4.0, 3.2, 1.3, "#C7A25A")
    variant = {"colors": {"body": "#2F4A3C"}, "texts": {"brand": "MAHLWERK"}, "shape": "mountain"}

    def arts_of(self):
        a = Art(12.0, 20.0, "#3A3230")
        a.seam("seam", 0, 1.5, 11.4, False, "#5A4F4B", 0.14)
        a.sign("logo", "rings", 0, 5.0, 2.4, "#C7A25A")
        a.text("brand", "ROSTHAUS", 0, 8.0, 1.75, "spartan", "#F2E9D8", "brand")
        a.rect("band", 0, 10.6, 12.0, 1.7, "#C7A25A")
        a.text("line", "ESPRESSO BLEND", 0, 10.6, 1.0, "lato-black", "#2A2321", "line")
        a.text("line2", "whole beans, dark roast", 0, 12.6, 0.82, "lato", "#F2E9D8")
        a.text("small", "chocolate, hazelnut, fig", 0, 14.0, 0.74, "lato", "#CFC2AC", "small")
        a.text("volume", "250 g", 0, 16.2, 1.1, "lato-bold", "#F2E9D8", "volume")
        b = Art(12.0, 20.0, "#3A3230")
        return {"front": a, "back": b}

    def parts_of(self):
        yield Part("front", pouch(12, 20, 6.5), art="front", finish="plastic", zone="body")
        yield Part("back", pouch(12, 20, 6.5, False), art="back", finish="plastic", zone="body")
        yield Part("clip", tube(np.array([[-6.4, 19.4, -0.1], [0, 19.4, -0.25], [6.4, 19.4, -0.1]]), 0.45), "accent", finish="metal")


class Candle(Product):
    name, words, volume, wrong_volumes = "candle", ["LUMENA"], "180 g", ["130 g", "190 g"]
    colors = {"body": "#B9A7B8", "lid": "#A9824F"}
    zones, removable, added_sign = {"body": "body"}, ["lid"], ("flower", -2.3, 5.0, 0.9, "#5B4660")
    variant = {"colors": {"body": "#A3B59A"}, "texts": {"brand": "SILVARA"}, "shape": "leaf"}

    def arts_of(self):
        a = Art(6.6, 5.6, "#FBF9F4")
        a.sign("logo", "flower", 0, 1.0, 1.25, "#8A6A8E")
        a.text("brand", "LUMENA", 0, 2.4, 1.1, "serif", "#33283A", "brand", 0.08)
        a.text("line", "FIG & CEDAR", 0, 3.5, 0.58, "lato-bold", "#33283A", "line", 0.08)
        a.text("small", "scented candle, 40 hours", 0, 4.2, 0.42, "lato", "#5F5466", "small")
        a.text("volume", "180 g", 0, 4.95, 0.54, "lato-bold", "#33283A", "volume")
        return {"label": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (3.8, 0), (4.0, 0.25), (4.0, 8.6), (3.8, 8.7), (0, 8.7)], 1)), "body", finish="glass", zone="body")
        yield label(self, 4.0, 6.6, 1.5, 7.1)
        yield Part("lid", revolve(rounded([(4.15, 8.4), (4.2, 9.6), (3.9, 9.8), (0, 9.8)], 1)), "lid", finish="paper")


class Cushion(Product):
    name, words = "cushion", []
    colors = {"body": "#C8B79A", "piping": "#7A4E3A"}
    zones, removable, added_sign = {"body": "body"}, ["tag"], ("sun", -13.0, 10.0, 6.0, "#7A4E3A")
    variant = {"colors": {"body": "#9AAEC8"}, "pattern": "dots", "shape": "sun"}

    def arts_of(self):
        a = Art(42, 42, "#C8B79A")
        a.pattern("print", "flower", ["#7A4E3A", "#D9694A", "#5F6B4A"], 5.6, 4.4, 31, (0, 21, 36, 36))
        a.seam("seam", 0, 33.5, 40.5, False, "#6A4534", 0.3)
        b = Art(42, 42, "#C8B79A")
        t = Art(5, 3, "#F5F1E8")
        t.text("tagtext", "weich", 0.9, 1.5, 0.95, "comfortaa", "#3A2B22", "side")
        return {"front": a, "back": b, "tag": t}

    def parts_of(self):
        yield Part("front", pillow(42, 42, 16), art="front", finish="cloth", zone="body")
        yield Part("back", pillow(42, 42, 16, False), art="back", finish="cloth", zone="body")
        yield Part("tag", quad((18.6, 27, -0.3), (5, 0, 0), (0, 3, 0)), art="tag", finish="cloth")


class Stool(Product):
    name, words = "stool", []
    colors = {"body": "#B98A57", "seat": "#56707A"}
    zones, removable = {"body": "body", "seat": "seat"}, ["leg", "ring"]
    variant = {"colors": {"body": "#4A3A30", "seat": "#A0563F"}, "pattern": "dots"}

    def arts_of(self):
        a = Art(107, 8, "#56707A")
        a.pattern("print", "star", ["#E3D7B5", "#C98F4A"], 4.0, 3.2, 5)
        a.seam("seam", 0, 1.0, 106, False, "#2F4048", 0.22)
        return {"side": a}

    def parts_of(self):
        yield Part("seat", revolve([(17, 38), (17, 46)]), art="side", finish="cloth", zone="seat")
        yield Part("top", revolve(rounded([(17, 46), (16.4, 47.2), (0, 47.6)])), "seat", finish="cloth", zone="seat")
        yield Part("under", revolve([(0, 38), (17, 38)]), "body", finish="wood")
        for n, (x, z) in enumerate([(-1, -1), (1, -1), (-1, 1), (1, 1)]):
            yield Part("leg" if n == 1 else "leg%d" % n, tube(np.array([[x * 15.5, 0, z * 15.5], [x * 13.5, 19, z * 13.5], [x * 11.5, 39, z * 11.5]]), [1.3, 1.6, 1.8]), "body", finish="wood", zone="body")
        yield Part("ring", tube(np.array([[19.2 * np.cos(a), 14, 19.2 * np.sin(a)] for a in np.linspace(0, 2 * np.pi, 60)]), 0.8), "body", finish="wood", zone="body")


class Toothpaste(Product):
    name, words, volume, wrong_volumes = "toothpaste", ["DENTIVA"], "75 ml", ["15 ml", "70 ml"]
    colors = {"body": "#F4F7F8"}
    zones, removable, added_sign = {"body": "body"}, [], ("star", 7.7, 1.2, 1.2, "#D23C3C")
    variant = {"colors": {"body": "#DDEBDD"}, "texts": {"brand": "SMILORA"}, "shape": "sun"}

    def arts_of(self):
        a = Art(19.0, 5.2, "#F4F7F8")
        a.rect("band", 0, 4.4, 19.0, 1.6, "#1E6FA8")
        a.sign("logo", "waves", -7.3, 1.9, 2.6, "#28A0C8")
        a.text("brand", "DENTIVA", -0.6, 1.75, 2.1, "lato-black", "#164A78", "brand", 0.02)
        a.text("line", "FRESH MINT", -0.6, 3.1, 0.74, "lato-bold", "#1E8A6A", "line", 0.12)
        a.text("line2", "with fluoride and xylitol", -3.6, 4.4, 0.74, "lato-bold", "#FFFFFF")
        a.text("volume", "75 ml", 7.6, 4.4, 0.88, "lato-bold", "#FFFFFF", "volume")
        b = Art(19.0, 4.2, "#F4F7F8")
        b.text("topbrand", "DENTIVA", 0, 2.1, 1.8, "lato-black", "#164A78", "side")
        return {"front": a, "top": b}

    def parts_of(self):
        yield from carton(cuboid(19, 5.2, 4.2), {"front": "front", "top": "top"}, "body")


class Cream(Product):
    name, words, volume, wrong_volumes = "cream", ["CALMARA"], "100 ml", ["160 ml", "180 ml"]
    colors = {"body": "#E7C4B5", "cap": "#7C4B45"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("star", 1.5, 9.6, 0.9, "#7C4B45")
    variant = {"colors": {"body": "#BFD3B8", "cap": "#3E5A3A"}, "texts": {"brand": "HERBANA"}, "shape": "leaf"}

    def arts_of(self):
        a = Art(14.0, 14.0, "#E7C4B5")
        a.seam("seam", 0, 1.0, 13.6, False, "#C79F90", 0.1)
        a.sign("logo", "rings", 0, 3.0, 1.6, "#7C4B45")
        a.text("brand", "CALMARA", 0, 5.1, 0.98, "lato-black", "#4A2A26", "brand")
        a.text("line", "HAND CREAM", 0, 6.5, 0.66, "lato-bold", "#4A2A26", "line", 0.03)
        a.text("line2", "shea and almond", 0, 7.5, 0.58, "lato", "#6A4640")
        a.pattern("dots", "dots", ["#F4E2D8", "#C98F7E"], 0.8, 0.4, 12, (0, 9.9, 5.0, 2.6))
        a.text("volume", "100 ml", 0, 12.1, 0.74, "lato-bold", "#4A2A26", "volume")
        return {"skin": a}

    def parts_of(self):
        y = np.linspace(2.4, 16.4, 24)
        t = (y - 2.4) / 14
        yield Part("body", squeezed(2.2 + 0.9 * t, 2.2 * (1 - t) ** 0.7 + 0.06, y), art="skin", finish="plastic", zone="body")
        yield Part("cap", revolve(rounded([(0, 0), (2.05, 0), (2.2, 0.2), (2.0, 2.2), (0, 2.4)], 1)), "cap", finish="plastic")
        yield Part("neck", revolve([(1.2, 1.5), (1.2, 2.4), (2.2, 2.45)]), "body", finish="plastic", zone="body")


class Paint(Product):
    name, words, volume, wrong_volumes = "paint", ["FARBWERK"], "2.5 l", ["2.8 l", "3.5 l"]
    colors = {"body": "#C4C9CC", "accent": "#3D7EAA"}
    zones, removable, added_sign = {"body": "body"}, ["bow"], ("sun", -5.2, 10.2, 2.0, "#E0B23C")
    variant = {"colors": {"body": "#B8A88C"}, "texts": {"brand": "LACKHOLM"}, "shape": "hexagon", "pattern": "hexagon"}

    def arts_of(self):
        a = Art(16.0, 13.0, "#F7F7F4")
        a.rect("field", 0, 9.9, 16.0, 6.2, "#3D7EAA")
        a.sign("logo", "hexagon", 0, 2.2, 2.8, "#E0B23C")
        a.text("brand", "FARBWERK", 0, 5.0, 2.0, "slab", "#1F2E3A", "brand")
        a.text("line", "WALL PAINT", 0, 8.2, 1.4, "lato-black", "#FFFFFF", "line", 0.08)
        a.text("line2", "matt, washable, low odour", 0, 9.9, 0.98, "lato", "#FFFFFF")
        a.text("volume", "2.5 l", 0, 11.7, 1.35, "lato-bold", "#FFFFFF", "volume")
        return {"label": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (8.4, 0), (8.4, 0.7), (8.2, 0.9), (8.2, 16.0), (8.5, 16.2), (8.5, 17.0), (7.8, 17.1), (7.6, 16.6), (0, 16.6)], 1)), "body", finish="steel", zone="body")
        yield label(self, 8.2, 16.0, 1.6, 14.6)
        yield Part("bow", tube(bow((0, 14.2, -0.2), 8.9, 9.4, 0, 180, 44), 0.24), "#4A4D50", finish="metal")
        for x in (-8.5, 8.5):
            yield Part("lug", revolve([(0, 13.4), (0.9, 13.4), (0.9, 15.0), (0, 15.0)]) + np.array([x, 0, -0.2]), "body", finish="steel", zone="body")


PRODUCTS = [Lotion, Can, Honey, Tea, Mug, Coffee, Candle, Cushion, Stool, Toothpaste, Cream, Paint]
