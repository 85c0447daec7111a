"""The products on whose pictures the gate's ROC is published; nothing is tuned on them. All names are invented."""

import numpy as np

from art import Art
from product import Part, Product, carton, label
from shapes import bow, cuboid, pillow, pouch, quad, revolve, rounded, tube, wrap


class Shampoo(Product):
    name, words, volume, wrong_volumes = "shampoo", ["VERDANO"], "300 ml", ["390 ml", "500 ml"]
    colors = {"body": "#4C6B8A", "cap": "#22303F"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("bolt", -2.2, 1.3, 1.1, "#E2A33C")
    variant = {"colors": {"body": "#8A5A4C"}, "texts": {"brand": "KASTORA"}, "shape": "star"}

    def arts_of(self):
        a = Art(7.4, 10.5, "#E9EEF1")
        a.rect("head", 0, 2.2, 7.4, 4.4, "#B9D3DC")
        a.sign("logo", "waves", 0, 1.5, 2.1, "#2D5B7A")
        a.text("brand", "VERDANO", 0, 3.4, 1.15, "sans-bold", "#1D3347", "brand")
        a.text("line", "DAILY SHAMPOO", 0, 5.4, 0.72, "lato-bold", "#1D3347", "line", 0.04)
        a.text("line2", "nettle & sea salt", 0, 6.5, 0.68, "serif", "#3C5366")
        a.text("small", "for all hair types", 0, 7.5, 0.52, "lato", "#3C5366", "small")
        a.text("volume", "300 ml", 0, 9.2, 0.82, "lato-bold", "#1D3347", "volume")
        return {"label": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (3.2, 0), (3.5, 0.5), (3.5, 13.6), (3.2, 14.8), (2.4, 15.4)])), "body", finish="plastic", zone="body")
        yield label(self, 3.5, 7.4, 1.6, 12.1)
        yield Part("cap", revolve(rounded([(2.5, 15.3), (2.5, 17.8), (2.2, 18.2), (0, 18.2)])), "cap", finish="plastic")
        yield Part("neck", revolve([(2.4, 15.4), (1.2, 15.5), (1.2, 16.6), (0, 16.6)]), "cap", finish="plastic")


class Lemonade(Product):
    name, words, volume, wrong_volumes = "lemonade", ["PERLSEE"], "0.5 l", ["0.6 l", "0.3 l"]
    colors = {"body": "#4F6B3A", "crown": "#C9A23A"}
    zones, removable, added_sign = {"body": "body"}, ["crown"], ("hexagon", 2.6, 1.2, 1.0, "#B33A2E")
    variant = {"colors": {"body": "#5B3420"}, "texts": {"brand": "HOPFGUT"}, "shape": "sun"}

    def arts_of(self):
        a = Art(8.2, 8.4, "#F5E27A")
        a.rect("band", 0, 7.6, 8.2, 1.6, "#3E5A2E")
        a.sign("logo", "rings", 0, 1.5, 2.0, "#3E5A2E")
        a.text("brand", "PERLSEE", 0, 3.5, 1.5, "slab", "#2C4020", "brand")
        a.text("line", "LEMONADE", 0, 5.0, 0.9, "lato-black", "#B33A2E", "line", 0.08)
        a.text("line2", "cloudy, with thyme", 0, 6.1, 0.66, "lato", "#2C4020")
        a.text("volume", "0.5 l", 0, 7.6, 0.94, "lato-bold", "#F5E27A", "volume")
        return {"label": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (3.3, 0), (3.6, 0.5), (3.6, 12.4), (3.3, 14.0), (1.6, 17.6), (1.35, 19.0), (1.35, 22.0), (1.55, 22.1), (1.55, 22.8), (1.3, 22.9)])), "body", finish="glass", zone="body")
        yield label(self, 3.6, 8.2, 2.4, 10.8)
        yield Part("crown", revolve(rounded([(1.75, 22.4), (1.75, 23.3), (1.5, 23.7), (0, 23.7)])), "crown", finish="metal")


