"""Yet more products on whose pictures the gate's ROC is published: more of what a shop's shelves hold. All names are invented."""

import numpy as np

from art import Art
from product import Part, Product, carton, label
from shapes import boxy, cuboid, facing, print_on, quad, revolve, rounded, smooth, tube


class Ketchup(Product):
    name, words, volume, wrong_volumes = "ketchup", ["TOMANDRO"], "460 g", ["480 g", "160 g"]
    colors = {"body": "#B8261C", "cap": "#F2EEE4"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("star", -2.2, 1.3, 1.2, "#2F6B3C")
    variant = {"colors": {"body": "#D9A62A", "cap": "#3A5A2E"}, "texts": {"brand": "SENFINO"}, "shape": "flower"}

    def arts_of(self):
        a = Art(6.4, 9.4, "#F7EFD8")
        a.rect("foot", 0, 8.2, 6.4, 2.4, "#2F6B3C")
        a.sign("logo", "leaf", 0, 1.5, 2.3, "#2F6B3C")
        a.text("brand", "TOMANDRO", 0, 3.6, 0.98, "lato-black", "#A81E16", "brand")
        a.text("line", "KETCHUP", 0, 5.1, 1.08, "lato-bold", "#3A2A1E", "line", 0.03)
        a.text("line2", "from ripe tomatoes", 0, 6.3, 0.66, "lato", "#3A2A1E")
        a.text("volume", "460 g", 0, 8.2, 1.2, "lato-bold", "#F7EFD8", "volume")
        return {"label": a}

    def parts_of(self):
        rows = smooth([(0, 3.0, 2.0), (0.4, 3.5, 2.4), (1.8, 3.8, 2.6), (6.5, 3.7, 2.5), (11.5, 3.8, 2.6), (14.0, 3.3, 2.3),
                       (16.0, 1.9, 1.7), (16.8, 1.6, 1.5)], 44)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 2.4)
        yield Part("body", body, "body", finish="plastic", zone="body")
        yield Part("label", print_on(body, 6.4, 2.2, 11.6, 0.03), art="label", finish="label", zone="label")
        yield Part("neck", revolve([(1.6, 16.7), (1.2, 16.8), (1.2, 17.9), (0, 17.9)]), "body", finish="plastic")
        profile = [(1.8, 16.5), (1.85, 16.7), (1.85, 18.2), (1.5, 18.6), (0.75, 19.2), (0.45, 21.2), (0.35, 21.5), (0, 21.5)]
        yield Part("cap", revolve(rounded(profile, 2, 0.3)), "cap", finish="plastic")


class Beer(Product):
    name, words, volume, wrong_volumes = "beer", ["URBOLD"], "0.33 l", ["0.38 l", "0.83 l"]
    colors = {"body": "#6A3A18", "paper": "#EFE3C2", "cap": "#C9A23A"}
    zones, removable, added_sign = {"body": "body", "label": "paper"}, ["cap", "collar"], ("hexagon", -2.2, 1.2, 1.2, "#1F4A5E")
    variant = {"colors": {"paper": "#C9D6DC", "cap": "#9A2B2B"}, "texts": {"brand": "WEIZORN"}, "shape": "sun"}

    def arts_of(self):
        a = Art(6.4, 8.4, "#EFE3C2")
        a.rect("edge", 0, 0.16, 6.4, 0.32, "#1F4A5E")
        a.rect("foot", 0, 7.3, 6.4, 2.2, "#1F4A5E")
        a.sign("logo", "crown", 0, 1.6, 1.9, "#B0452F")
        a.text("brand", "URBOLD", 0, 3.5, 1.3, "slab", "#22190F", "brand")
        a.text("line", "PALE ALE", 0, 5.1, 1.08, "lato-black", "#B0452F", "line")
        a.text("volume", "0.33 l", 0, 7.25, 1.25, "lato-bold", "#EFE3C2", "volume")
        return {"label": a}

    def parts_of(self):
        profile = [(0, 0.2), (2.7, 0), (3.0, 0.3), (3.05, 1.0), (3.05, 13.0), (2.9, 14.4), (2.1, 16.4), (1.55, 18.2), (1.35, 20.0), (1.3, 22.0)]
        yield Part("body", revolve(rounded(profile)), "body", finish="glass", zone="body")
        yield label(self, 3.05, 6.4, 2.6, 11.0)
        yield Part("collar", revolve([(1.66, 18.0), (1.48, 19.3), (1.42, 20.4)]), "paper", finish="paper", zone="label")
        yield Part("lip", revolve(rounded([(1.3, 21.9), (1.5, 22.1), (1.5, 22.7), (1.3, 23.0), (0, 23.0)], 1, 0.2)), "body", finish="glass")
        crown = revolve(rounded([(1.72, 22.55), (1.62, 22.7), (1.55, 23.1), (1.3, 23.3), (0, 23.35)], 1, 0.15), 168)
        teeth = 1 + 0.045 * np.cos(np.arange(169) * 2 * np.pi / 8)[:, None] * np.linspace(1, 0, crown.shape[1]) ** 2
        yield Part("cap", crown * np.stack([teeth, 1 + 0 * teeth, teeth], 2), "cap", finish="steel")


