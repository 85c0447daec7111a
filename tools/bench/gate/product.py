"""What a product is: colours, printed faces and parts, and what a falsification may do to them."""

import copy
import dataclasses

import numpy as np

import art as drawing
import shapes


@dataclasses.dataclass
class Part:
    name: str
    grid: np.ndarray
    color: str = ""       # key of Product.colors, or #rrggbb
    art: str = ""         # key of Product.arts instead of a colour
    finish: str = "paper"
    zone: str = ""        # which zone of the packshot it shows; "" covers others without being one


class Product:
    """Subclass it: `colors`, `words` (to be kept exactly), `volume`, `removable` parts, `arts_of`, `parts_of`."""
    name = ""
    colors = {}
    zones = {}            # zone -> key of `colors`: the true colour of its largest area
    words = []
    volume = ""           # the text of an amount printed on it
    wrong_volumes = []    # what a model may write instead
    removable = []        # names of parts that may be missing
    added_sign = None     # Art.sign arguments of a mark that is not there
    variant = {}          # another product of this shape: {"colors", "texts", "shape"}
    light_on_dark = False
    pieces = 1

    def __init__(self):
        self.colors = dict(self.colors)
        self.missing = set()
        self.stretch = (1.0, 1.0, 1.0)
        self.smears = []  # (art, box in cm, method, amount, seed)
        self.arts = self.arts_of()

    def arts_of(self):
        return {}

    def parts_of(self):
        raise NotImplementedError

    def color(self, key):
        return self.colors.get(key, key)

    def parts(self):
        parts = [p for p in self.parts_of() if p.name not in self.missing]
        if self.stretch != (1.0, 1.0, 1.0):
            for p in parts:
                p.grid = p.grid * np.array(self.stretch)
        return parts

    def extent(self):
        points = np.vstack([p.grid.reshape(-1, 3) for p in self.parts_of()])
        return points.min(axis=0), points.max(axis=0)

    def item(self, name):
        """(art's name, element) by the element's name."""
        for key, face in self.arts.items():
            found = face.find(name)
            if found:
                return key, found
        return None, None

    def with_role(self, role):
        return [(key, i) for key, face in self.arts.items() for i in face.items if i["role"] == role]

    def recolor(self, key, value):
        """Another colour of the thing itself: its parts and whatever face is printed on that ground."""
        old = self.colors[key]
        self.colors[key] = value
        for face in self.arts.values():
            if face.ground == old:
                face.ground = value

    def other(self):
        """Turns into another product of this shape: other words, other colours, another layout."""
        for key, value in self.variant.get("colors", {}).items():
            self.recolor(key, value)
        for face in self.arts.values():
            for i in face.items:
                if i["kind"] == "text":
                    i["text"] = self.variant.get("texts", {}).get(i["name"], i["text"][::-1].upper())
                if i["kind"] in ("text", "sign", "rect"):
                    i["y"] = face.h - i["y"]
                if i["kind"] == "sign":
                    i["shape"] = self.variant.get("shape", "rings")
                if i["kind"] == "pattern":
                    i["style"] = self.variant.get("pattern", "dots")
                    i["seed"] += 17
        return self

    def picture_of(self, key, density):
        image = self.arts[key].draw(density)
        for name, box, method, amount, seed in self.smears:
            if name == key:
                image = drawing.smear(image, [b * density for b in box], method, amount, seed)
        return image


def label(product, radius, width, y0, y1, name="label", lift=0.03):
    return Part(name, shapes.wrap(radius, width, y0, y1, lift), art=name, finish="label", zone="label")


def carton(faces, arts, color, zone="body"):
    """A box whose faces carry arts where there are some and are plain otherwise."""
    for side in ("front", "right", "left", "back", "top", "bottom"):
        name = arts.get(side)
        yield Part(side, faces[side], art=name or "", color="" if name else color, finish="paper", zone=zone)


def clone(product):
    return copy.deepcopy(product)
