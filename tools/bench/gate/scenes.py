"""Where products stand: for each half its own tables, walls and things beside the product. No text anywhere.

A scene is measured in units of the product's size, so that a stool stands in a room and a jar on a table.
"""

import math

SCENES = {
    "tuning": {
        "oak-table": dict(ground="oak", wall="warm-plaster", far=2.2, things=("bowl", "books", "plant")),
        "kitchen": dict(ground="slate", wall="white-tiles", far=1.5, things=("board", "fruit", "cup")),
        "sweep": dict(ground="sand", wall="sand", far=2.6, things=("arch", "ball")),
        "window": dict(ground="linen", wall="blue-wall", far=1.9, things=("frame", "vase")),
        "shelf": dict(ground="birch", wall="painted", far=1.1, things=("books", "vase", "fruit")),
    },
    "published": {
        "walnut-desk": dict(ground="walnut", wall="wallpaper", far=1.8, things=("lamp", "box")),
        "loft": dict(ground="concrete", wall="brick", far=2.4, things=("pipes", "cone")),
        "evening-bar": dict(ground="marble", wall="night", far=4.0, things=("glasses", "stones")),
        "terrace": dict(ground="stone", wall="hedge", far=3.6, things=("pot", "stones")),
        "picnic": dict(ground="checked", wall="panel", far=1.6, things=("basket", "cone", "box")),
    },
}


def paint(color, finish="diffuse 0.8"):
    return "pigment{color srgb <%s>} finish{%s}" % (",".join("%.4f" % (int(color[k:k + 2], 16) / 255) for k in (1, 3, 5)), finish)


GLAZE = "diffuse 0.75 specular 0.35 roughness 0.02 reflection 0.04"


def sphere(x, y, z, r, color, finish=GLAZE):
    return "sphere{<%.3f,%.3f,%.3f>,%.3f %s}" % (x, y, z, r, paint(color, finish))


def box(x, y, z, w, h, d, color, turn=0, finish="diffuse 0.8"):
    return "box{<%.3f,0,%.3f>,<%.3f,%.3f,%.3f> rotate y*%.1f translate <%.3f,%.3f,%.3f> %s}" % (
        -w / 2, -d / 2, w / 2, h, d / 2, turn, x, y, z, paint(color, finish))


def cone(x, y, z, r0, h, r1, color, finish=GLAZE, open_=False):
    return "cone{<%.3f,%.3f,%.3f>,%.3f,<%.3f,%.3f,%.3f>,%.3f %s %s}" % (
        x, y, z, r0, x, y + h, z, r1, "open" if open_ else "", paint(color, finish))