class Jam(Product):
    name, words, volume, wrong_volumes = "jam", ["OBSTGARTEN"], "340 g", ["240 g", "310 g"]
    colors = {"body": "#8E2438", "lid": "#E7DFCF"}
    zones, removable, added_sign = {"body": "body"}, ["lid"], ("star", 2.7, 1.0, 0.9, "#C79A2E")
    variant = {"colors": {"body": "#C46A1E", "lid": "#4A5A3A"}, "texts": {"brand": "WILDBEERE"}, "shape": "drop"}

    def arts_of(self):
        a = Art(7.6, 5.4, "#FAF3EA")
        a.rect("band", 0, 4.75, 7.6, 1.3, "#5F7A3E")
        a.sign("logo", "flower", 0, 0.95, 1.2, "#8E2438")
        a.text("brand", "OBSTGARTEN", 0, 2.15, 0.78, "serif-bold", "#43131D", "brand")
        a.text("line", "SOUR CHERRY", 0, 3.1, 0.6, "lato-bold", "#43131D", "line", 0.06)
        a.text("small", "extra fruit, cane sugar", 0, 3.75, 0.42, "lato", "#6C4A4F", "small")
        a.text("volume", "340 g", 0, 4.75, 0.7, "lato-black", "#FAF3EA", "volume")
        return {"label": a}

    def parts_of(self):
        yield Part("body", revolve(rounded([(0, 0), (3.5, 0), (3.9, 0.6), (3.9, 7.4), (3.4, 8.3), (3.1, 8.6)])), "body", finish="glass", zone="body")
        yield label(self, 3.9, 7.6, 1.2, 6.6)
        yield Part("rim", revolve([(3.1, 8.4), (3.1, 9.4), (2.7, 9.4), (2.7, 8.8), (0, 8.8)]), "body", finish="glass")
        yield Part("lid", revolve(rounded([(3.4, 8.6), (3.5, 8.7), (3.5, 9.9), (3.2, 10.2), (0, 10.2)])), "lid", finish="metal")


class Serum(Product):
    name, words, volume, wrong_volumes = "serum", ["SERAPHINE"], "50 ml", ["30 ml", "60 ml"]
    colors = {"body": "#D9C3CE"}
    zones, removable, added_sign = {"body": "body"}, ["flap"], ("leaf", 2.2, 9.6, 1.0, "#7A3F5A")
    variant = {"colors": {"body": "#B9CBD6"}, "texts": {"brand": "GLACIELLE"}, "shape": "hexagon", "pattern": "dots"}

    def arts_of(self):
        a = Art(6.4, 12.0, "#D9C3CE")
        a.pattern("petals", "flower", ["#C7A4B6", "#E8DBE1"], 1.3, 1.0, 77, (0, 10.0, 6.4, 3.9))
        a.rect("rule", 0, 0.7, 5.6, 0.1, "#7A3F5A")
        a.sign("logo", "drop", 0, 2.1, 1.6, "#7A3F5A")
        a.text("brand", "SERAPHINE", 0, 4.1, 0.8, "serif", "#3B1D2C", "brand", 0.02)
        a.text("line", "NIGHT SERUM", 0, 5.4, 0.66, "lato-bold", "#3B1D2C", "line", 0.06)
        a.text("line2", "rose and niacinamide", 0, 6.3, 0.54, "lato", "#5E3A4B")
        a.text("volume", "50 ml", 0, 7.4, 0.64, "lato-bold", "#3B1D2C", "volume")
        b = Art(4.6, 12.0, "#D9C3CE")
        b.text("sidebrand", "SERAPHINE", 0, 1.6, 0.62, "serif", "#3B1D2C", "side")
        for n, t in enumerate(["Three drops in the", "evening on clean", "skin. For outer", "use only."]):
            b.text("s%d" % n, t, 0, 3.2 + n * 0.7, 0.46, "lato", "#3B1D2C", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(6.4, 12.0, 4.6), {"front": "front", "right": "side", "left": "side"}, "body")
        yield Part("flap", quad((-1.3, 12.0, 1.9), (2.6, 0, 0), (0, 2.0, 0.1)), "body", finish="paper", zone="body")


