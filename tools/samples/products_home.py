"""Lamp and stool."""

import math

import geometry as g
import materials as mt
import pictures
import swatches


def lamp():
    """Table lamp, 46 cm: turned ceramic foot, brass neck, linen drum shade. Zones shade and base."""
    root = g.empty()
    color, height = pictures.cloth("shade", swatches.linen("#F6EEE0", threads=64, seed=31, contrast=0.02))
    cloth = mt.fabric("shade", color, height, tile=7.0, depth=0.03, sheen=0.2, through=0.5)
    mt.tag(cloth, ["shade"])
    trim = mt.fabric("trim", color, height, tile=7.0, depth=0.03, tint="#E2D6C2")
    mt.tag(trim, ["shade"])
    base = mt.ceramic("foot", "#2F5D62", rough=0.2, wave=0.10)
    drip = base.noise(0.22, 4, 0.6, distortion=0.8)
    base.set(Clearcoat=0.8, Base_Color=base.mix(base.ramp(drip, [(0.3, 0.0), (0.75, 1.0)]), mt.rgb("#1F444A"), mt.rgb("#3C7376")))
    mt.tag(base, ["base"])
    brass = mt.plain("brass", "#C29A55", 0.24, metallic=1.0)
    mt.tag(brass)
    cord = mt.plain("cord", "#2B2A28", 0.7)
    mt.tag(cord)
    body = g.spline([(5.4, 0.25), (7.2, 1.8), (9.0, 5.4), (9.4, 9.0), (8.2, 13.4), (5.4, 17.0), (3.0, 19.4), (2.2, 21.2)], 10)
    foot = g.fillet([(0, 0), (5.2, 0, 0.25), (5.4, 0.25)], 4)

    def rings(phi, r, z):
        return r * (1 + 0.010 * math.sin(z * 3.6)) if 1.0 < z < 19 else r
    dense = []
    for a, b in zip(body, body[1:]):
        dense += [(a[0] + (b[0] - a[0]) * k / 3, a[1] + (b[1] - a[1]) * k / 3) for k in range(3)]
    g.lathe("foot", foot[:-1] + dense + g.fillet([body[-1], (2.2, 21.6, 0.2), (1.2, 21.7)], 4), base.mat, 160, rings, root)
    g.lathe("neck", g.fillet([(0, 21.5), (1.9, 21.5, 0.1), (1.9, 22.1, 0.2), (0.75, 22.4, 0.3), (0.75, 25.6, 0.1), (1.5, 25.8, 0.2), (1.5, 29.5, 0.2), (0, 29.6)], 5), brass.mat, 72, None, root)
    z0, z1, r0, r1 = 25.2, 45.4, 15.0, 12.2
    steps = 24

    wall = [(r0 + (r1 - r0) * k / steps, z0 + (z1 - z0) * k / steps) for k in range(steps + 1)]
    shade = g.lathe("shade", wall, cloth.mat, 160, None, root)
    scale_uv(shade, 2 * math.pi * 13.6)
    for r, z in ((r0, z0), (r1, z1)):
        hem = g.lathe("hem", g.fillet([(r - 0.2, z - 0.45), (r + 0.09, z - 0.45, 0.1), (r + 0.07, z + 0.45, 0.1), (r - 0.2, z + 0.45)], 4), trim.mat, 140, None, root)
        scale_uv(hem, 2 * math.pi * 13.6)
    for k in range(3):
        a = math.radians(90 + 120 * k)
        g.tube("spoke", [(0, 0, 43.6), (r1 * math.cos(a), r1 * math.sin(a), 44.6)], 0.14, brass.mat, root)
    g.lathe("finial", g.spline([(0.3, 43.2), (0.5, 44.4), (0.8, 45.2), (0.5, 45.9), (0, 46.1)], 6), brass.mat, 48, None, root)
    g.tube("cord", g.spline([(0, 5.0, 0.45), (1, 9.5, 0.4), (5, 12.5, 0.32), (11, 12.4, 0.32), (15.5, 9.8, 0.32)], 12), 0.30, cord.mat, root)
    bulb(root, 33.5)
    return root, ["shade", "base"]


def bulb(root, z):
    """A faint warm glow inside the shade, as photographers like it."""
    import bpy
    data = bpy.data.lights.new("bulb", "POINT")
    data.energy, data.color, data.shadow_soft_size = 2600.0, (1.0, 0.82, 0.60), 2.5
    obj = bpy.data.objects.new("bulb", data)
    bpy.context.scene.collection.objects.link(obj)
    obj.parent = root
    obj.location = (0, 0, z)


def scale_uv(obj, turn):
    """Turns -> centimetres in the U of a lathe's UV map."""
    for item in obj.data.uv_layers[0].data:
        item.uv[0] *= turn


def stool():
    """Stool, 45 cm: painted round seat (zone seat), four splayed oak legs with a stretcher cross."""
    root = g.empty()
    seat = mt.plain("seat", "#B4552F", 0.42, coat=0.08)
    grain = seat.node("Mapping", Vector=seat.coords())
    grain.inputs["Scale"].default_value = (0.05, 1.0, 1.0)
    fibre = seat.noise(3.2, 4, 0.6, grain.outputs[0])
    seat.set(Base_Color=seat.mix(seat.ramp(fibre, [(0.3, 0.35), (0.6, 0.0)]), mt.rgb("#B4552F"), mt.rgb("#8E4022")),
             Normal=seat.bump(fibre, 0.03))
    mt.tag(seat, ["seat"])
    profile = g.fillet([(0, 41.6), (14.6, 41.6, 0.5), (16.9, 42.9, 1.0), (17.0, 44.7, 0.75), (15.8, 45.0, 0.8), (11.5, 44.55, 3), (0, 44.2)], 8)
    g.lathe("seat", profile, seat.mat, 200, None, root)
    oak = mt.wood("oak", "#D0A773", "#96693C", axis="Z", rough=0.45, coat=0.05)
    mt.tag(oak)
    cross = mt.wood("oakx", "#D0A773", "#96693C", axis="X", rough=0.45, coat=0.05)
    mt.tag(cross)
    pad = mt.plain("pad", "#3A3733", 0.8)
    mt.tag(pad)
    top, floor = 10.2, 15.8
    for k in range(4):
        a = math.radians(45 + 90 * k)
        length = math.hypot(floor - top, 41.9)
        leg = g.lathe("leg", g.fillet([(0, 0.3), (1.15, 0.3, 0.15), (1.22, 0.6), (1.72, length * 0.55, 6), (1.55, length), (0, length)], 8), oak.mat, 48, None, root)
        lean = math.atan2(floor - top, 41.9)
        leg.location = (floor * math.cos(a), floor * math.sin(a), 0)
        leg.rotation_euler = (0, -lean, a)
        shoe = g.lathe("shoe", g.fillet([(0, 0), (1.05, 0, 0.1), (1.1, 0.35), (0, 0.35)], 3), pad.mat, 32, None, root)
        shoe.location = leg.location
        shoe.rotation_euler = leg.rotation_euler
    for turn, z in ((45, 15.0), (135, 17.4)):
        reach = top + (floor - top) * (1 - z / 41.9) - 0.3
        bar = g.sweep("bar", [(reach * (2 * t / 16 - 1), 0, z) for t in range(17)], lambda t: tuple(2 * [0.85 + 0.25 * math.sin(math.pi * t)]), cross.mat, root, 28)
        bar.rotation_euler[2] = math.radians(turn)
    return root, ["seat"]
