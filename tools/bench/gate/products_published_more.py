"""More products on whose pictures the gate's ROC is published; nothing is tuned on them. All names are invented.

A print on a glossy body has the finish "cloth": its clear parts must not shine as a sheet of their own.
"""

import numpy as np

from art import Art
from product import Part, Product, carton, label
from shapes import bow, boxy, cuboid, facing, loft, pillow, pouch, print_on, quad, revolve, ribbon, rounded, smooth, tube


class Gherkins(Product):
    name, words, volume, wrong_volumes = "gherkins", ["GURKELO"], "670 g", ["610 g", "870 g"]
    colors = {"body": "#7C8A3A", "lid": "#E3B63A", "tag": "#F3EAD6"}
    zones, removable, added_sign = {"body": "body"}, ["lid", "tag"], ("sun", -3.9, 1.5, 1.5, "#C2472E")
    variant = {"colors": {"body": "#A8483A", "lid": "#2F4A3C"}, "texts": {"brand": "PAPRIKUM"}, "shape": "heart", "pattern": "drop"}

    def arts_of(self):
        a = Art(11.0, 8.6, "#F6F0DC")
        a.rect("band", 0, 7.7, 11.0, 1.8, "#2F5A36")
        a.sign("logo", "leaf", 0, 1.3, 1.9, "#2F5A36")
        a.text("brand", "GURKELO", 0, 3.2, 1.5, "slab", "#22361F", "brand")
        a.text("line", "MUSTARD SEED", 0, 4.7, 0.88, "lato-black", "#A8702A", "line", 0.03)
        a.pattern("print", "dots", ["#C99A3A", "#7C8A3A"], 0.75, 0.45, 61, (0, 6.1, 9.6, 1.2))
        a.text("volume", "670 g", 0, 7.7, 1.0, "lato-bold", "#F6F0DC", "volume")
        t = Art(2.6, 3.8, "#F3EAD6")
        t.text("tagtext", "mild", 0, 2.0, 0.95, "comfortaa", "#2F5A36", "side")
        return {"label": a, "tag": t}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (4.1, 0), (4.6, 0.6), (4.6, 11.6), (4.2, 13.0), (3.7, 13.6)])), "body", finish="glass", zone="body")
        yield label(self, 4.6, 11.0, 1.6, 10.2)
        yield Part("rim", revolve([(3.7, 13.4), (3.7, 14.6), (3.2, 14.6), (3.2, 13.8), (0, 13.8)]), "body", finish="glass")
        yield Part("lid", revolve(rounded([(4.0, 13.7), (4.1, 13.8), (4.1, 15.2), (3.8, 15.5), (0, 15.5)])), "lid", finish="steel")
        yield Part("tag", ribbon([(3.6, 13.4, -1.6), (4.9, 12.9, -2.2), (5.4, 12.2, -2.4)], (0.14, 0, 0.1)), "#8A5A3A", finish="cloth")
        yield Part("tag", quad((4.1, 8.5, -3.7), (2.6, 0, 0.5), (0, 3.8, 0.6)), art="tag", finish="paper")


class Sunscreen(Product):
    name, words, volume, wrong_volumes = "sunscreen", ["SOLENNA"], "200 ml", ["208 ml", "260 ml"]
    colors = {"body": "#F0A830", "cap": "#F4F1EA"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("fish", 1.7, 8.9, 1.4, "#1F5F8A")
    variant = {"colors": {"body": "#3F9AA0", "cap": "#2E3A4A"}, "texts": {"brand": "MAREVIA"}, "shape": "waves"}

    def arts_of(self):
        a = Art(6.4, 11.0)
        a.sign("logo", "sun", 0, 1.8, 2.7, "#FFF6D8")
        a.text("brand", "SOLENNA", 0, 4.3, 1.06, "comfortaa", "#7A2E12", "brand")
        a.text("line", "SUN MILK", 0, 5.9, 0.98, "lato-black", "#1F5F8A", "line", 0.05)
        a.text("line2", "for the whole family", 0, 7.1, 0.66, "lato", "#7A2E12")
        a.text("volume", "200 ml", -0.6, 9.0, 0.95, "lato-bold", "#7A2E12", "volume")
        return {"print": a}

    def parts_of(self):
        rows = smooth([(0, 2.9, 1.6), (0.4, 3.3, 1.9), (2.0, 3.7, 2.2), (8.0, 3.9, 2.3), (13.0, 3.5, 2.1), (15.0, 2.4, 1.7), (15.8, 1.7, 1.5)], 40)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 2.3)
        yield Part("body", body, "body", finish="plastic", zone="body")
        yield Part("print", print_on(body, 6.4, 1.8, 12.8, 0.02), art="print", finish="cloth")
        yield Part("cap", boxy([1.9, 2.0, 1.9, 1.5, 0.01], [1.6, 1.7, 1.6, 1.2, 0.01], [15.4, 15.6, 18.2, 18.7, 18.75], 2.6), "cap", finish="plastic")
        yield Part("neck", revolve([(1.5, 15.6), (0.9, 15.9), (0.9, 16.8), (0, 16.8)]), "body", finish="plastic")


