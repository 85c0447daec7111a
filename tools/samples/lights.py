"""Light: the packshot studio (sweep, softboxes, rim) and the windows and sun of the rooms."""

import math

import bpy
from mathutils import Vector

import geometry
import materials


def area(name, at, aim, size, radiance, color="#FFFFFF", spread=180.0):
    """A softbox with the given radiance, so that its size changes softness and not brightness by itself."""
    data = bpy.data.lights.new(name, "AREA")
    data.shape = "RECTANGLE"
    data.size, data.size_y = size
    data.color = materials.rgb(color)[:3]
    data.energy = radiance * size[0] * size[1] * math.pi
    data.spread = math.radians(spread)
    obj = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(obj)
    obj.location = at
    obj.rotation_euler = (Vector(aim) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    obj.visible_camera = False
    return obj


def sun(direction, strength, color="#FFE9C8", angle=1.2):
    """A sun shining along `direction`."""
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.color, data.angle = strength, materials.rgb(color)[:3], math.radians(angle)
    obj = bpy.data.objects.new("sun", data)
    bpy.context.scene.collection.objects.link(obj)
    obj.rotation_euler = Vector(direction).to_track_quat("-Z", "Y").to_euler()
    return obj


def world(color, strength):
    """Even light from everywhere."""
    w = bpy.data.worlds.new("world")
    bpy.context.scene.world = w
    w.use_nodes = True
    node = w.node_tree.nodes["Background"]
    node.inputs["Color"].default_value = materials.rgb(color)
    node.inputs["Strength"].default_value = strength


def sky(elevation, rotation, strength=0.25, turbidity=2.2):
    """A clear sky without its sun disc (the sun is a lamp, so that its softness is known)."""
    w = bpy.data.worlds.new("sky")
    bpy.context.scene.world = w
    w.use_nodes = True
    tree = w.node_tree
    tex = tree.nodes.new("ShaderNodeTexSky")
    tex.sky_type = "NISHITA"
    tex.sun_disc = False
    tex.sun_elevation, tex.sun_rotation = math.radians(elevation), math.radians(rotation)
    tex.dust_density = turbidity
    node = tree.nodes["Background"]
    tree.links.new(tex.outputs[0], node.inputs["Color"])
    node.inputs["Strength"].default_value = strength


def studio(reach, height, key=1.0, fill=1.0, rim=1.0, ambient=0.20):
    """The packshot studio around a product of radius `reach` and the given height; returns the sweep.

    A large softbox from the left, a bigger and weaker one from the right, one overhead, two rim strips behind.
    """
    s = max(reach, height * 0.5)
    middle = (0, 0, height * 0.5)
    paper = materials.plain("sweep", "#F7F7F7", rough=0.95)
    paper.bsdf.inputs["Specular"].default_value = 0.0
    profile = geometry.fillet([(-18 * s, 0), (9 * s, 0, 6 * s), (9 * s, 40 * s)], 24)
    verts, faces = [], []
    for i, (y, z) in enumerate(profile):
        verts += [(-40 * s, y, z), (40 * s, y, z)]
        if i:
            faces.append((2 * i - 2, 2 * i - 1, 2 * i + 1, 2 * i))
    sheet = geometry.link("sweep", verts, faces, material=paper.mat)
    area("key", (-4.2 * s, -2.6 * s, height * 0.5 + 3.2 * s), middle, (3.6 * s, 3.6 * s), 3.0 * key, "#FFFBF5")
    area("fill", (4.8 * s, -2.2 * s, height * 0.5 + 1.6 * s), middle, (3.2 * s, 4.4 * s), 0.6 * fill, "#F8FBFF")
    area("top", (0, 0.8 * s, height + 4.4 * s), middle, (5.5 * s, 4.5 * s), 1.3)
    for side in (-1, 1):
        area("rim", (side * 3.4 * s, 3.2 * s, height * 0.5 + 1.4 * s), middle, (0.9 * s, 4.2 * s), 2.2 * rim)
    area("wall", (0, 4.0 * s, height + 7 * s), (0, 9 * s, 2.5 * s), (12 * s, 2.5 * s), 1.2)
    world("#F4F6F8", ambient)
    return sheet