class Enamel(Product):
    name, words = "enamel", ["ALPENHOF"]
    colors = {"body": "#EDEBE6", "rim": "#23456B"}
    zones, removable, added_sign = {"body": "body"}, ["handle"], ("flower", -2.4, 1.3, 1.0, "#A8442E")
    variant = {"colors": {"body": "#C9D4C0"}, "texts": {"brand": "WALDRAST"}, "shape": "leaf"}

    def arts_of(self):
        a = Art(7.0, 6.2)
        a.sign("logo", "mountain", 0, 1.5, 2.6, "#23456B")
        a.text("brand", "ALPENHOF", 0, 3.6, 1.12, "spartan", "#23456B", "brand")
        a.text("line", "CAMP KITCHEN", 0, 4.7, 0.66, "lato-bold", "#23456B", "line", 0.06)
        a.text("line2", "since 1931", 0, 5.55, 0.6, "serif", "#5A6E84")
        return {"print": a}

    def parts_of(self):
        yield Part("body", revolve([(0, 0), (3.9, 0), (4.1, 0.2), (4.1, 8.2)]), "body", finish="gloss", zone="body")
        yield Part("rim", revolve(rounded([(4.1, 8.1), (4.25, 8.2), (4.25, 8.5), (4.0, 8.5), (3.95, 8.0)])), "rim", finish="gloss")
        yield Part("inside", revolve([(4.0, 8.3), (3.95, 4.0), (0, 4.0)]), "body", finish="gloss")
        yield Part("print", wrap(4.1, 7.0, 1.2, 7.4, 0.02), art="print", finish="plastic")
        yield Part("handle", tube(bow((-4.0, 4.5, 0), 2.5, 2.6, 85, 275), 0.4), "body", finish="gloss", zone="body")


class Kettle(Product):
    name, words, volume, wrong_volumes = "kettle", ["THERMOR"], "1.5 l", ["1.6 l", "1.3 l"]
    colors = {"body": "#B5533C", "dark": "#2B2A2C"}
    zones, removable, added_sign = {"body": "body"}, ["spout", "handle"], ("sun", 3.4, 2.1, 1.5, "#F3E3C4")
    variant = {"colors": {"body": "#3C6B7A"}, "texts": {"brand": "VAPOREX"}, "shape": "drop"}

    def arts_of(self):
        a = Art(11.0, 10.5)
        a.sign("logo", "bolt", 0, 1.8, 2.4, "#F3E3C4")
        a.text("brand", "THERMOR", 0, 4.8, 1.9, "lato-black", "#F3E3C4", "brand")
        a.text("line", "QUICK BOIL", 0, 6.9, 1.15, "lato-bold", "#F3E3C4", "line", 0.05)
        a.text("volume", "1.5 l", 0, 9.0, 1.3, "lato-bold", "#F3E3C4", "volume")
        return {"print": a}

    def parts_of(self):
        yield Part("base", revolve(rounded([(0, 0), (7.4, 0), (7.6, 0.4), (7.4, 1.4), (0, 1.5)])), "dark", finish="plastic")
        yield Part("body", revolve([(7.2, 1.5), (7.2, 16.5)]), "body", finish="gloss", zone="body")
        yield Part("shoulder", revolve(rounded([(7.2, 16.5), (6.6, 18.6), (5.2, 19.4)])), "body", finish="gloss", zone="body")
        yield Part("lid", revolve(rounded([(5.3, 19.3), (4.8, 20.2), (1.2, 20.6), (1.2, 21.4), (0, 21.6)])), "dark", finish="plastic")
        yield Part("print", wrap(7.2, 11.0, 3.6, 14.1, 0.03), art="print", finish="plastic")
        yield Part("handle", tube(bow((6.9, 11.5, 0), 5.0, 6.4, 88, -88), 0.85), "dark", finish="plastic")
        yield Part("spout", tube(np.array([[-6.6, 11.5, 0], [-8.6, 13.5, 0], [-9.6, 16.2, 0], [-11.0, 17.6, 0]]), [1.7, 1.3, 1.0, 0.9]), "body", finish="gloss", zone="body")