class Teapot(Product):
    name, words, volume, wrong_volumes = "teapot", ["TEEWALD"], "1.2 l", ["1.7 l", "1.3 l"]
    colors = {"body": "#34383D", "knob": "#C08A4A"}
    zones, removable, added_sign = {"body": "body"}, ["spout", "handle", "knob"], ("moon", 4.3, 1.3, 1.5, "#E9DFC6")
    variant = {"colors": {"body": "#7A4638"}, "texts": {"brand": "MOOSGRUN"}, "shape": "flower"}
    light_on_dark = True

    def arts_of(self):
        a = Art(11.0, 7.6)
        a.sign("logo", "tree", 0, 1.5, 2.6, "#8FB08A")
        a.text("brand", "TEEWALD", 0, 3.8, 1.75, "serif-bold", "#F2EAD6", "brand")
        a.text("line", "STONEWARE", 0, 5.3, 1.28, "lato-bold", "#D2A65E", "line", 0.03)
        a.text("volume", "1.2 l", 0, 6.8, 1.25, "lato-bold", "#F2EAD6", "volume")
        return {"print": a}

    def parts_of(self):
        body = revolve(smooth([(4.8, 0), (5.2, 0.3), (7.0, 2.0), (8.2, 5.4), (7.6, 9.0), (5.6, 11.4), (4.2, 12.2)], 40))
        yield Part("body", body, "body", finish="plastic", zone="body")
        yield Part("print", print_on(body, 11.0, 1.8, 9.6, 0.02), art="print", finish="cloth")
        yield Part("lid", revolve(smooth([(4.4, 12.1), (4.3, 12.5), (3.0, 13.5), (0.9, 14.0), (0.01, 14.05)], 24)), "body", finish="plastic", zone="body")
        yield Part("knob", revolve(smooth([(0.5, 13.8), (0.6, 14.3), (1.3, 15.0), (1.0, 15.9), (0.01, 16.2)], 20)), "knob", finish="wood")
        yield Part("spout", tube(smooth([(-7.0, 4.6, 0), (-9.4, 6.0, 0), (-10.6, 8.6, 0), (-12.4, 10.8, 0)], 24), np.linspace(1.9, 0.9, 24)), "body", finish="plastic", zone="body")
        yield Part("handle", tube(bow((7.2, 6.6, 0), 4.6, 3.9, 92, -92), 0.75), "body", finish="plastic", zone="body")