def thing(kind, x, z, rng):
    """A text-free object at (x, z), about half the product's size."""
    pick = rng.choice
    if kind == "bowl":
        c = pick(["#6F8FA8", "#D8D2C4", "#8A5A44"])
        return cone(x, 0, z, 0.12, 0.2, 0.26, c) + sphere(x + 0.05, 0.24, z, 0.11, "#D08A2E") + sphere(x - 0.1, 0.23, z - 0.05, 0.1, "#9DB04A")
    if kind == "books":
        out, y = "", 0
        for n in range(3):
            h = rng.uniform(0.06, 0.1)
            out += box(x, y, z, rng.uniform(0.5, 0.62), h, 0.42, pick(["#54606B", "#A65D45", "#D9CBB0", "#4F6B58"]), rng.uniform(-8, 8))
            y += h
        return out
    if kind == "plant":
        out = cone(x, 0, z, 0.14, 0.28, 0.19, pick(["#B4674A", "#E5E0D6"]), "diffuse 0.8")
        for n in range(12):
            a, b = rng.uniform(0, 6.28), rng.uniform(0.1, 0.3)
            out += "sphere{0,1 scale <0.05,0.16,0.03> rotate z*%.0f rotate y*%.0f translate <%.3f,%.3f,%.3f> %s}" % (
                rng.uniform(20, 70), math.degrees(a), x + b * math.cos(a), 0.42 + rng.uniform(0, 0.3), z + b * math.sin(a), paint("#4E7A42"))
        return out
    if kind == "board":
        return box(x, 0, z, 0.9, 0.05, 0.55, "#B98B5A", rng.uniform(-20, 20))
    if kind == "fruit":
        return "".join(sphere(x + n * 0.2, 0.11, z + rng.uniform(-0.1, 0.1), 0.11, pick(["#C9402E", "#E0A32E", "#7E9E3A"])) for n in range(3))
    if kind in ("cup", "pot", "vase"):
        c = {"cup": ["#D9DDE0", "#46596B"], "pot": ["#A85F42", "#8C8A84"], "vase": ["#5E7F86", "#E8E2D5", "#B5835A"]}[kind]
        if kind == "vase":
            return cone(x, 0, z, 0.1, 0.3, 0.17, c := pick(c)) + cone(x, 0.3, z, 0.17, 0.25, 0.06, c) + cone(x, 0.55, z, 0.06, 0.1, 0.08, c)
        r = 0.16 if kind == "cup" else 0.26
        return cone(x, 0, z, r * 0.8, r * 1.7, r, pick(c)) + cone(x, r * 1.7, z, r * 0.9, 0.004, r * 0.9, "#3A2C22")
    if kind == "arch":
        return cone(x, 0, z, 0.3, 0.18, 0.3, pick(["#E3C7AE", "#B98C74"]), "diffuse 0.8") + box(x * 1.25, 0, z + 0.3, 0.35, 0.8, 0.3, "#C99C80")
    if kind == "ball":
        return sphere(x, 0.2, z, 0.2, pick(["#8FA39A", "#E2B36A"]), "diffuse 0.8")
    if kind == "frame":
        return box(x, 0, z + 0.3, 0.75, 1.0, 0.05, "#EDEAE2", 6) + box(x, 0.08, z + 0.27, 0.6, 0.84, 0.03, pick(["#94B4C6", "#C7A78E"]), 6)
    if kind == "lamp":
        return cone(x, 0, z, 0.17, 0.03, 0.17, "#2E2E2E") + cone(x, 0.03, z, 0.02, 0.75, 0.02, "#A58A4A") + cone(x, 0.7, z, 0.28, 0.3, 0.16, pick(["#E9DCC0", "#4F6457"]), "diffuse 0.8 ambient 0.6")
    if kind == "box":
        return box(x, 0, z, 0.5, rng.uniform(0.2, 0.35), 0.35, pick(["#6B7F93", "#C2A55E", "#7A4A55"]), rng.uniform(-25, 25))
    if kind == "pipes":
        return "".join("cylinder{<%.3f,0,%.3f>,<%.3f,4,%.3f>,0.06 %s}" % (x + n * 0.22, z + 0.5, x + n * 0.22, z + 0.5, paint("#5B5F62", GLAZE)) for n in range(2))
    if kind == "cone":
        return cone(x, 0, z, 0.2, 0.5, 0.02, pick(["#C7B199", "#5F7468"]), "diffuse 0.8")
    if kind == "glasses":
        return "".join(cone(x + n * 0.32, 0, z, 0.11, 0.45, 0.13, pick(["#8C6B3A", "#6A7A8C"]), "diffuse 0.5 specular 0.8 roughness 0.01 reflection 0.15") for n in range(2))
    if kind == "stones":
        return "".join("sphere{0,1 scale <%.2f,%.2f,%.2f> translate <%.3f,%.3f,%.3f> %s}" % (
            rng.uniform(0.1, 0.18), rng.uniform(0.05, 0.09), 0.12, x + n * 0.25, 0.06, z + rng.uniform(-0.15, 0.15), paint(pick(["#77736B", "#A39C90", "#55585A"]))) for n in range(3))
    if kind == "basket":
        return cone(x, 0, z, 0.32, 0.3, 0.38, "#A9783F", "diffuse 0.8") + cone(x, 0.3, z, 0.34, 0.004, 0.34, "#5A3F22", "diffuse 0.7")
    raise ValueError(kind)


def surroundings(scene, size, rng, texture_path):
    """Ground, wall and things, in centimetres for a product of that size."""
    tile = 2 * rng.uniform(2.0, 2.8)

    def mapped(name, scale, turn):
        return 'texture{pigment{image_map{png "%s" interpolate 2}} finish{diffuse 0.82} translate <-0.5,-0.5,0> rotate z*%.1f scale %.3f %%s}' % (
            texture_path(name), turn, scale)
    # Planes have no bounds: kept out of the union, which then has some.
    ground = mapped(scene["ground"], tile, rng.choice([0, 90]) + rng.uniform(-12, 12)) % "rotate x*90"
    wall = mapped(scene["wall"], tile * 1.2, 0) % ("translate <%.2f,0.4,0>" % rng.uniform(-1, 1))
    planes = "plane{y,0 %s scale %.3f} plane{-z,%.3f %s scale %.3f}" % (ground, size, -scene["far"], wall, size)
    out = ""
    sides = [-1, 1]
    rng.shuffle(sides)
    for n, kind in enumerate(rng.sample(scene["things"], rng.choice([1, 2, min(3, len(scene["things"]))]))):
        side = sides[n % 2]
        out += thing(kind, side * rng.uniform(0.85, 1.5), rng.uniform(0.45, max(0.5, min(1.4, scene["far"] - 0.5))), rng)
    return planes + "union{%s scale %.3f}" % (out, size)
