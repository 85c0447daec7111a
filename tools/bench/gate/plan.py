"""Every picture of the corpus, decided before anything is rendered: a list of shots from fixed seeds."""

import dataclasses
import json
import os
import random

import color
import products_published
import products_published_more
import products_published_wider
import products_tuning
import products_tuning_more
import products_tuning_packs
import products_tuning_solids
import products_tuning_wider
import scenes

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "split.json")) as file:
    SPLIT = json.load(file)

MODULES = [products_tuning, products_tuning_more, products_tuning_wider, products_tuning_packs, products_tuning_solids,
           products_published, products_published_more, products_published_wider]
PRODUCTS = {p.name: p for module in MODULES for p in module.PRODUCTS}
HONEST = 16  # for each product
FRAMES = [(1024, 1024), (832, 1248), (1248, 832), (896, 1152), (1152, 896)]


@dataclasses.dataclass
class Shot:
    name: str
    product: str
    half: str
    kind: str
    parameters: dict  # what was falsified and how, for the manifest
    scene: str
    frame: tuple
    fill: float
    fov: float
    elevation: float
    shift: tuple
    yaw: float
    light: dict
    develop: dict
    second: tuple = ()

    def rng(self):
        return random.Random("around/" + self.name)

    @property
    def place(self):
        return scenes.SCENES[self.half][self.scene]


def band(rng, bands):
    return rng.uniform(*rng.choice(bands))


def stage(name, product, half, kind, rng, rules, fill=(0.3, 0.9)):
    """A shot of an honest product somewhere; a falsification is added to it."""
    key = rng.uniform(0.5, 0.72)
    light = dict(kelvin=round(band(rng, rules["kelvin"])), adapted=round(rng.uniform(0.45, 0.8), 2), key=round(key, 3),
                 fill=round(rng.uniform(0.28, 0.44), 3), ambient=round(rng.uniform(0.12, 0.24), 3), azimuth=round(band(rng, rules["azimuth"]), 1),
                 elevation=round(band(rng, rules["elevation_of_light"]), 1), spread=round(rng.choice([0.25, 0.5, 1.0]), 2))
    light["fill_kelvin"] = round(light["kelvin"] + rng.uniform(-300, 900))
    develop = dict(focus=round(rng.choice([0, 0, rng.uniform(2, 5)]), 2), grain=round(rng.choice([0, rng.uniform(1, 4)]), 2),
                   again=round(rng.choice([1, 1, rng.uniform(0.87, 1.15)]), 3), sharpen=round(rng.choice([0, 0, rng.uniform(20, 70)])),
                   denoise=rng.random() < 0.15, quality=rng.randint(85, 95), seed=rng.randrange(1 << 30))
    return Shot(name, product.name, half, kind, {}, rng.choice(rules["scenes"]), rng.choice(FRAMES), round(rng.uniform(*fill), 3),
                round(rng.uniform(16, 34), 1), round(rng.uniform(4, 20), 1), (round(rng.uniform(-0.07, 0.07), 3), round(rng.uniform(-0.02, 0.08), 3)),
                round(rng.uniform(-12, 12), 1), light, develop)


def size_of(product):
    low, high = product.extent()
    return float(max(high - low)), high - low


# Each falsifies: returns the parameters to note, or None where the product has no such thing. `n` counts the
# pictures of the kind. `apply` (below) does to the product what the parameters say.

def letter(product, n, rng, rules):
    roles = [i for role in ("brand", "line") for _, i in product.with_role(role)]
    roles = [i for i in roles if i["text"].isupper()]
    if not roles:
        return None
    item = roles[n % len(roles)]
    text = item["text"]
    places = [k for k, c in enumerate(text) if c in rules["letters"]]
    places = places[rules["letter_at"]::2]
    k = rng.choice(places)
    return {"element": item["name"], "was": text, "text": text[:k] + rules["letters"][text[k]] + text[k + 1:]}


def volume(product, n, rng, rules):
    _, item = product.item("volume")
    if not item or n >= 1:
        return None
    return {"element": "volume", "was": item["text"], "text": product.wrong_volumes[rules["volume_pick"]]}


def label_smeared(product, n, rng, rules):
    names = [i["name"] for role in ("brand", "line", "volume") for _, i in product.with_role(role)]
    if not names:
        return None
    name = names[(n * 2 + 1) % len(names)] if n else names[0]
    method = rules["smear"]["methods"][n % len(rules["smear"]["methods"])]
    return {"element": name, "method": method, "amount": round(band(rng, rules["smear"]["amount"][method]), 3), "seed": rng.randrange(1 << 20)}


def moved(product, item_name, rng, rules, upright=None):
    key, item = product.item(item_name)
    face = product.arts[key]
    size, _ = size_of(product)
    by = band(rng, rules["moved"])
    x0, y0, x1, y1 = face.box(item)
    ways = [(0, 1), (0, -1), (1, 0), (-1, 0)]
    rng.shuffle(ways)
    if item["kind"] == "seam":
        ways = [w for w in ways if (w[0] != 0) == item["upright"]]

    def room(way):  # how far it may go within the face
        return face.w - x1 if way[0] > 0 else x0 if way[0] < 0 else face.h - y1 if way[1] > 0 else y0
    if item["kind"] == "seam":
        way = (1, 0) if item["upright"] else (0, 1 if item["y"] < face.h / 2 else -1)
    else:
        way = max(ways, key=lambda w: min(room(w), by * size * 1.5))
    return {"element": item_name, "dx": round(way[0] * by * size, 3), "dy": round(way[1] * by * size, 3), "of_size": round(by, 4)}