class Detergent(Product):
    name, words, volume, wrong_volumes = "detergent", ["WASCHFIX"], "2.4 kg", ["2.1 kg", "2.9 kg"]
    colors = {"body": "#2D6FB5", "strap": "#C42F3A"}
    zones, removable, added_sign = {"body": "body"}, ["strap"], ("heart", -9.9, 1.35, 1.9, "#FFE27A")
    variant = {"colors": {"body": "#5A9A4A"}, "texts": {"brand": "SAUBERIX"}, "shape": "flower", "pattern": "star"}

    def arts_of(self):
        a = Art(24.0, 17.0, "#2D6FB5")
        a.pattern("print", "dots", ["#5B9AD6", "#8FC0EA", "#FFFFFF"], 1.8, 1.2, 33, (-6.6, 11.4, 10.4, 8.0))
        a.rect("flag", 0, 5.0, 24.0, 4.6, "#F2F4F6")
        a.text("brand", "WASCHFIX", 0, 5.0, 3.5, "lato-black", "#C42F3A", "brand")
        a.sign("logo", "drop", 9.6, 1.45, 2.3, "#FFFFFF")
        a.text("line", "WHITE & BRIGHT", 4.6, 9.2, 1.5, "lato-bold", "#FFE27A", "line")
        a.text("line2", "40 washes", 4.6, 11.2, 1.4, "lato", "#FFFFFF")
        a.rect("badge", 7.0, 14.4, 8.4, 3.2, "#FFE27A", radius=1.4)
        a.text("volume", "2.4 kg", 7.0, 14.4, 1.9, "lato-black", "#1F3F66", "volume")
        b = Art(12.0, 17.0, "#2D6FB5")
        b.text("sidebrand", "WASCHFIX", 0, 3.0, 1.7, "lato-black", "#FFFFFF", "side")
        for n, t in enumerate(["30 / 40 / 60 / 95", "one cup a load,", "two where hard", "water runs"]):
            b.text("s%d" % n, t, 0, 6.0 + n * 1.9, 1.15, "lato", "#FFFFFF", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(24, 17, 12), {"front": "front", "right": "side", "left": "side"}, "body")
        path = smooth([(-9.5, 16.2, 0), (-7.5, 18.8, 0), (0, 20.6, 0), (7.5, 18.8, 0), (9.5, 16.2, 0)], 30)
        yield Part("strap", tube(path, 0.65), "strap", finish="plastic")


class Tote(Product):
    name, words = "tote", ["MARKTTAG"]
    colors = {"body": "#DED2B8", "handle": "#3E5F6B", "tag": "#B0452F"}
    zones, removable, added_sign = {"body": "body"}, ["handle", "tag"], ("heart", -12.5, 9.0, 4.6, "#B0452F")
    variant = {"colors": {"body": "#9DB0A0"}, "texts": {"brand": "FLOHMARK"}, "shape": "crown", "pattern": "heart"}

    def arts_of(self):
        a = Art(38.0, 40.0, "#DED2B8")
        a.seam("seam", 0, 3.4, 36.6, False, "#8A7650", 0.28)
        a.sign("logo", "fish", 0, 11.6, 9.0, "#3E5F6B")
        a.text("brand", "MARKTTAG", 0, 19.6, 5.2, "spartan", "#2B3A40", "brand")
        a.text("line", "EVERY FRIDAY", 0, 25.0, 3.5, "lato-black", "#B0452F", "line", 0.04)
        a.pattern("print", "leaf", ["#5F8A5A", "#B0452F", "#3E5F6B"], 4.4, 4.0, 27, (0, 32.0, 31.0, 9.6))
        return {"front": a, "back": Art(38.0, 40.0, "#DED2B8")}

    def parts_of(self):
        yield Part("front", pouch(38, 40, 9), art="front", finish="cloth", zone="body")
        yield Part("back", pouch(38, 40, 9, False), art="back", finish="cloth", zone="body")
        for z in (-0.5, 0.8):
            path = smooth([(-9.0, 36.5, z - 0.4), (-8.6, 42.0, z), (-6.5, 52.0, z + 0.6), (0, 57.0, z + 1.0), (6.5, 52.0, z + 0.6), (8.6, 42.0, z), (9.0, 36.5, z - 0.4)], 60)
            yield Part("handle", tube(path, 1.15), "handle", finish="cloth")
        yield Part("tag", quad((18.0, 28, -0.6), (3.2, 0, -0.3), (0, 4.4, 0)), "tag", finish="cloth")