class Biscuits(Product):
    name, words, volume, wrong_volumes = "biscuits", ["KEKSBURG"], "400 g", ["100 g", "480 g"]
    colors = {"body": "#27496D", "lid": "#C9A25B"}
    zones, removable, added_sign = {"body": "body"}, ["knob"], ("star", -4.9, 7.3, 1.5, "#E9D8A6")
    variant = {"colors": {"body": "#6D2735", "lid": "#D8D8D8"}, "texts": {"brand": "WAFFELKO"}, "shape": "flower", "pattern": "dots"}

    def arts_of(self):
        a = Art(53.4, 9.0, "#27496D")
        a.pattern("stars", "star", ["#C9A25B", "#3E6A96"], 2.2, 1.2, 3, (0, 7.9, 53.4, 2.3))
        a.pattern("stars2", "star", ["#C9A25B", "#3E6A96"], 2.0, 1.0, 8, (-16, 3.6, 16, 6.2), role="")
        a.sign("logo", "hexagon", 0, 1.35, 1.7, "#C9A25B")
        a.text("brand", "KEKSBURG", 0, 3.4, 1.9, "slab", "#F1E6C8", "brand")
        a.text("line", "BUTTER BISCUITS", 0, 5.1, 0.98, "lato-bold", "#F1E6C8", "line", 0.04)
        a.text("volume", "400 g", 0, 6.3, 0.95, "lato-bold", "#E9D8A6", "volume")
        return {"skin": a}

    def parts_of(self):
        yield Part("body", revolve([(8.5, 0), (8.5, 9.0)]), art="skin", finish="plastic", zone="body")
        yield Part("lid", revolve(rounded([(8.7, 8.8), (8.8, 9.0), (8.8, 11.0), (8.5, 11.3), (0, 11.5)])), "lid", finish="metal")
        yield Part("knob", revolve(rounded([(0.5, 11.4), (0.5, 12.2), (1.4, 12.5), (1.4, 13.3), (0, 13.6)], 1, 0.3)), "lid", finish="metal")


class Notebook(Product):
    name, words, volume, wrong_volumes = "notebook", ["SKRIVA"], "192 pages", ["102 pages", "152 pages"]
    colors = {"body": "#7B4B3A", "band": "#E0B54A", "pages": "#EFE9DA"}
    zones, removable, added_sign = {"body": "body"}, ["ribbon"], ("rings", -4.4, 18.4, 1.8, "#E8D9B5")
    variant = {"colors": {"body": "#3A5F7B"}, "texts": {"brand": "NOTERA"}, "shape": "leaf", "pattern": "dots"}

    def arts_of(self):
        a = Art(14.5, 21.0, "#7B4B3A")
        a.seam("seam", -6.2, 10.5, 20.4, True, "#C79A72", 0.1)
        a.sign("logo", "leaf", 0.4, 4.6, 3.2, "#E8D9B5")
        a.text("brand", "SKRIVA", 0.0, 8.2, 2.0, "serif-bold", "#F3E8CF", "brand")
        a.text("line", "DOTTED PAPER", 0.0, 10.8, 1.05, "lato-bold", "#F3E8CF", "line", 0.04)
        a.pattern("print", "hexagon", ["#8F5C49", "#A87055"], 1.6, 1.2, 6, (0.4, 14.2, 11.0, 3.4))
        a.text("volume", "192 pages", 0.4, 17.6, 1.1, "lato", "#F3E8CF", "volume")
        return {"front": a}

    def parts_of(self):
        faces = cuboid(14.5, 21.0, 0.3, (0, 0, -0.85))
        yield from carton(faces, {"front": "front"}, "body")
        for side, grid in cuboid(14.2, 20.6, 1.4, (0, 0.2, 0)).items():
            yield Part("pages-" + side, grid, "pages", finish="paper")
        yield from carton(cuboid(14.5, 21.0, 0.3, (0, 0, 0.85)), {}, "body")
        for side, grid in cuboid(0.7, 21.1, 2.1, (6.0, -0.02, 0)).items():
            yield Part("band", grid, "band", finish="cloth")
        yield Part("ribbon", quad((-2.0, 20.8, 0.0), (0.9, 0, 0), (1.2, 3.2, 0)), "band", finish="cloth")