class Rice(Product):
    name, words, volume, wrong_volumes = "rice", ["PADDORIN"], "750 g", ["150 g", "780 g"]
    colors = {"body": "#2F7A6B", "cup": "#E8C45A", "spout": "#EFE9DA"}
    zones, removable, added_sign = {"body": "body"}, ["cup", "spout"], ("bee", 4.3, 7.4, 2.0, "#F3DDA0")
    variant = {"colors": {"body": "#8A3F4E"}, "texts": {"brand": "WILDKORNA"}, "shape": "mountain", "pattern": "drop"}

    def arts_of(self):
        a = Art(12.0, 18.0, "#2F7A6B")
        a.rect("head", 0, 2.6, 12.0, 5.2, "#F3EBD4")
        a.sign("logo", "waves", 0, 1.5, 2.4, "#2F7A6B")
        a.text("brand", "PADDORIN", 0, 3.8, 1.8, "slab", "#8A2B2B", "brand")
        a.text("line", "BASMATI", -1.0, 6.8, 1.7, "lato-black", "#FFFFFF", "line")
        a.text("line2", "long and fine", -1.0, 8.5, 1.0, "lato", "#F3EBD4")
        a.rect("window", 0, 12.2, 10.2, 4.6, "#F7F2E4", radius=1.6)
        a.pattern("print", "leaf", ["#E0D3B0", "#CDBB8C", "#D9C79A"], 1.0, 1.1, 29, (0, 12.2, 9.0, 4.1))
        a.text("volume", "750 g", 0, 16.2, 1.6, "lato-black", "#F3DDA0", "volume")
        b = Art(5.4, 18.0, "#2F7A6B")
        b.text("sidebrand", "PADDORIN", 0, 7.4, 0.8, "slab", "#F3EBD4", "side")
        for n, t in enumerate(["one cup rice,", "two of water,", "twelve minutes", "under the lid"]):
            b.text("s%d" % n, t, 0, 9.4 + n * 1.2, 0.7, "lato", "#F3EBD4", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(12, 18, 5.4), {"front": "front", "right": "side", "left": "side"}, "body")
        hinge, lip = np.array([[6.02, 12.6, -1.5], [6.02, 12.6, 1.5]]), np.array([[8.0, 15.6, -1.5], [8.0, 15.6, 1.5]])
        yield Part("spout", np.stack([hinge, lip]), "spout", finish="paper")
        for z in (-1.5, 1.5):
            yield Part("spout", np.array([[[6.0, 12.6, z], [6.0, 15.6, z]], [[6.02, 12.6, z], [8.0, 15.6, z]]]), "spout", finish="paper")
        cup = [(1.5, 0), (1.65, 0.1), (2.1, 3.9), (2.1, 4.1), (1.95, 4.1), (1.6, 0.6), (0, 0.6)]
        yield Part("cup", revolve(cup) + np.array([8.6, 0, -0.6]), "cup", finish="plastic")
        yield Part("cup", revolve([(1.98, 3.4), (0, 3.75)]) + np.array([8.6, 0, -0.6]), "#F2EBD8", finish="cloth")