class Radio(Product):
    name, words, volume, wrong_volumes = "radio", ["KOFFERA"], "FM 108", ["FM 103", "FM 106"]
    colors = {"body": "#8FBFAE", "seat": "#E9DFC8", "metal": "#C6C9CD"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["knob", "handle", "aerial"], ("star", 10.6, 2.0, 1.8, "#B3402E")
    variant = {"colors": {"body": "#C96A4A", "seat": "#D9DDE0"}, "texts": {"brand": "WELLORA"}, "shape": "bolt", "pattern": "dots"}

    def arts_of(self):
        a = Art(26.0, 15.0)
        a.pattern("print", "hexagon", ["#4A4338", "#5A5246"], 0.95, 0.8, 4, (-6.3, 7.6, 11.0, 11.0))
        a.rect("scale", 6.3, 6.9, 10.4, 2.6, "#2B2A28", radius=0.3)
        a.text("volume", "FM 108", 6.3, 6.9, 1.5, "lato-bold", "#F0D9A0", "volume")
        a.sign("logo", "waves", 6.3, 1.7, 1.7, "#B3402E")
        a.text("brand", "KOFFERA", 6.3, 3.7, 1.8, "spartan", "#2F4A42", "brand")
        a.text("line", "STEREO", 6.3, 9.5, 1.4, "lato-black", "#2F4A42", "line", 0.1)
        return {"front": a}

    def parts_of(self):
        shell = [(-13.6, 0.5, 1.2, 14.6), (-13.5, 2.6, 0.8, 15.2), (-13.2, 3.5, 0.6, 15.6), (-12.6, 4.0, 0.5, 15.8), (12.6, 4.0, 0.5, 15.8), (13.2, 3.5, 0.6, 15.6), (13.5, 2.6, 0.8, 15.2), (13.6, 0.5, 1.2, 14.6)]
        yield Part("body", loft(shell, 9, 80), "body", finish="plastic", zone="body")
        yield Part("grille", quad((-12.1, 1.9, -4.03), (11.6, 0, 0), (0, 12.2, 0)), "seat", finish="paper", zone="seat")
        yield Part("print", quad((-13, 0.7, -4.07), (26, 0, 0), (0, 15, 0)), art="front", finish="cloth")
        for n, x in enumerate((3.0, 6.3, 9.6)):
            knob = revolve(rounded([(1.15, 0), (1.15, 0.9), (0.95, 1.1), (0, 1.1)], 1, 0.2))
            yield Part("knob" if n == 2 else "knob%d" % n, facing(knob, (x, 3.1, -4.0)), "metal", finish="metal")
        for x in (-8.5, 8.5):
            yield Part("foot", tube(np.array([[x, 0, 0], [x, 0.8, 0]]), 0.8), "#2B2A28", finish="plastic")
        yield Part("handle", tube(smooth([(-10.4, 15.4, 0), (-10.2, 17.2, 0), (-8.8, 18.2, 0), (8.8, 18.2, 0), (10.2, 17.2, 0), (10.4, 15.4, 0)], 50), 0.55), "seat", finish="plastic")
        yield Part("aerial", tube(np.array([[11.6, 15.2, 1.5], [14.6, 22.6, 1.5], [14.7, 22.9, 1.5]]), [0.26, 0.2, 0.4]), "metal", finish="metal")


class Watch(Product):
    name, words = "watch", ["ORBANO"]
    colors = {"body": "#8A5230", "dial": "#22344E", "metal": "#D0D2D6"}
    zones, removable, added_sign = {"body": "body", "label": "dial"}, ["crown", "lug"], ("moon", 0, 3.05, 0.5, "#E6B84A")
    variant = {"colors": {"body": "#2E3A34", "dial": "#E6DDC8"}, "texts": {"brand": "MERIDOX"}, "shape": "hexagon"}

    def arts_of(self):
        a = Art(3.8, 3.8)
        for n in range(12):
            t = np.radians(30 * n)
            a.rect("h%d" % n, 1.62 * np.sin(t), 1.9 - 1.62 * np.cos(t), 0.14 if n % 3 else 0.26, 0.14 if n % 3 else 0.26, "#E8E4D6")
        a.sign("logo", "crown", 0, 0.72, 0.5, "#E6B84A")
        a.text("brand", "ORBANO", 0, 1.22, 0.46, "lato-black", "#F2EEE0", "brand")
        a.rect("minute", 0.62, 1.9, 1.5, 0.09, "#F2EEE0")
        a.rect("hour", -0.35, 1.9, 0.8, 0.16, "#F2EEE0")
        a.text("line", "AUTOMATIC", 0, 2.55, 0.36, "lato-bold", "#F2EEE0", "line")
        b = Art(2.2, 19.0, "#8A5230")
        b.seam("seam", -0.8, 9.5, 18.8, True, "#E8D3AC", 0.06)
        b.rect("edge", 1.03, 9.5, 0.14, 19.0, "#6A3C22")
        return {"dial": a, "strap": b}

    def parts_of(self):
        a = np.linspace(0, 2 * np.pi, 72)
        for art, k in (("strap", 1.0), ("", 0.94)):
            path = np.stack([0 * a, 3.4 - 3.4 * k * np.cos(a), -2.7 * k * np.sin(a)], 1)
            yield Part("strap", ribbon(path, (2.2, 0, 0)), "body", art=art, finish="cloth", zone="body")
        middle = (0, 3.4, -2.45)
        yield Part("case", facing(revolve(rounded([(1.9, -0.1), (2.1, 0.1), (2.1, 0.6), (1.95, 0.78), (1.82, 0.78), (1.8, 0.6)], 1, 0.1)), middle), "metal", finish="metal")
        yield Part("dial", facing(revolve([(1.85, 0.6), (0, 0.6)]), middle), "dial", finish="paper", zone="label")
        yield Part("print", quad((-1.9, 1.5, -3.07), (3.8, 0, 0), (0, 3.8, 0)), art="dial", finish="cloth")
        yield Part("crown", tube(np.array([[2.05, 3.4, -2.75], [2.6, 3.4, -2.75], [2.61, 3.4, -2.75]]), [0.3, 0.34, 0.02]), "metal", finish="metal")
        for name, y in (("lug", 5.45), ("lug2", 1.35)):
            yield Part(name, tube(np.array([[-1.35, y, -2.55], [-1.25, y, -2.55], [1.25, y, -2.55], [1.35, y, -2.55]]), [0.02, 0.26, 0.26, 0.02]), "metal", finish="metal")


class Puzzle(Product):
    name, words, volume, wrong_volumes = "puzzle", ["PUZZELDO"], "500 pieces", ["800 pieces", "600 pieces"]
    colors = {"body": "#9CC7DE"}
    zones, removable, added_sign = {"body": "body"}, ["seal"], ("heart", 13.4, 9.6, 3.0, "#C2303A")
    variant = {"colors": {"body": "#E0B8A0"}, "texts": {"brand": "TEILCHEN"}, "shape": "moon", "pattern": "flower"}

    def arts_of(self):
        a = Art(34.0, 24.0, "#9CC7DE")
        a.sign("peak", "mountain", -5.0, 15.0, 16.0, "#6E7F92", role="")
        a.sign("peak2", "mountain", 7.0, 15.6, 14.0, "#8C9AA8", role="")
        a.rect("meadow", 0, 20.2, 34.0, 7.6, "#6FA356")
        a.pattern("print", "tree", ["#2F5F3A", "#3F7A48", "#4F8A4A"], 3.4, 3.6, 83, (-1.0, 18.2, 31.0, 7.4))
        a.rect("head", 0, 2.5, 34.0, 5.0, "#D23B45")
        a.sign("logo", "hexagon", -13.6, 2.5, 3.6, "#FFE27A")
        a.text("brand", "PUZZELDO", 1.0, 2.5, 3.5, "comfortaa", "#FFFFFF", "brand")
        a.text("line", "MOUNTAIN MORNING", -4.0, 7.0, 2.0, "lato-black", "#21425A", "line")
        a.rect("badge", 10.6, 21.4, 11.0, 3.2, "#FFE27A", radius=0.5)
        a.text("volume", "500 pieces", 10.6, 21.4, 2.0, "lato-black", "#3A2A10", "volume")
        return {"front": a}

    def parts_of(self):
        yield from carton(cuboid(34, 24, 4.2, (0, 0, 0)), {"front": "front"}, "body")
        for grid in cuboid(33.6, 23.6, 1.4, (0, 0.2, 2.8)).values():
            yield Part("base", grid, "#F2F0EA", finish="paper")
        yield Part("seal", facing(revolve([(1.9, 0), (1.9, 0.06), (0, 0.06)]), (-13.6, 9.6, -2.1)), "#F4F1E6", finish="paper")


class Tuna(Product):
    name, words, volume, wrong_volumes = "tuna", ["THUNARO"], "160 g", ["180 g", "150 g"]
    colors = {"body": "#1F5C7A", "metal": "#C9CCCF"}
    zones, removable, added_sign = {"body": "body"}, ["pull", "sprig"], ("crown", -3.7, 2.0, 0.8, "#F0C95A")
    variant = {"colors": {"body": "#8A3F5A"}, "texts": {"brand": "SARDELLO"}, "shape": "leaf", "pattern": "fish"}

    def arts_of(self):
        a = Art(27.0, 4.3, "#1F5C7A")
        a.pattern("print", "waves", ["#3F86A6", "#7FB3C9"], 1.3, 1.1, 13, (0, 3.4, 27.0, 1.5))
        a.sign("logo", "fish", 2.95, 0.95, 1.2, "#F0C95A")
        a.text("brand", "THUNARO", -0.5, 0.95, 1.1, "lato-black", "#FFFFFF", "brand")
        a.text("line", "IN OLIVE OIL", -0.8, 2.05, 0.66, "lato-bold", "#F0C95A", "line", 0.02)
        a.text("volume", "160 g", 2.85, 2.05, 0.72, "lato-bold", "#FFFFFF", "volume")
        for x in (-9, 9):
            a.text("back%d" % x, "THUNARO", x, 0.95, 0.8, "lato-black", "#FFFFFF", "side")
        return {"skin": a}

    def parts_of(self):
        yield Part("foot", revolve([(0, 0), (4.4, 0), (4.45, 0.15), (4.3, 0.3)]), "metal", finish="metal")
        yield Part("body", revolve([(4.3, 0.3), (4.3, 4.6)]), art="skin", finish="plastic", zone="body")
        yield Part("rim", revolve([(4.3, 4.6), (4.45, 4.7), (4.4, 4.9), (4.1, 4.8), (0, 4.7)]), "metal", finish="metal")
        loop = np.linspace(0, 2 * np.pi, 40)
        yield Part("pull", tube(np.stack([1.0 * np.sin(loop) + 0.6, 5.7 - 0.9 * np.cos(loop), -2.2 + 0.5 * np.cos(loop)], 1), 0.2), "metal", finish="metal")
        yield Part("sprig", tube(smooth([(-3.6, 4.9, -1.2), (-1.8, 5.3, -1.0), (-0.6, 5.6, 0.4)], 14), np.linspace(0.12, 0.2, 14)), "#5F8A3A", finish="cloth")
        for n, x in enumerate((-2.9, -2.0, -1.2)):
            yield Part("sprig", tube(np.array([[x, 5.1, -1.1], [x + 0.3, 5.7, -1.3], [x + 0.7, 6.3, -1.4]]), [0.1, 0.3, 0.04]), "#6F9A45", finish="cloth")


class Robot(Product):
    name, words = "robot", ["BLIPPO"]
    colors = {"body": "#C0C6CB", "seat": "#D2543F", "dark": "#2D3036"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["arm", "antenna", "key"], ("heart", 3.3, 7.9, 1.4, "#B3352B")
    variant = {"colors": {"body": "#D9B25A", "seat": "#3F6F9A"}, "texts": {"brand": "ZAPPLO"}, "shape": "crown", "pattern": "hexagon"}

    def arts_of(self):
        a = Art(10.0, 10.0)
        a.rect("panel", 0, 3.4, 8.8, 5.8, "#22364E", radius=0.5)
        a.text("brand", "BLIPPO", 0, 2.2, 1.9, "spartan", "#F2E9CF", "brand")
        a.text("line", "TIN TOY", 0, 4.7, 1.5, "lato-black", "#F0C23A", "line", 0.06)
        a.pattern("print", "dots", ["#D2543F", "#F0C23A", "#3F8F6B"], 1.3, 0.9, 9, (-1.2, 7.9, 6.6, 2.7))
        b = Art(7.4, 6.0)
        b.rect("mouth", 0, 4.6, 4.2, 1.0, "#2D3036", radius=0.3)
        b.sign("logo", "bolt", 0, 1.4, 2.0, "#F2E9CF")
        return {"chest": a, "face": b}

    def parts_of(self):
        for side, grid in cuboid(10, 10, 6.5, (0, 6.2, 0)).items():
            yield Part("body", grid, "body", finish="steel", zone="body")
        yield Part("chest", quad((-5, 6.2, -3.29), (10, 0, 0), (0, 10, 0)), art="chest", finish="cloth")
        yield Part("neck", revolve([(1.6, 16.0), (1.6, 17.4)]), "dark", finish="plastic")
        for side, grid in cuboid(7.4, 6, 5.4, (0, 17.2, 0)).items():
            yield Part("head", grid, "seat", finish="gloss", zone="seat")
        yield Part("face", quad((-3.7, 17.2, -2.74), (7.4, 0, 0), (0, 6, 0)), art="face", finish="cloth")
        for x in (-1.8, 1.8):
            yield Part("eye", facing(revolve(rounded([(0.9, 0), (0.9, 0.5), (0, 0.7)], 1, 0.2)), (x, 20.4, -2.7)), "#F5E9B8", finish="gloss")
        yield Part("antenna", tube(np.array([[0, 23.0, 0], [0, 25.4, 0]]), 0.22), "dark", finish="metal")
        yield Part("antenna", revolve(smooth([(0.01, 25.0), (0.6, 25.3), (0.8, 25.9), (0.5, 26.5), (0.01, 26.7)], 16)), "seat", finish="gloss")
        for name, x in (("arm", 1), ("arm2", -1)):
            yield Part(name, tube(smooth([(x * 5.0, 14.6, 0), (x * 6.6, 14.2, -0.2), (x * 7.4, 11.4, -0.8), (x * 7.2, 8.6, -2.0)], 24), np.linspace(1.2, 0.85, 24)), "seat", finish="gloss", zone="seat")
            yield Part(name, tube(bow((x * 7.2, 7.7, -2.2), 1.1, 1.1, 120 if x > 0 else 60, 400 if x > 0 else -220), 0.4), "dark", finish="metal")
        for x in (-2.6, 2.6):
            for grid in cuboid(3.0, 5.0, 3.0, (x, 1.4, 0)).values():
                yield Part("leg", grid, "body", finish="steel", zone="body")
            for grid in cuboid(4.0, 1.6, 6.2, (x, 0, -0.6)).values():
                yield Part("foot", grid, "seat", finish="gloss", zone="seat")
        yield Part("key", tube(np.array([[4.9, 8.2, 1.5], [7.4, 8.2, 1.5]]), 0.35), "#D9A93A", finish="metal")
        yield Part("key", tube(bow((8.6, 8.2, 1.5), 1.2, 1.6, 0, 360), 0.36), "#D9A93A", finish="metal")


class Seeds(Product):
    name, words, volume, wrong_volumes = "seeds", ["BLUMETTA"], "12 g", ["72 g", "18 g"]
    colors = {"body": "#EFE6CF", "stick": "#C9A36A"}
    zones, removable, added_sign = {"body": "body"}, ["stick"], ("fish", -3.2, 13.0, 1.4, "#3F6F9A")
    variant = {"colors": {"body": "#D3DDE6"}, "texts": {"brand": "KRAUTINO"}, "shape": "drop", "pattern": "leaf"}

    def arts_of(self):
        a = Art(9.6, 14.4, "#EFE6CF")
        a.rect("head", 0, 1.5, 9.6, 3.0, "#4F7A4A")
        a.text("brand", "BLUMETTA", 0, 1.6, 1.35, "serif-bold", "#FBF6E4", "brand")
        a.pattern("print", "flower", ["#C2477A", "#8A4FA0", "#E08AA8"], 1.9, 1.8, 37, (0, 5.9, 8.6, 5.0))
        a.text("line", "SWEET PEA", 0, 9.2, 1.15, "lato-black", "#6A2F5A", "line", 0.03)
        a.text("line2", "climbs to two metres", 0, 10.4, 0.72, "serif", "#4A4436")
        a.rect("rule", 0, 11.2, 8.0, 0.08, "#4F7A4A")
        a.sign("logo", "sun", 0, 12.8, 1.5, "#D99A2E")
        a.text("volume", "12 g", 3.2, 13.0, 0.95, "lato-bold", "#3A342A", "volume")
        return {"front": a, "back": Art(9.6, 14.4, "#EFE6CF")}

    def parts_of(self):
        yield Part("front", pillow(9.6, 14.4, 1.2, True, 0.8, 48, 0.0), art="front", finish="paper", zone="body")
        yield Part("back", pillow(9.6, 14.4, 1.2, False, 0.8, 48, 0.0), art="back", finish="paper", zone="body")
        for grid in cuboid(1.5, 6.5, 0.2, (2.2, 11.5, 0.8)).values():
            yield Part("stick", grid, "stick", finish="wood")


class Suitcase(Product):
    name, words = "suitcase", ["REISARO"]
    colors = {"body": "#B98AA0", "dark": "#33343A", "metal": "#C4C7CB"}
    zones, removable, added_sign = {"body": "body"}, ["grip", "wheel", "pocket"], ("tree", -11.5, 8.0, 5.0, "#F4EBDD")
    variant = {"colors": {"body": "#5F8A9A"}, "texts": {"brand": "KOFFRIX"}, "shape": "arrow"}

    def arts_of(self):
        a = Art(34.0, 48.0)
        a.seam("seam", -14.6, 26.0, 42.0, True, "#7F566A", 0.34)
        a.seam("seam2", 14.6, 26.0, 42.0, True, "#7F566A", 0.34)
        a.sign("logo", "arrow", 0, 10.0, 7.4, "#F4EBDD")
        a.text("brand", "REISARO", 0, 20.0, 5.6, "spartan", "#3A2230", "brand")
        a.text("line", "CABIN SIZE", 0, 26.6, 4.2, "lato-black", "#F4EBDD", "line")
        a.pattern("print", "hexagon", ["#A3748A", "#CDA4B6"], 4.6, 4.0, 58, (0, 38.0, 25.0, 14.0))
        return {"front": a}

    def parts_of(self):
        rows = smooth([(4.0, 15.0, 7.0), (4.6, 18.0, 9.6), (7.0, 19.6, 11.0), (10.0, 20.0, 11.2), (54.0, 20.0, 11.2), (57.0, 19.6, 11.0), (59.4, 18.0, 9.6), (60.0, 15.0, 7.0), (60.1, 0.1, 0.1)], 70)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 6.0, 144)
        yield Part("body", body, "body", finish="gloss", zone="body")
        yield Part("print", print_on(body, 34.0, 8, 56, 0.08), art="front", finish="cloth")
        for x in (-8.0, 8.0):
            yield Part("grip", tube(np.array([[x, 59.0, 4.0], [x, 76.0, 4.0]]), 0.75), "metal", finish="metal")
        yield Part("grip", tube(np.array([[-9.8, 76.5, 4.0], [-9.6, 76.5, 4.0], [9.6, 76.5, 4.0], [9.8, 76.5, 4.0]]), [0.1, 1.5, 1.5, 0.1]), "dark", finish="plastic")
        yield Part("pocket", tube(smooth([(-5.5, 60.0, -2), (-4.6, 62.6, -2), (4.6, 62.6, -2), (5.5, 60.0, -2)], 24), 0.85), "dark", finish="plastic")
        for name, x, z in (("wheel", 14, -7.0), ("wheel2", -14, -7.0), ("wheel", 14, 7.0), ("wheel2", -14, 7.0)):
            yield Part(name, facing(revolve(rounded([(0, -0.9), (2.2, -0.9), (2.4, -0.6), (2.4, 0.6), (2.2, 0.9), (0, 0.9)], 1, 0.3)), (x, 2.4, z)), "dark", finish="plastic")
            for grid in cuboid(2.6, 2.6, 2.6, (x, 2.8, z)).values():
                yield Part(name, grid, "dark", finish="plastic")


PRODUCTS = [Gherkins, Sunscreen, Teapot, Detergent, Tote, Radio, Watch, Puzzle, Tuna, Robot, Seeds, Suitcase]