class Sneakers(Product):
    name, words, volume, wrong_volumes = "sneakers", ["LAUFWERK"], "EU 42", ["EU 47", "EU 43"]
    colors = {"body": "#D5622E", "lid": "#2E2E33"}
    zones, removable, added_sign = {"body": "body"}, ["label"], ("bolt", -12.8, 6.9, 2.6, "#FFF3DF")
    variant = {"colors": {"body": "#2E7D6B"}, "texts": {"brand": "RENNWERK"}, "shape": "star"}

    def arts_of(self):
        a = Art(32.0, 9.0, "#D5622E")
        a.sign("logo", "bolt", -11.2, 3.6, 5.0, "#2E2E33")
        a.text("brand", "LAUFWERK", 1.6, 2.5, 3.0, "sans-bold", "#FFF3DF", "brand")
        a.text("line", "RUNNING SHOES", -1.8, 6.4, 1.6, "lato-black", "#2E2E33", "line", 0.05)
        b = Art(7.0, 4.4, "#F5F3EE")
        b.text("volume", "EU 42", 0, 1.5, 1.7, "lato-black", "#202020", "volume")
        b.text("small", "coral / graphite", 0, 3.2, 0.85, "lato", "#404040", "small")
        return {"front": a, "label": b}

    def parts_of(self):
        yield from carton(cuboid(32, 9.0, 20), {"front": "front"}, "body")
        for side, grid in cuboid(32.6, 3.4, 20.6, (0, 9.0, 0)).items():
            yield Part("lid", grid, "lid", finish="paper")
        yield Part("label", quad((8.4, 0.5, -10.04), (7.0, 0, 0), (0, 4.4, 0)), art="label", finish="label", zone="label")


class Chair(Product):
    name, words = "chair", []
    colors = {"body": "#6B4A33", "seat": "#7F8F5B"}
    zones, removable = {"body": "body", "seat": "seat"}, ["leg", "rail"]
    variant = {"colors": {"body": "#A98A62", "seat": "#8A4F62"}, "pattern": "dots"}

    def arts_of(self):
        a = Art(38, 30, "#7F8F5B")
        a.pattern("print", "leaf", ["#E6DDB8", "#4E5F34", "#C98A4A"], 5.2, 4.4, 21, (0, 14, 34, 25))
        a.seam("seam", 0, 26.8, 37, False, "#44522E", 0.26)
        return {"back": a}

    def parts_of(self):
        y0 = 46
        for side, grid in cuboid(44, 5, 42, (0, y0 - 5, 0)).items():
            yield Part("seat-" + side, grid, "seat", finish="cloth", zone="seat")
        for side, grid in cuboid(38, 30, 2.6, (0, y0 + 12, 18)).items():
            yield Part("back-" + side, grid, "seat", art="back" if side == "front" else "", finish="cloth", zone="seat")
        for n, (x, z) in enumerate([(-1, -1), (1, -1)]):
            yield Part("leg" if n else "leg0", tube(np.array([[x * 20.5, 0, z * 18.5], [x * 19.5, 22, z * 17.5], [x * 19, 42, z * 17]]), [1.5, 1.8, 2.1]), "body", finish="wood", zone="body")
        for x in (-1, 1):
            yield Part("post", tube(np.array([[x * 20, 0, 21.0], [x * 20, 45, 19.5], [x * 20, 92, 21.0]]), [1.6, 1.9, 1.4]), "body", finish="wood", zone="body")
        yield Part("rail", tube(np.array([[-20, 90, 21], [0, 93, 21.5], [20, 90, 21]]), 1.9), "body", finish="wood", zone="body")


