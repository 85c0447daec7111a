"""Products of the table: mug, tea carton, porcelain bowl, kettle. Each builder returns its root and its zones."""

import math

import bpy

import geometry as g
import labels
import materials as mt
import pictures


def mug():
    """Stoneware mug, 9.4 cm high, pressed oval mark, raw clay foot; zone body is the glaze."""
    root = g.empty()
    glaze = mt.ceramic("glaze", "#DAD3C3", speck="#5A4432", rough=0.24, density=0.63)
    mark = pictures.image("mark", labels.pressed_mark(), data=True)
    pressed, _ = glaze.picture(mark, 0.5 - 0.112, 0.5 + 0.112, 3.7, 6.45)
    z = glaze.node("SeparateXYZ", Vector=glaze.coords()).outputs["Z"]
    edge = glaze.math("ADD", z, glaze.math("MULTIPLY", glaze.noise(0.8, 2), 0.35))
    glazed = glaze.ramp(glaze.math("MULTIPLY", edge, 0.2), [(0.262, 0.0), (0.270, 1.0)])
    clay = glaze.mix(glaze.noise(3.0, 4, 0.7), mt.rgb("#8C6A4E"), mt.rgb("#B08B68"))
    pooled = glaze.mix(glaze.math("MULTIPLY", pressed, 0.78), glaze.base, mt.rgb("#6F5A45"))
    rim = glaze.ramp(glaze.math("MULTIPLY", edge, 0.1), [(0.93, 0.0), (0.965, 0.7)])
    lip = glaze.mix(rim, pooled, mt.rgb("#A98862"))
    normal = glaze.bump(glaze.wave, 0.05)
    normal = glaze.bump(glaze.math("SUBTRACT", 1.0, pressed), 0.13, normal=normal)
    fired = glaze.bump(glaze.noise(9.0, 3, 0.7), 0.03, glaze.math("SUBTRACT", 1.0, glazed), normal=normal)
    glaze.set(Base_Color=glaze.mix(glazed, clay, lip), Normal=fired,
              Roughness=glaze.ramp(glazed, [(0.0, 0.8), (1.0, 0.22)]), Clearcoat=glaze.math("MULTIPLY", glazed, 0.6))
    mt.tag(glaze, body=glazed)
    profile = g.fillet([(0, 0.35), (3.0, 0.35, 0.2), (3.15, 0, 0.12), (3.55, 0, 0.12), (3.75, 0.55, 0.3), (4.22, 1.5, 1.6),
                        (4.28, 8.8, 0.4), (4.22, 9.4, 0.18), (3.90, 9.4, 0.18), (3.88, 2.0, 1.6), (3.2, 1.05, 0.8), (0, 0.95)], 8)
    dense = []
    for a, b in zip(profile, profile[1:]):
        steps = max(1, int(abs(b[1] - a[1]) / 0.3))
        dense += [(a[0] + (b[0] - a[0]) * k / steps, a[1] + (b[1] - a[1]) * k / steps) for k in range(steps)]
    dense.append(profile[-1])
    g.lathe("cup", dense, glaze.mat, 192, lambda phi, r, z: r * (1 + 0.004 * math.sin(2 * phi + z * 0.5)), root)
    path = g.spline([(3.9, 0, 7.75), (4.9, 0, 8.0), (6.3, 0, 7.75), (7.05, 0, 6.4), (6.85, 0, 4.9), (5.9, 0, 3.6), (4.8, 0, 2.95), (3.9, 0, 2.8)], 10)

    def section(t):
        flare = (2 * abs(t - 0.5)) ** 4
        return 0.80 + 0.30 * flare, 0.42 + 0.36 * flare
    ear = mt.ceramic("ear", "#DAD3C3", speck="#5A4432", rough=0.24, density=0.63)
    ear.set(Clearcoat=0.6)
    mt.tag(ear, ["body"])
    g.sweep("ear", path, section, ear.mat, root, 32)
    return root, ["body"]


def carton_material(name, face, w, h, ground):
    """Card with a printed face: UV is centred in width; zone body is the ground colour, not the print."""
    m = mt.Mat(name)
    if face:
        picture, ink = face
        image = pictures.image(name, picture)
        cover = pictures.image(name + "-ink", ink, data=True)
        col, _ = m.picture(image, -w / 2, w / 2, 0, h, "EXTEND")
        inked, _ = m.picture(cover, -w / 2, w / 2, 0, h, "EXTEND")
        m.set(Base_Color=col)
        mt.tag(m, body=m.math("SUBTRACT", 1.0, inked))
    else:
        m.set(Base_Color=mt.rgb(ground))
        mt.tag(m, ["body"])
    m.set(Roughness=0.46, Specular=0.35, Clearcoat=0.06, Clearcoat_Roughness=0.3,
          Normal=m.bump(m.noise(7.0, 3, 0.6), 0.004, normal=m.bump(m.noise(0.16, 2, 0.5), 0.35)))
    return m.mat