class IceCream(Product):
    name, words, volume, wrong_volumes = "icecream", ["VANIGLIO"], "500 ml", ["900 ml", "580 ml"]
    colors = {"body": "#F6E7C6", "lid": "#7A3B4E", "ice": "#F3DDA6"}
    zones, removable, added_sign = {"body": "body"}, ["lid", "tab"], ("moon", -4.0, 1.5, 1.4, "#2F6F8A")
    variant = {"colors": {"body": "#C9DDE3", "lid": "#2F5F4A"}, "texts": {"brand": "SORBETTINA"}, "shape": "heart", "pattern": "star"}

    def arts_of(self):
        a = Art(31.7, 8.7, "#F6E7C6")
        a.pattern("print", "flower", ["#E3A33A", "#C97F2E", "#F0C46A"], 1.1, 0.95, 57, (0, 6.0, 31.7, 1.2))
        a.rect("foot", 0, 7.75, 31.7, 1.9, "#7A3B4E")
        a.sign("logo", "flower", 0, 1.3, 1.8, "#C97F2E")
        a.text("brand", "VANIGLIO", 0, 3.1, 1.5, "serif-bold", "#5A2436", "brand", -0.02)
        a.text("line", "VANILLA BEAN", 0, 4.7, 0.96, "lato-black", "#A8641E", "line")
        a.text("volume", "500 ml", 0, 7.7, 1.15, "lato-bold", "#F6E7C6", "volume")
        for x in (-11, 11):
            a.text("back%d" % x, "slowly stirred", x, 4.2, 0.95, "serif", "#5A2436", "side")
        return {"skin": a}

    def parts_of(self):
        yield Part("foot", revolve([(0, 0.3), (4.3, 0.3), (4.35, 0), (4.6, 0), (4.62, 0.15)]), "body", finish="paper")
        yield Part("body", revolve([(4.62, 0.15), (5.46, 8.8)]), art="skin", finish="label", zone="body")
        yield Part("rim", revolve([(5.46, 8.75), (5.65, 8.85), (5.65, 9.05), (5.4, 9.1), (5.3, 8.2)]), "body", finish="paper")
        yield Part("ice", revolve(smooth([(5.35, 8.4), (4.6, 8.9), (2.6, 9.25), (0.01, 9.3)], 20)), "ice", finish="cloth")
        if "lid" not in self.missing:  # it holds to the lid
            yield Part("tab", boxy([0.9, 1.0, 1.0, 0.8, 0.01], [0.12] * 5, [8.6, 8.8, 9.8, 10.0, 10.02], 4.0) + np.array([6.6, 0, -0.6]), "#EFC24A")
        profile = [(5.72, 8.5), (5.78, 8.55), (5.82, 10.1), (5.6, 10.3), (5.3, 10.3), (5.2, 9.95), (0, 9.95)]
        yield Part("lid", revolve(rounded(profile, 1, 0.15)), "lid", finish="plastic")


class Flour(Product):
    name, words, volume, wrong_volumes = "flour", ["MEHLARDO"], "1.5 kg", ["1.6 kg", "7.5 kg"]
    colors = {"body": "#E9DFC8", "seal": "#B23A2A", "clip": "#3F7FA6"}
    zones, removable, added_sign = {"body": "body"}, ["clip", "seal"], ("heart", -3.4, 1.9, 1.7, "#2F5A86")
    variant = {"colors": {"body": "#C9B48C", "seal": "#2F6B4A"}, "texts": {"brand": "SPELZARO"}, "shape": "tree", "pattern": "hexagon"}

    def arts_of(self):
        a = Art(9.2, 14.0)
        a.sign("logo", "sun", 0, 1.9, 3.0, "#D9982E")
        a.rect("band", 0, 5.2, 9.2, 2.7, "#2F5A86")
        a.text("brand", "MEHLARDO", 0, 5.2, 1.45, "lato-black", "#FFFFFF", "brand")
        a.text("line", "WHEAT FLOUR", 0, 7.8, 1.16, "lato-bold", "#3A2E1E", "line")
        a.text("line2", "for bread and cake", 0, 9.3, 0.84, "lato", "#3A2E1E")
        a.pattern("print", "leaf", ["#D9982E", "#B87A22"], 1.1, 1.2, 35, (0, 10.8, 8.9, 1.2))
        a.text("volume", "1.5 kg", 0, 12.8, 1.4, "lato-black", "#B23A2A", "volume")
        return {"print": a}

    def parts_of(self):
        rows = smooth([(0, 4.9, 2.9), (0.3, 5.2, 3.2), (1.4, 5.3, 3.3), (8.0, 5.3, 3.4), (14.6, 5.2, 3.2), (16.2, 5.15, 2.7),
                       (17.6, 5.1, 1.2), (18.2, 5.1, 0.4)], 60)
        body = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 6.0, 144)
        body[:, :, 2] += 0.05 * np.sin(1.7 * body[:, :, 0] + 0.9 * body[:, :, 1]) * (body[:, :, 1] > 0.3)
        yield Part("body", body, "body", finish="paper", zone="body")
        yield Part("print", print_on(body, 9.2, 0.9, 14.9, 0.04), art="print", finish="paper")
        fold = boxy([5.1, 5.15, 5.15, 5.1, 0.01], [0.5, 0.62, 0.62, 0.5, 0.01], [17.5, 17.7, 19.3, 19.5, 19.52], 8.0)
        yield Part("fold", fold, "body", zone="body")
        yield Part("seal", quad((-1.7, 17.6, -0.68), (3.4, 0, 0), (0, 1.8, 0)), "seal", finish="label")
        for z in (-0.95, 0.95):
            arm = [(3.6, 17.2, z), (3.6, 19.4, z), (3.6, 20.4, z * 0.75), (3.6, 21.6, z * 1.5)]
            yield Part("clip", tube(smooth(arm, 24), np.r_[0.02, np.full(22, 0.42), 0.02]), "clip", finish="plastic")
        yield Part("clip", tube(np.array([[3.6, 20.2, -0.9], [3.6, 20.2, 0.9]]), 0.3), "clip", finish="plastic")


