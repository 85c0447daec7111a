"""Camera, render settings and the way from a Blender render to arrays on disk.

A picture is rendered once; colour, albedo, normal, depth and every zone come out of the same samples as separate
passes and are kept as one .npz in the build folder, from which `develop` makes the final files.
"""

import glob
import math
import os

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

CACHE = None             # a folder for what is slow to make and the same in every picture


def fresh():
    """An empty scene with Cycles."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    return scene


def quality(scene, size, samples, threshold, seed=1):
    """Resolution and sampling; light paths deep enough for glass, without caustics."""
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = 100
    c = scene.cycles
    c.samples = samples
    c.use_adaptive_sampling = True
    c.adaptive_threshold = threshold
    c.adaptive_min_samples = 8
    c.use_denoising = False
    c.seed = seed
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces = 10, 3, 3
    c.transmission_bounces, c.transparent_max_bounces = 10, 12
    c.sample_clamp_indirect = 4.0
    c.sample_clamp_direct = 60.0
    c.caustics_reflective = c.caustics_refractive = False
    c.blur_glossy = 0.6
    scene.render.threads_mode = "AUTO"
    scene.render.use_persistent_data = False
    scene.view_settings.view_transform = "Standard"


def camera(lens, pitch, aim, distance=100.0, yaw=0.0, fstop=None, focus=None):
    """A camera `pitch` degrees above the horizon, looking at `aim` from -Y (turned by yaw)."""
    data = bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = lens, 36.0
    data.sensor_fit = "AUTO"
    data.clip_start, data.clip_end = 1.0, 20000.0
    obj = bpy.data.objects.new("camera", data)
    scene = bpy.context.scene
    scene.collection.objects.link(obj)
    scene.camera = obj
    p, y = math.radians(pitch), math.radians(yaw)
    direction = Vector((math.sin(y) * math.cos(p), -math.cos(y) * math.cos(p), math.sin(p)))
    obj.location = Vector(aim) + direction * distance
    obj.rotation_euler = (math.pi / 2 - p, 0, y)
    if fstop:
        data.dof.use_dof = True
        data.dof.aperture_fstop = fstop / 100.0      # f-number of a lens in cm units: 1 unit = 1 cm, not 1 m
        data.dof.focus_distance = focus or distance
        data.dof.aperture_blades = 0
    return obj


def lens_facts():
    """Focus distance and aperture width in cm, and pixels per unit of tangent, of the scene's camera."""
    scene = bpy.context.scene
    data = scene.camera.data
    longest = max(scene.render.resolution_x, scene.render.resolution_y)
    aperture = data.lens * 0.1 / (data.dof.aperture_fstop * 100)
    return data.dof.focus_distance, aperture, longest * data.lens / data.sensor_width


def corners(objects):
    """World coordinates of all evaluated vertices."""
    graph = bpy.context.evaluated_depsgraph_get()
    points = []
    for obj in objects:
        if obj.type not in {"MESH", "CURVE"}:
            continue
        done = obj.evaluated_get(graph)
        mesh = done.to_mesh()
        co = np.empty(len(mesh.vertices) * 3, np.float32)
        mesh.vertices.foreach_get("co", co)
        matrix = np.array(obj.matrix_world)
        points.append(co.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3])
        done.to_mesh_clear()
    return np.concatenate(points)


def project(points, cam=None):
    """Fractions of width and height (y down) and the depth of world points."""
    scene = bpy.context.scene
    cam = cam or scene.camera
    out = []
    for p in points:
        v = world_to_camera_view(scene, cam, Vector(p))
        out.append((v.x, 1 - v.y, v.z))
    return np.array(out)