def tea():
    """Tea carton, 8 x 6 x 13 cm, text on front, right side and top; tucked flap and card edges."""
    root = g.empty()
    ground = "#2F4A3C"
    faces = labels.carton(ground)
    w, d, h = 8.0, 6.0, 13.0
    mats = [carton_material("front", faces["front"], w, h, ground), carton_material("side", faces["side"], d, h, ground),
            carton_material("top", faces["top"], w, d, ground), carton_material("card", None, 1, 1, ground)]
    obj = g.box("carton", (w, d, h), mats[0], bevel=0.09, parent=root)
    for m in mats[1:]:
        obj.data.materials.append(m)
    for face in obj.data.polygons:
        n = face.normal
        face.material_index = 0 if n.y < -0.8 else 1 if n.x > 0.8 else 2 if n.z > 0.8 else 3
    layer = obj.data.uv_layers[0].data
    for face in obj.data.polygons:
        if face.material_index == 2:
            for li in face.loop_indices:
                layer[li].uv[1] += d / 2
    # faces bulge a little, as card does
    edge = mt.plain("edge", "#D9CBB0", 0.8)
    mt.tag(edge)
    lid = mt.Mat("flap")
    lid.set(Base_Color=mt.rgb("#26402F"), Roughness=0.6)
    mt.tag(lid, ["body"])
    g.box("slit", (w - 0.5, 0.03, 0.05), edge.mat, at=(0, -d / 2 + 0.075, h - 0.035), bevel=0, parent=root)
    for x in (-1, 1):
        g.box("tuck", (0.03, 1.1, 0.05), lid.mat, at=(x * (w / 2 - 0.35), -d / 2 + 0.62, h - 0.04), bevel=0, parent=root)
    return root, ["body"]


def bowl():
    """White porcelain bowl, 16.5 cm wide, 7.2 cm high, thin wall on a foot ring."""
    root = g.empty()
    m = mt.ceramic("porcelain", "#F1F1EF", rough=0.12, wave=0.02)
    m.set(Clearcoat=0.8)
    mt.tag(m, ["body"])
    outer = g.spline([(3.6, 0.9), (4.3, 1.15), (5.8, 2.3), (7.0, 4.1), (7.75, 5.8), (8.2, 7.0)], 8)
    inner = g.spline([(7.98, 7.02), (7.5, 5.8), (6.7, 4.15), (5.5, 2.55), (3.6, 1.55), (1.8, 1.25), (0, 1.2)], 8)
    foot = g.fillet([(0, 0.5), (3.2, 0.5, 0.15), (3.3, 0, 0.1), (3.7, 0, 0.12), (3.62, 0.9)], 6)
    lip = [(8.22, 7.1), (8.19, 7.18), (8.12, 7.2), (8.04, 7.15)]
    g.lathe("bowl", foot[:-1] + outer + lip + inner, m.mat, 200,
            lambda phi, r, z: r * (1 + 0.003 * math.sin(2 * phi + 1) * z / 7), root)
    return root, ["body"]


