"""Runs inside Blender: builds pictures and leaves their passes in the work folder.

    blender -b -noaudio -P blend.py -- --work DIR NAME[-VIEW]:SCALE:SAMPLES:THRESHOLD ...
"""

import argparse
import importlib
import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import bpy  # noqa: E402
import numpy as np  # noqa: E402
from mathutils import Vector  # noqa: E402

import catalog  # noqa: E402
import lights  # noqa: E402
import stage  # noqa: E402


def packshot(name, which, args):
    """One product view in the studio."""
    item = catalog.PRODUCTS[name]
    look = item.views[which]
    scene = stage.fresh()
    size = [max(16, round(s * args.scale / 2) * 2) for s in item.frame]
    stage.quality(scene, size, args.samples, args.threshold)
    module = importlib.import_module(item.module)
    builder = getattr(module, name)
    root, zones = builder(which) if builder.__code__.co_argcount else builder()
    root.rotation_euler[2] = math.radians(look.yaw)
    bpy.context.view_layer.update()
    objects = [o for o in scene.objects if o.type == "MESH"]
    points = stage.corners(objects)
    low = float(points[:, 2].min())
    root.location = (-(points[:, 0].min() + points[:, 0].max()) / 2, -(points[:, 1].min() + points[:, 1].max()) / 2, -low)
    bpy.context.view_layer.update()
    points = stage.corners(objects)
    size_cm = points.max(0) - points.min(0)
    print("SIZE", name, which, [round(float(s), 1) for s in size_cm])
    height = float(points[:, 2].max())
    reach = float(np.hypot(points[:, 0], points[:, 1]).max())
    sheet = lights.studio(reach, height, **item.light)
    cam = stage.camera(look.lens, look.pitch, (0, 0, height / 2), distance=8 * max(reach, height))
    if look.aim:
        lo, hi = Vector(look.aim[0]), Vector(look.aim[1])
        pick = [tuple(p) for p in points if all(lo[k] <= p[k] <= hi[k] for k in range(3))]
        target = bpy.data.meshes.new("aim")
        target.from_pydata(pick, [], [])
        part = bpy.data.objects.new("aim", target)
        scene.collection.objects.link(part)
        part.hide_render = True
        stage.frame(cam, [part], look.fill)
    else:
        stage.frame(cam, objects, look.fill, drop=0.0)
    everything = [o for o in scene.objects if o in objects]
    for o in everything:
        o.hide_render = True
    empty = stage.quick(128, 48)
    for o in everything:
        o.hide_render = False
    if item.cutout:
        sheet.visible_camera = False
    stage.render(os.path.join(args.work, f"{name}-{which}.npz"), zones, item.cutout, {"empty": empty})


def room(name, args):
    """One scene."""
    import rooms
    scene = stage.fresh()
    size = [max(16, round(s * args.scale / 2) * 2) for s in catalog.SCENES[name]]
    stage.quality(scene, size, args.samples, args.threshold)
    facts = rooms.build(name)
    rooms.write_facts(facts, os.path.join(args.work, name + ".yaml"), name)
    stage.render(os.path.join(args.work, f"{name}.npz"), (), False, {"exposure": facts["exposure"], "lens": stage.lens_facts()})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures", nargs="+")
    parser.add_argument("--work", required=True)
    args = parser.parse_args(sys.argv[sys.argv.index("--") + 1:])
    stage.CACHE = os.path.dirname(os.path.abspath(args.work))
    for picture in args.pictures:
        name, scale, samples, threshold = picture.split(":")
        args.scale, args.samples, args.threshold = float(scale), int(samples), float(threshold)
        if name in catalog.SCENES:
            room(name, args)
        else:
            packshot(*name.rsplit("-", 1), args)
        print("DONE", name, flush=True)


main()