class Crisps(Product):
    name, words, volume, wrong_volumes = "crisps", ["KNABBRO"], "150 g", ["130 g", "750 g"]
    colors = {"body": "#B8872B", "peg": "#7C3B2A"}
    zones, removable, added_sign = {"body": "body"}, ["peg"], ("hexagon", 6.2, 4.0, 2.2, "#7C2D20")
    variant = {"colors": {"body": "#2B6FB8"}, "texts": {"brand": "CRACKSI"}, "shape": "flower", "pattern": "star"}

    def arts_of(self):
        a = Art(18.0, 26.0, "#B8872B")
        a.seam("seam", 0, 1.8, 17.2, False, "#8C6420", 0.16)
        a.pattern("print", "drop", ["#D9A94A", "#9A6B1F"], 2.6, 2.0, 15, (0, 21.4, 17.0, 6.6))
        a.sign("logo", "sun", 0, 5.6, 4.0, "#F4DF9C")
        a.text("brand", "KNABBRO", 0, 9.8, 3.0, "spartan", "#FFF8E6", "brand")
        a.rect("band", 0, 13.2, 18.0, 2.4, "#7C2D20")
        a.text("line", "SALTED CRISPS", 0, 13.2, 1.55, "lato-black", "#FFF8E6", "line", 0.03)
        a.text("line2", "cut thick, baked slowly", 0, 15.6, 1.1, "lato-bold", "#3D2710")
        a.text("volume", "150 g", 0, 17.3, 1.35, "lato-black", "#3D2710", "volume")
        b = Art(18.0, 26.0, "#B8872B")
        return {"front": a, "back": b}

    def parts_of(self):
        yield Part("front", pouch(18, 26, 8), art="front", finish="plastic", zone="body")
        yield Part("back", pouch(18, 26, 8, False), art="back", finish="plastic", zone="body")
        for side, grid in cuboid(2.0, 6.0, 1.4, (5.0, 23.0, -0.1)).items():
            yield Part("peg", grid, "peg", finish="wood")


class Throw(Product):
    name, words = "throw", []
    colors = {"body": "#5C6F8C", "button": "#E6D2A8"}
    zones, removable, added_sign = {"body": "body"}, ["button"], ("star", -15.0, 6.0, 4.5, "#F0C95A")
    variant = {"colors": {"body": "#8C6F5C"}, "pattern": "flower"}

    def arts_of(self):
        a = Art(50, 34, "#5C6F8C")
        a.pattern("print", "hexagon", ["#E6D2A8", "#C2694A", "#8FA6C2"], 5.0, 3.8, 44, (0, 17, 42, 27))
        a.seam("seam", 17.5, 17, 32, True, "#33415A", 0.26)
        b = Art(50, 34, "#5C6F8C")
        return {"front": a, "back": b}

    def parts_of(self):
        yield Part("front", pillow(50, 34, 15), art="front", finish="cloth", zone="body")
        yield Part("back", pillow(50, 34, 15, False), art="back", finish="cloth", zone="body")
        for n, y in enumerate((8.5, 17, 25.5)):
            yield Part("button" if n == 1 else "button%d" % n, revolve(rounded([(1.6, 0), (1.6, 0.5), (0, 0.8)], 1, 0.2))[:, :, [0, 2, 1]] * np.array([1, 1, -1]) + np.array([20.6, y, -4.4]), "button", finish="plastic")


PRODUCTS = [Shampoo, Lemonade, Jam, Serum, Enamel, Kettle, Biscuits, Notebook, Sneakers, Chair, Crisps, Throw]