def frame(cam, objects, fill=0.80, drop=0.0):
    """Move and shift the camera so that the product fills `fill` of the tighter side and is centred."""
    points = corners(objects)
    if len(points) > 6000:
        points = points[:: len(points) // 6000]
    scene = bpy.context.scene
    w, h = scene.render.resolution_x, scene.render.resolution_y
    forward = cam.rotation_euler.to_matrix() @ Vector((0, 0, -1))
    for _ in range(8):
        bpy.context.view_layer.update()
        q = project(points, cam)
        lo, hi = q.min(0), q.max(0)
        extent = max(hi[0] - lo[0], hi[1] - lo[1])
        depth = float(np.median(q[:, 2]))
        cam.location -= forward * (depth * (extent / fill - 1.0))
        big = max(w, h)
        cam.data.shift_x += ((lo[0] + hi[0]) / 2 - 0.5) * w / big
        cam.data.shift_y -= ((lo[1] + hi[1]) / 2 - 0.5 - drop) * h / big
    bpy.context.view_layer.update()


def render(out, zones=(), transparent=False, extra=None):
    """Render the scene and save all passes to `out` (.npz)."""
    scene = bpy.context.scene
    scene.render.film_transparent = transparent
    scene.render.filter_size = 1.3
    layer = bpy.context.view_layer
    layer.cycles.denoising_store_passes = True
    names = {"Image": "color", "Denoising Normal": "normal", "Denoising Albedo": "albedo", "Denoising Depth": "depth"}
    for zone in ("alpha", *("zone_" + z for z in zones)):
        aov = layer.aovs.add()
        aov.name, aov.type = zone, "VALUE"
        names[zone] = zone
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    source = tree.nodes.new("CompositorNodeRLayers")
    folder = out + ".passes"
    os.makedirs(folder, exist_ok=True)
    files = tree.nodes.new("CompositorNodeOutputFile")
    files.base_path = folder
    files.format.file_format = "OPEN_EXR"
    files.format.color_depth = "32"
    files.format.color_mode = "RGBA"
    files.file_slots.clear()
    for socket, name in names.items():
        files.file_slots.new(name + "_")
        tree.links.new(source.outputs[socket], files.inputs[-1])
    bpy.ops.render.render(write_still=False)
    arrays = {}
    for path in sorted(glob.glob(os.path.join(folder, "*.exr"))):
        image = bpy.data.images.load(path)
        image.colorspace_settings.name = "Non-Color"
        width, height = image.size
        px = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(px)
        px = px.reshape(height, width, 4)[::-1]
        name = os.path.basename(path).rsplit("_", 1)[0]
        channels = {"color": 4 if transparent else 3, "normal": 3, "albedo": 3}.get(name, 1)
        arrays[name] = px[..., :channels].astype(np.float32 if name == "depth" else np.float16)
        if name == "color":
            arrays[name] = np.minimum(px[..., :channels], 60000).astype(np.float16)
        bpy.data.images.remove(image)
        os.remove(path)
    os.rmdir(folder)
    for key, value in (extra or {}).items():
        arrays[key] = np.asarray(value)
    np.savez(out, **arrays)
    return arrays


def quick(size=160, samples=24):
    """A small noisy render of the present scene as an array (used to measure the empty studio)."""
    scene = bpy.context.scene
    keep = (scene.render.resolution_x, scene.render.resolution_y, scene.cycles.samples)
    scale = size / max(keep[:2])
    scene.render.resolution_x = max(8, round(keep[0] * scale))
    scene.render.resolution_y = max(8, round(keep[1] * scale))
    scene.cycles.samples = samples
    path = os.path.join(bpy.app.tempdir, "quick.exr")
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_depth = "32"
    scene.render.filepath = path
    scene.use_nodes = False
    bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Non-Color"
    px = np.empty(image.size[0] * image.size[1] * 4, np.float32)
    image.pixels.foreach_get(px)
    px = px.reshape(image.size[1], image.size[0], 4)[::-1, :, :3].copy()
    bpy.data.images.remove(image)
    scene.render.resolution_x, scene.render.resolution_y, scene.cycles.samples = keep
    return px