def kettle():
    """Enamel kettle, 21 cm with its handle: red enamel, dark rims, thin wire handle with a wooden grip."""
    root = g.empty()
    red, dark = "#A3121C", "#1C1A1B"

    def enamel(name, zone, color):
        m = mt.plain(name, color, rough=0.16, coat=1.0)
        m.set(Specular=0.6, Normal=m.bump(m.noise(0.9, 2, 0.5), 0.02))
        m.set(Clearcoat_Roughness=0.03)
        if zone:
            mt.tag(m, [zone])
        else:
            mt.tag(m)
        return m
    body = mt.plain("enamel", red, rough=0.16, coat=1.0)
    image = pictures.image("fjell", labels.kettle_mark(), data=True)
    ink, _ = body.picture(image, 0.5 - 0.068, 0.5 + 0.068, 4.1, 7.5)
    body.set(Base_Color=body.mix(ink, mt.rgb(red), mt.rgb("#F4EFE4")), Specular=0.6, Clearcoat_Roughness=0.03,
             Normal=body.bump(body.noise(0.9, 2, 0.5), 0.02))
    mt.tag(body, body=body.math("SUBTRACT", 1.0, ink))
    rim = enamel("rim", None, dark)
    lid = enamel("lid", "lid", red)
    steel = mt.plain("steel", "#B9B7B2", 0.22, metallic=1.0)
    mt.tag(steel)
    grip = mt.wood("grip", "#B98A55", "#6E4524", axis="X", rough=0.4)
    mt.tag(grip)
    outer = g.spline([(0, 0.1), (6.4, 0.1), (7.5, 0.35), (8.25, 1.3), (8.55, 3.2), (8.3, 6.0), (7.35, 9.0), (6.0, 11.2), (4.95, 12.3)], 10)
    inner = [(4.7, 12.35), (4.6, 12.1), (4.6, 11.0), (0, 11.0)]
    g.lathe("pot", outer + inner, body.mat, 200, None, root)
    g.lathe("base", g.fillet([(6.0, 0.0), (7.35, 0.0, 0.15), (7.75, 0.55, 0.2), (7.6, 0.8)], 6), rim.mat, 160, None, root)
    g.lathe("collar", g.fillet([(4.75, 12.2), (5.12, 12.15, 0.1), (5.14, 12.5, 0.12), (4.8, 12.55, 0.1), (4.6, 12.3)], 6), rim.mat, 160, None, root)
    g.lathe("cover", g.fillet([(4.72, 12.5), (4.72, 12.72, 0.1), (4.2, 12.95, 0.6), (2.4, 13.75, 2.0), (0, 14.05)], 8), lid.mat, 160, None, root)
    g.lathe("lidrim", g.fillet([(4.5, 12.52), (4.86, 12.52, 0.08), (4.86, 12.70, 0.08), (4.6, 12.74)], 5), rim.mat, 160, None, root)
    g.lathe("stem", [(0.55, 13.9), (0.45, 14.2), (0.5, 14.35)], steel.mat, 48, None, root)
    g.lathe("knob", g.fillet([(0, 14.3), (0.75, 14.3, 0.2), (1.15, 14.95, 0.4), (0.95, 15.6, 0.35), (0, 15.7)], 8), grip.mat, 64, None, root)
    spout = g.spline([(6.2, 0, 4.2), (8.8, 0, 5.6), (10.4, 0, 8.0), (11.3, 0, 10.2), (12.7, 0, 11.9)], 10)
    g.sweep("spout", spout, lambda t: (2.35 - 1.35 * t ** 0.8, 2.7 - 1.75 * t ** 0.8), body.mat, root, 40, caps=False)
    g.sweep("spoutin", spout[8:], lambda t: (1.55 - 0.67 * t, 1.6 - 0.77 * t), rim.mat, root, 40, caps=False)
    end = spout[-1]
    ring = [(end[0] + 0.93 * math.sin(a) * -0.66, 1.0 * math.cos(a), end[2] + 0.93 * math.sin(a) * 0.78) for a in [2 * math.pi * k / 48 for k in range(49)]]
    g.sweep("lip", ring, lambda t: (0.11, 0.11), rim.mat, root, 12, caps=False, up=(0.76, 0, 0.64))
    for side in (-1, 1):
        g.lathe("ear", g.fillet([(0, 0), (0.85, 0, 0.2), (0.8, 0.5, 0.2), (0, 0.6)], 5), rim.mat, 40, None, root)
        ear = bpy.context.scene.objects[-1] if False else [o for o in root.children if o.name.startswith("ear")][-1]
        ear.location = (side * 6.35, 0, 10.6)
        ear.rotation_euler = (0, side * math.radians(52), 0)
    arch = g.spline([(-6.75, 0, 10.95), (-7.5, 0, 12.6), (-7.2, 0, 16.2), (-4.6, 0, 19.6), (-3.1, 0, 20.3), (0, 0, 20.55), (3.1, 0, 20.3), (4.6, 0, 19.6), (7.2, 0, 16.2), (7.5, 0, 12.6), (6.75, 0, 10.95)], 12)
    g.tube("wire", arch, 0.19, steel.mat, root)
    hold = g.spline([(-3.4, 0, 20.22), (-1.7, 0, 20.47), (0, 0, 20.55), (1.7, 0, 20.47), (3.4, 0, 20.22)], 8)
    g.sweep("grip", hold, lambda t: tuple(2 * [0.42 + 0.26 * math.sin(math.pi * t) ** 0.6]), grip.mat, root, 32)
    return root, ["body", "lid"]