def print_moved(product, n, rng, rules):
    names = [i["name"] for role in ("logo", "brand", "print") for _, i in product.with_role(role)]
    return moved(product, names[n % len(names)], rng, rules) if names and n < 2 else None


def seam_moved(product, n, rng, rules):
    names = [i["name"] for _, i in product.with_role("seam")]
    return moved(product, names[0], rng, rules) if names else None


def colorway_wrong(product, n, rng, rules):
    zone = sorted(product.zones)[n % len(product.zones)]
    key = product.zones[zone]
    amount = rng.uniform(*rules["colorway_dE00"][n % len(rules["colorway_dE00"])])
    return {"zone": zone, "color": key, "was": product.colors[key], "is": color.away(product.colors[key], amount, rng), "dE00": round(amount, 2)}


def part_missing(product, n, rng, rules):
    return {"part": product.removable[n % len(product.removable)]} if product.removable else None


def doubled(product, n, rng, rules):
    _, d = size_of(product)
    if d[0] > 1.3 * d[1]:
        clear = 1.08 * d[2] / max(d)  # behind it, not in it
        return {"beside": [round(rng.uniform(-0.25, 0.25), 3), round(max(rng.uniform(0.45, 0.6), clear), 3)]}
    return {"beside": [round(rng.choice([-1, 1]) * rng.uniform(1.12, 1.4), 3), round(rng.uniform(-0.05, 0.25), 3)]}


def logo_missing(product, n, rng, rules):
    names = [i["name"] for _, i in product.with_role("logo")]
    return {"element": names[0]} if names and n < 2 else None


def logo_added(product, n, rng, rules):
    if not product.added_sign or n >= 2:
        return None
    return {"sign": product.added_sign[0], "at": list(product.added_sign[1:3]), "size": product.added_sign[3], "color": product.added_sign[4]}


def other_product(product, n, rng, rules):
    return {"variant": product.variant.get("texts", {}).get("brand", "another print")}


def stretched(product, n, rng, rules):
    axis = "xy"[n % 2]
    return {"axis": axis, "factor": round(band(rng, rules["stretch"]), 4)}


def text_added(product, n, rng, rules):
    return {"text": rules["texts_added"][n % len(rules["texts_added"])], "place": "across" if n == 2 else rng.choice(["top", "bottom"])}


KINDS = {letter: 3, volume: 1, label_smeared: 2, print_moved: 2, seam_moved: 2, colorway_wrong: 3, part_missing: 2, doubled: 1,
         logo_missing: 1, logo_added: 1, other_product: 1, stretched: 2, text_added: 3}
CLOSE = {"letter", "volume", "label_smeared", "logo_missing", "logo_added", "print_moved", "seam_moved"}


def apply(product, kind, p):
    """Does to the product what a falsification's parameters say."""
    if kind in ("letter", "volume"):
        product.item(p["element"])[1]["text"] = p["text"]
    elif kind == "label_smeared":
        key, item = product.item(p["element"])
        product.smears.append((key, product.arts[key].box(item), p["method"], p["amount"], p["seed"]))
    elif kind in ("print_moved", "seam_moved"):
        _, item = product.item(p["element"])
        item["x"], item["y"] = item["x"] + p["dx"], item["y"] + p["dy"]
        if item.get("box"):
            item["box"] = (item["x"], item["y"], *item["box"][2:])
    elif kind == "colorway_wrong":
        product.recolor(p["color"], p["is"])
    elif kind == "part_missing":
        product.missing.add(p["part"])
    elif kind == "logo_missing":
        key, item = product.item(p["element"])
        product.arts[key].items.remove(item)
    elif kind == "logo_added":
        face = next(iter(product.arts.values()))
        face.sign("added", p["sign"], *p["at"], p["size"], p["color"])
    elif kind == "other_product":
        product.other()
    elif kind == "stretched":
        product.stretch = (p["factor"], 1, 1) if p["axis"] == "x" else (1, p["factor"], 1)
    return product


def shots(half, only=None):
    """All shots of a half, product by product."""
    rules = SPLIT[half]
    for name in rules["products"]:
        if only and name not in only:
            continue
        for n in range(HONEST):
            rng = random.Random("%s/%s/honest/%d" % (rules["seed"], name, n))
            yield stage("%s-honest-%02d" % (name, n), PRODUCTS[name](), half, "honest", rng, rules)
        for kind, count in KINDS.items():
            for n in range(count):
                product = PRODUCTS[name]()
                rng = random.Random("%s/%s/%s/%d" % (rules["seed"], name, kind.__name__, n))
                parameters = kind(product, n, rng, rules)
                if parameters is None:
                    continue
                shot = stage("%s-%s-%d" % (name, kind.__name__, n), product, half, kind.__name__, rng, rules,
                             (0.58, 0.9) if kind.__name__ in CLOSE else (0.4, 0.88))
                shot.parameters = parameters
                if kind is doubled:
                    beside(shot, product)
                if kind is text_added:
                    shot.fill = min(shot.fill, 0.7)
                yield shot


def beside(shot, product):
    """Room for the second one."""
    shot.second = tuple(shot.parameters["beside"])
    _, d = size_of(product)
    if abs(shot.second[0]) > 1:
        shot.frame = (1248, 832)
        shot.fill = min(0.8, 0.30 * 1.5 * d[1] / d[0], 0.75)
        if d[1] < 1.3 * d[0]:
            shot.fill = 0.34
        side = 1 if shot.second[0] > 0 else -1
        shot.shift = (-side * 0.17, 0.02)
    else:
        shot.elevation, shot.fill = 18.0, 0.6