class Deodorant(Product):
    name, words = "deodorant", ["PURVEO"]
    colors = {"body": "#DCE6EC", "cap": "#1F3F5E", "metal": "#C6C9CD"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("star", 1.45, 1.4, 1.0, "#D2703A")
    variant = {"colors": {"body": "#E6D6C3", "cap": "#5A2F2A"}, "texts": {"brand": "ZEDRASOL"}, "shape": "tree", "pattern": "leaf"}

    def arts_of(self):
        a = Art(16.3, 11.6, "#DCE6EC")
        a.rect("field", 0, 9.5, 16.3, 4.2, "#2F7FA8")
        a.pattern("print", "drop", ["#FFFFFF", "#8FC6E0", "#1F3F5E"], 1.2, 1.0, 48, (0.05, 9.5, 16.0, 3.7))
        a.sign("logo", "waves", 0, 1.5, 1.8, "#2F7FA8")
        a.text("brand", "PURVEO", 0, 3.5, 1.1, "comfortaa", "#1F3F5E", "brand")
        a.text("line", "OCEAN", 0, 5.0, 0.98, "lato-black", "#2F7FA8", "line", 0.06)
        a.text("line2", "all day fresh", 0, 6.3, 0.74, "lato", "#1F3F5E")
        for x in (-5.6, 5.6):
            a.text("back%d" % x, "shake well", x, 4.4, 0.7, "lato", "#1F3F5E", "side")
        return {"skin": a}

    def parts_of(self):
        yield Part("foot", revolve([(0, 0.2), (2.4, 0), (2.66, 0.1), (2.66, 0.35), (2.6, 0.4)]), "metal", finish="metal")
        yield Part("body", revolve([(2.6, 0.4), (2.6, 12.0)]), art="skin", finish="plastic", zone="body")
        shoulder = smooth([(2.6, 12.0), (2.5, 12.5), (1.9, 13.2), (1.5, 13.4), (1.4, 13.6), (0.01, 13.6)], 30)
        yield Part("shoulder", revolve(shoulder), "metal", finish="metal")
        yield Part("valve", revolve(rounded([(0.8, 13.5), (0.8, 14.6), (0.6, 14.8), (0, 14.8)], 1, 0.2)), "#F2F2EE", finish="plastic")
        profile = [(2.44, 12.35), (2.5, 12.45), (2.5, 14.8), (2.3, 16.0), (1.6, 16.7), (0.01, 16.9)]
        yield Part("cap", revolve(rounded(profile, 2, 0.5)), "cap", finish="plastic")


class Milk(Product):
    name, words, volume, wrong_volumes = "milk", ["WEIDELIN"], "1.0 l", ["1.6 l", "7.0 l"]
    colors = {"body": "#EAF1F4", "cap": "#D9482F"}
    zones, removable, added_sign = {"body": "body"}, ["cap"], ("heart", -2.5, 1.5, 1.3, "#D9482F")
    variant = {"colors": {"body": "#D9E3C0", "cap": "#3A6B3F"}, "texts": {"brand": "SOJARINA"}, "shape": "leaf", "pattern": "dots"}

    def arts_of(self):
        a = Art(7.6, 15.6, "#EAF1F4")
        a.rect("meadow", 0, 13.1, 7.6, 5.0, "#5F9A4A")
        a.sign("logo", "mountain", 0, 1.8, 2.9, "#2F6FB0")
        a.text("brand", "WEIDELIN", 0, 4.2, 1.3, "lato-black", "#1F4A86", "brand")
        a.text("line", "FRESH MILK", 0, 6.0, 1.08, "lato-bold", "#3A6B3F", "line")
        a.text("line2", "3.8 percent fat", 0, 7.4, 0.84, "lato", "#1F4A86")
        a.text("volume", "1.0 l", 0, 9.2, 1.4, "lato-black", "#1F4A86", "volume")
        a.pattern("print", "flower", ["#FFFFFF", "#F3D34A", "#CDE0B4"], 1.4, 1.1, 66, (0, 13.0, 7.2, 4.3))
        b = Art(7.6, 15.6, "#EAF1F4")
        b.rect("sidemeadow", 0, 13.1, 7.6, 5.0, "#5F9A4A")
        for n, t in enumerate(["keep it cold,", "drink within", "three days"]):
            b.text("s%d" % n, t, 0, 4.4 + n * 1.4, 0.9, "lato", "#1F4A86", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(7.6, 15.6, 7.6), {"front": "front", "right": "side", "left": "side"}, "body")
        yield Part("gable", quad((-3.8, 15.6, -3.8), (7.6, 0, 0), (0, 4.2, 3.6)), "body", zone="body")
        yield Part("gable", quad((3.8, 15.6, 3.8), (-7.6, 0, 0), (0, 4.2, -3.6)), "body", zone="body")
        for x in (-3.8, 3.8):  # the side is folded in under the gable
            tuck = [[[x, 15.6, -3.8], [x * 0.75, 19.7, -0.1]], [[x, 15.6, 3.8], [x * 0.75, 19.7, 0.1]]]
            yield Part("tuck", np.array(tuck), "body", zone="body")
        for grid in cuboid(7.6, 2.4, 0.44, (0, 19.6, 0)).values():
            yield Part("fin", grid, "body", zone="body")
        out, at = np.array([0, 0.65, -0.76]), np.array([0, 17.5, -2.17])
        cap = np.array([at + out * k for k in (-0.2, 0.0, 0.25, 0.26, 1.35, 1.5, 1.52)])
        yield Part("cap", tube(cap, [1.7, 1.7, 1.7, 1.4, 1.4, 1.25, 0.02], 40), "cap", finish="plastic")


class Tissues(Product):
    name, words = "tissues", ["SCHNUPFEL"]
    colors = {"body": "#8FB7C9", "tissue": "#EEF0F2", "slot": "#4A5A66"}
    zones, removable, added_sign = {"body": "body"}, ["tissue"], ("moon", 9.4, 1.7, 1.7, "#FFF6DE")
    variant = {"colors": {"body": "#D9A08A"}, "texts": {"brand": "TASCHLINO"}, "shape": "hexagon", "pattern": "heart"}

    def arts_of(self):
        a = Art(22.0, 8.4, "#8FB7C9")
        a.pattern("print", "leaf", ["#5F8FA6", "#C9DFE8", "#E8C98A"], 1.7, 1.6, 73, (0, 6.9, 21.6, 1.9))
        a.sign("logo", "flower", -8.6, 2.6, 3.4, "#FFF6DE")
        a.text("brand", "SCHNUPFEL", 1.4, 2.1, 2.1, "comfortaa", "#1F3F5E", "brand")
        a.text("line", "SOFT TISSUES", 1.4, 4.5, 1.5, "lato-black", "#FFF6DE", "line", 0.04)
        b = Art(11.0, 8.4, "#8FB7C9")
        b.pattern("sideprint", "leaf", ["#5F8FA6", "#C9DFE8", "#E8C98A"], 1.7, 1.6, 74, (0, 6.9, 10.4, 1.9))
        b.text("s0", "three plies", 0, 3.2, 1.3, "lato", "#1F3F5E", "side")
        return {"front": a, "side": b}

    def parts_of(self):
        yield from carton(cuboid(22, 8.4, 11), {"front": "front", "right": "side", "left": "side"}, "body")
        yield Part("slot", revolve([(5.6, 8.42), (0, 8.44)]) * np.array([1, 1, 0.34]), "slot", finish="paper")
        u, v = np.meshgrid(np.linspace(-1, 1, 61), np.linspace(0, 1, 31), indexing="ij")
        x = u * (3.6 + 1.8 * v) + 0.5 * v
        y = 8.4 + v * (6.4 - 3.0 * np.abs(u - 0.15) ** 1.4 + 0.35 * np.sin(6 * u + 1))
        z = (0.35 + v) * (0.75 * np.sin(5.2 * u + 0.8) + 0.35 * np.sin(11 * u + 2)) * 0.8 - 0.9 * v ** 2
        yield Part("tissue", np.stack([x, y, z], 2), "tissue", finish="cloth")
        yield Part("tissue", np.stack([0.85 * x - 0.7, 8.4 + 0.8 * (y - 8.4), 1.0 - 0.7 * z + 0.9 * v], 2), "tissue", finish="cloth")


class Camera(Product):
    name, words = "camera", ["OPTRAVIO"]
    colors = {"body": "#7A4630", "seat": "#C3C7CB", "dark": "#26282C"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["strap", "button", "flash"], ("bolt", 4.9, 2.2, 1.3, "#F2E6CC")
    variant = {"colors": {"body": "#3F5F6B", "seat": "#D8C79A"}, "texts": {"brand": "VISORELL"}, "shape": "star"}

    def arts_of(self):
        a = Art(11.6, 4.4)
        a.sign("logo", "hexagon", -4.6, 1.2, 1.4, "#F2E6CC")
        a.text("line", "RETRO", -4.2, 3.5, 0.86, "lato-black", "#F2E6CC", "line")
        a.seam("seam", 3.6, 2.2, 4.2, True, "#D9B48A", 0.1)
        b = Art(7.0, 1.7)
        b.text("brand", "OPTRAVIO", 0, 0.85, 1.0, "lato-black", "#26282C", "brand", 0.02)
        return {"skin": a, "plate": b}

    def parts_of(self):
        def block(w, d, low, high, power=7.0, edge=0.25):
            y = [low, low + edge, high - edge, high, high + 0.01]
            return boxy([w - edge, w, w, w - edge, 0.01], [d - edge, d, d, d - edge, 0.01], y, power, 144)
        yield Part("foot", block(6.5, 1.95, 0, 0.8), "seat", finish="steel", zone="seat")
        skin = block(6.45, 1.9, 0.6, 5.9, edge=0.1)
        yield Part("body", skin, "body", finish="cloth", zone="body")
        yield Part("skin", print_on(skin, 11.6, 1.05, 5.45, 0.03), art="skin", finish="cloth")
        plate = block(6.5, 1.95, 5.8, 7.8)
        yield Part("plate", plate, "seat", finish="steel", zone="seat")
        yield Part("plateprint", print_on(plate, 7.0, 5.98, 7.58, 0.03, x=0.9), art="plate", finish="cloth")
        lens = [(2.5, -0.1), (2.5, 0.5), (2.3, 0.6), (2.3, 1.5), (2.15, 1.6), (2.15, 2.6), (2.0, 2.75), (1.75, 2.75), (1.5, 2.2), (0, 2.2)]
        yield Part("lens", facing(revolve(rounded(lens, 1, 0.1)), (0.4, 3.2, -1.9)), "dark", finish="plastic")
        yield Part("ring", facing(revolve([(2.32, 0.95), (2.4, 1.0), (2.4, 1.25), (2.32, 1.3)]), (0.4, 3.2, -1.9)), "seat", finish="steel")
        yield Part("glass", facing(revolve(smooth([(1.45, 2.2), (0.9, 2.5), (0.01, 2.6)], 12)), (0.4, 3.2, -1.9)), "#2F3F66", finish="glass")
        for grid in cuboid(2.2, 1.2, 0.3, (-4.6, 6.2, -1.95)).values():
            yield Part("finder", grid, "dark", finish="gloss")
        button = revolve(rounded([(0.8, 7.7), (0.8, 8.2), (0.55, 8.25), (0.55, 8.6), (0, 8.65)], 1, 0.1))
        yield Part("button", button + np.array([-4.4, 0, 0]), "#B23A2A", finish="plastic")
        yield Part("dial", revolve([(1.0, 7.7), (1.0, 8.4), (0.9, 8.5), (0, 8.5)]) + np.array([4.6, 0, 0]), "dark", finish="plastic")
        for grid in cuboid(3.2, 1.5, 1.8, (0.4, 7.75, -0.4)).values():
            yield Part("flash", grid, "dark", finish="plastic")
        yield Part("flash", quad((-0.9, 8.0, -1.33), (2.6, 0, 0), (0, 1.0, 0)), "#E6ECEE", finish="gloss")
        band = smooth([(6.3, 6.4, 0), (7.3, 6.5, -0.1), (8.4, 4.8, -0.5), (8.7, 2.0, -1.0), (8.0, 0.4, -1.6), (9.2, 0.3, -2.8),
                       (10.4, 0.4, -1.2), (9.5, 2.2, -0.4), (8.7, 4.9, 0), (7.4, 6.3, 0.3), (6.3, 6.2, 0.3)], 80)
        yield Part("strap", tube(band, 0.26), "dark", finish="cloth")


class PlantPot(Product):
    name, words = "plantpot", ["TONGARDA"]
    colors = {"body": "#BE6E48", "seat": "#4F8A4A", "soil": "#3A2A20", "stake": "#F0E4C4"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["leaf", "stake"], ("fish", -4.6, 1.4, 1.6, "#F7EBD2")
    variant = {"colors": {"body": "#6A7F9A", "seat": "#7F9A3F"}, "texts": {"brand": "RANKORIO"}, "shape": "sun", "pattern": "dots"}

    def arts_of(self):
        a = Art(11.4, 8.6)
        a.sign("logo", "tree", 0, 1.5, 2.5, "#F7EBD2")
        a.text("brand", "TONGARDA", 0, 3.9, 1.5, "spartan", "#3F1F14", "brand")
        a.text("line", "HERB POT", 0, 5.7, 1.28, "lato-black", "#F7EBD2", "line", 0.04)
        a.pattern("print", "leaf", ["#F7EBD2", "#3F1F14"], 1.3, 1.2, 88, (0, 7.6, 10.6, 1.4))
        return {"print": a}

    def parts_of(self):
        dish = rounded([(0, 0), (6.0, 0), (6.9, 1.4), (6.6, 1.5), (5.8, 0.5), (0, 0.5)], 1, 0.2)
        yield Part("dish", revolve(dish), "body", finish="paper", zone="body")
        pot = revolve([(0, 0.6), (5.3, 0.6), (6.9, 11.0)])
        yield Part("body", revolve([(5.3, 0.6), (6.9, 11.0)]), "body", finish="paper", zone="body")
        yield Part("print", print_on(pot[:, 1:], 11.4, 1.9, 10.4, 0.03), art="print", finish="cloth")
        rim = rounded([(6.8, 10.6), (7.4, 10.6), (7.6, 13.0), (7.2, 13.2), (6.8, 13.0), (6.6, 11.6)], 1, 0.2)
        yield Part("rim", revolve(rim), "body", finish="paper", zone="body")
        yield Part("soil", revolve([(6.8, 12.0), (3.0, 12.5), (0, 12.7)]), "soil", finish="cloth")
        # Leaves: way (degrees, 0 to the right, 90 to the back), reach, height, width; the first is the one that may be missing.
        leaves = [(8, 9.5, 9.0, 2.2), (175, 9.0, 10.5, 2.2), (205, 7.0, 5.5, 2.0), (-35, 6.5, 6.0, 2.0), (-95, 5.0, 8.5, 2.1),
                  (40, 6.5, 14.0, 2.1), (130, 5.5, 15.5, 2.2), (80, 3.0, 17.0, 2.2), (-120, 2.0, 14.0, 2.0)]
        t = np.linspace(0, 1, 30)[:, None]
        for n, (way, reach, high, wide) in enumerate(leaves):
            ahead = np.array([np.cos(np.radians(way)), 0, np.sin(np.radians(way))])
            across = np.array([-ahead[2], 0, ahead[0]])
            path = ahead * reach * t ** 1.2 + np.array([0, 1.0, 0]) * (12.4 + high * np.sin(2.1 * t) / np.sin(2.1 * 0.75))
            w = 0.22 + wide * np.clip(np.sin(np.pi * np.clip((t - 0.2) / 0.8, 0, 1)), 0, 1) ** 0.8
            w[-1] = 0.02
            lift = np.array([0, 0.12, 0]) * w
            blade = np.stack([path - across * w + lift, path, path + across * w + lift])
            yield Part("leaf%d" % n if n else "leaf", blade, "seat", finish="plastic", zone="seat")
        for grid in cuboid(1.9, 9.0, 0.24, (-3.6, 10.0, -4.4)).values():
            yield Part("stake", grid, "stake", finish="wood")


class Boat(Product):
    name, words = "boat", ["TUCKERO"]
    colors = {"body": "#2F5F9A", "seat": "#E9DFC6", "wood": "#C2935A", "red": "#C9392C"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["chimney", "flag", "buoy"], ("star", 6.4, 1.4, 1.7, "#F3C63A")
    variant = {"colors": {"body": "#8A3A3A", "seat": "#C9DCD2"}, "texts": {"brand": "SEGELINO"}, "shape": "sun"}

    def arts_of(self):
        a = Art(15.0, 4.6)
        a.text("brand", "TUCKERO", -1.2, 1.4, 2.0, "spartan", "#FFF3D6", "brand")
        a.text("line", "HARBOUR TUG", -1.2, 3.5, 1.36, "lato-black", "#F3C63A", "line", 0.02)
        b = Art(9.0, 5.6)
        b.sign("logo", "crown", 2.95, 2.7, 2.2, "#2F5F9A")
        b.rect("window", -2.95, 2.7, 2.2, 2.2, "#3A5A72", radius=1.1)
        return {"hull": a, "cab": b}

    def parts_of(self):
        rows = smooth([(0, 9.6, 3.6), (0.4, 10.4, 4.4), (2.5, 11.9, 5.2), (5.0, 13.0, 5.6), (6.6, 13.6, 5.7)], 40)
        hull = boxy(rows[:, 1], rows[:, 2], rows[:, 0], 2.5, 144)
        hull[:, :, 1] *= 1 + 0.35 * np.clip(hull[:, :, 0] / 13.6, 0, 1) ** 3  # the bow stands higher
        yield Part("body", hull, "body", finish="gloss", zone="body")
        yield Part("hull", print_on(hull, 15.0, 0.8, 5.4, 0.04), art="hull", finish="cloth")
        edge = hull[:, -1]
        yield Part("rail", tube(edge, 0.45), "red", finish="plastic")
        deck = np.stack([edge - np.array([0, 0.5, 0]), edge * np.array([0.01, 0, 0.01]) + np.array([0, 6.2, 0])], 1)
        yield Part("deck", deck, "wood", finish="wood")
        for grid in cuboid(9.0, 5.6, 6.4, (-1.4, 6.1, 0)).values():
            yield Part("cab", grid, "seat", finish="gloss", zone="seat")
        yield Part("cabprint", quad((-5.9, 6.1, -3.24), (9.0, 0, 0), (0, 5.6, 0)), art="cab", finish="cloth")
        for grid in cuboid(10.4, 0.8, 7.6, (-1.4, 11.6, 0)).values():
            yield Part("roof", grid, "red", finish="gloss")
        a = np.radians(np.linspace(0, 360, 49))
        ring = np.stack([np.cos(a) * 1.15 - 1.4, np.sin(a) * 1.15 + 9.0, 0 * a - 3.6], 1)
        yield Part("buoy", tube(ring, 0.4), "#F2F0EA", finish="plastic")
        for k in range(4):
            yield Part("buoy", tube(ring[12 * k + 3:12 * k + 10], 0.44), "red", finish="plastic")
        chimney = revolve([(1.6, 12.3), (1.6, 16.4), (1.3, 16.4), (1.3, 15.4), (0, 15.4)])
        yield Part("chimney", chimney + np.array([-3.4, 0, 0]), "wood", finish="wood")
        yield Part("chimney", revolve([(1.66, 14.4), (1.66, 15.6)]) + np.array([-3.4, 0, 0]), "red", finish="plastic")
        yield Part("flag", tube(np.array([[8.6, 6.0, 0], [8.6, 17.6, 0]]), 0.28), "wood", finish="wood")
        u = np.linspace(0, 1, 24)
        cloth = np.stack([8.6 - 5.0 * u, 16.0 - 0.2 * np.sin(5 * u), 0.5 * np.sin(6 * u)], 1)
        half = np.array([0, 1.5, 0])
        yield Part("flag", np.stack([cloth - half, cloth + half], 1), "#F3C63A", finish="cloth")


class CoffeeTable(Product):
    name, words = "coffeetable", []
    colors = {"body": "#A9713F", "seat": "#3F5A5E", "metal": "#C9A24A"}
    zones, removable, added_sign = {"body": "body", "seat": "seat"}, ["leg", "knob", "vase"], ("star", 0, 6.4, 5.4, "#F0E2C0")
    variant = {"colors": {"body": "#5F4636", "seat": "#C9BFA6"}, "pattern": "hexagon"}

    def arts_of(self):
        a = Art(76.0, 13.0)
        for n, x in enumerate((-20.4, 20.4)):
            a.rect("edge%d" % n, x, 6.5, 33.0, 10.6, "#5A3820")
            a.rect("drawer%d" % n, x, 6.5, 32.2, 9.8, "#C08A52")
        a.pattern("print", "leaf", ["#5A3820", "#E3BE86"], 3.2, 3.0, 31, (-20.4, 9.2, 29.0, 3.3))
        a.pattern("print2", "leaf", ["#5A3820", "#E3BE86"], 3.2, 3.0, 32, (20.4, 9.2, 29.0, 3.3))
        return {"apron": a}

    def parts_of(self):
        top = boxy([45.4, 46, 46, 45.4, 0.01], [27.4, 28, 28, 27.4, 0.01], [40, 40.6, 42.4, 43, 43.01], 14.0, 192)
        top[0] = top[-1] = (top[0] + top[-1]) / 2  # so square a section does not close by itself
        yield Part("top", top, "seat", finish="gloss", zone="seat")
        for grid in cuboid(80, 13.6, 46, (0, 26.6, 0)).values():
            yield Part("apron", grid, "body", finish="wood", zone="body")
        yield Part("front", quad((-38, 26.9, -23.1), (76, 0, 0), (0, 13, 0)), art="apron", finish="cloth")
        for n, x in enumerate((-20.4, 20.4)):
            knob = revolve(rounded([(0.9, 0), (0.9, 1.2), (2.2, 1.8), (2.2, 3.2), (1.4, 3.8), (0, 3.8)], 2, 0.3))
            yield Part("knob%d" % n if n else "knob", facing(knob, (x, 35.3, -23.1)), "metal", finish="metal")
        for n, (x, z) in enumerate([(36, -19), (-36, -19), (36, 19), (-36, 19)]):
            leg = tube(np.array([[x * 1.05, 0, z * 1.08], [x, 27.0, z]]), [1.5, 2.7])
            yield Part("leg%d" % n if n else "leg", leg, "body", finish="wood", zone="body")
        vase = [(0, 43), (4.0, 43), (6.0, 46), (6.4, 50), (4.0, 55), (2.6, 58), (3.2, 60), (2.7, 60), (2.2, 58), (0, 56)]
        yield Part("vase", revolve(smooth(vase, 60)) + np.array([-17, 0, 2]), "#D9CDB6", finish="gloss")
        for x, y, z in ((-24, 78, 4), (-16, 82, 0), (-9, 76, 5)):
            stem = smooth([(-17, 57, 2), ((x - 20) / 2, 68, 3), (x, y, z)], 20)
            yield Part("vase", tube(stem, np.linspace(0.5, 0.25, 20)), "#5F7A3A", finish="cloth")
            bud = revolve(smooth([(0.01, -2.6), (2.0, -1.6), (2.4, 0.4), (1.2, 2.6), (0.01, 3.0)], 20))
            yield Part("vase", bud + np.array([x, y, z]), "#C9563F", finish="cloth")


PRODUCTS = [Ketchup, Beer, Rice, IceCream, Flour, Deodorant, Milk, Tissues, Camera, PlantPot, Boat, CoffeeTable]
