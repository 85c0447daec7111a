"""Node materials for the samples: glazed ceramic, glass, wood, fabric, paper, paint, metal, plaster.

Procedural textures work in object coordinates, so in centimetres. `tag` adds the AOV outputs from which alpha and
zone masks are taken in the same render, with the same anti-aliasing as the picture.
"""

import bpy


def rgb(code):
    """'#RRGGBB' -> linear RGBA."""
    code = code.lstrip("#")
    out = []
    for k in (0, 2, 4):
        c = int(code[k:k + 2], 16) / 255
        out.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    return (*out, 1.0)


class Mat:
    """A small hand for writing node trees."""

    def __init__(self, name):
        self.mat = bpy.data.materials.new(name)
        self.mat.use_nodes = True
        self.tree = self.mat.node_tree
        self.bsdf = self.tree.nodes["Principled BSDF"]
        self.out = self.tree.nodes["Material Output"]

    def node(self, kind, _props=None, **inputs):
        node = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in (_props or {}).items():
            setattr(node, key, value)
        for key, value in inputs.items():
            key = int(key[1:]) if key[0] == "i" and key[1:].isdigit() else key.replace("_", " ")
            self.put(node.inputs[key], value)
        return node

    def put(self, socket, value):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def set(self, **inputs):
        for key, value in inputs.items():
            self.put(self.bsdf.inputs[key.replace("_", " ")], value)
        return self

    def coords(self, what="Object"):
        return self.node("TexCoord").outputs[what]

    def noise(self, scale, detail=3.0, rough=0.5, vector=None, out="Fac", distortion=0.0):
        return self.node("TexNoise", Vector=vector or self.coords(), Scale=scale, Detail=detail, Roughness=rough,
                         Distortion=distortion).outputs[out]

    def ramp(self, value, stops, mode="LINEAR"):
        node = self.node("ValToRGB", Fac=value)
        ramp = node.color_ramp
        ramp.interpolation = mode
        while len(ramp.elements) < len(stops):
            ramp.elements.new(0.5)
        for element, (pos, col) in zip(ramp.elements, stops):
            element.position = pos
            element.color = col if not isinstance(col, (int, float)) else (col, col, col, 1)
        return node.outputs["Color"]

    def mix(self, fac, a, b, blend="MIX"):
        return self.node("MixRGB", {"blend_type": blend}, Fac=fac, Color1=a, Color2=b).outputs["Color"]

    def math(self, op, a, b=0.0, clamp=False):
        return self.node("Math", {"operation": op, "use_clamp": clamp}, i0=a, i1=b).outputs[0]

    def bump(self, height, distance=0.02, strength=1.0, normal=None):
        node = self.node("Bump", Height=height, Distance=distance, Strength=strength)
        if normal is not None:
            self.put(node.inputs["Normal"], normal)
        return node.outputs["Normal"]

    def picture(self, image, u0, u1, v0, v1, extension="CLIP"):
        """A picture laid on the UV rectangle u0..u1, v0..v1; returns (color, alpha) sockets."""
        place = self.node("Mapping", {"vector_type": "POINT"}, Vector=self.coords("UV"))
        place.inputs["Scale"].default_value = (1 / (u1 - u0), 1 / (v1 - v0), 1)
        place.inputs["Location"].default_value = (-u0 / (u1 - u0), -v0 / (v1 - v0), 0)
        tex = self.node("TexImage", {"image": image, "extension": extension, "interpolation": "Cubic"},
                        Vector=place.outputs[0])
        return tex.outputs["Color"], tex.outputs["Alpha"]


def tag(m, zones=(), **masks):
    """Mark a product material: AOV `alpha` = 1, AOV `zone_<name>` = 1, or a socket given by keyword."""
    mat = m.mat if isinstance(m, Mat) else m
    tree = mat.node_tree
    wanted = {"alpha": 1.0, **{"zone_" + z: 1.0 for z in zones}, **{"zone_" + k: v for k, v in masks.items()}}
    for name, value in wanted.items():
        node = tree.nodes.new("ShaderNodeOutputAOV")
        node.name = name
        if isinstance(value, bpy.types.NodeSocket):
            tree.links.new(value, node.inputs["Value"])
        else:
            node.inputs["Value"].default_value = value
    return mat


def plain(name, color, rough=0.5, metallic=0.0, coat=0.0, sheen=0.0, grain=0.0, grain_scale=8.0):
    """Paint, lacquer, plastic or metal, optionally with a little grain."""
    m = Mat(name)
    m.set(Base_Color=rgb(color), Roughness=rough, Metallic=metallic, Clearcoat=coat, Clearcoat_Roughness=0.08,
          Sheen=sheen)
    if grain:
        m.set(Normal=m.bump(m.noise(grain_scale, 4, 0.6), grain))
    return m


def ceramic(name, color, speck=None, rough=0.22, density=0.62, wave=0.03):
    """Glazed ceramic: faint throwing waves, optional iron speckle, a coat that mirrors the softboxes."""
    m = Mat(name)
    col = rgb(color)
    cloud = m.noise(0.35, 3, 0.6)
    base = m.mix(cloud, (col[0] * 0.93, col[1] * 0.93, col[2] * 0.92, 1), col)
    if speck:
        fine = m.node("TexVoronoi", {"feature": "F1"}, Vector=m.coords(), Scale=4.2, Randomness=1.0)
        pick = m.node("TexNoise", Vector=fine.outputs["Position"], Scale=97.0).outputs["Fac"]
        size = m.math("MULTIPLY", m.math("SUBTRACT", pick, density - 0.08, True), 1.6)
        dot = m.math("LESS_THAN", fine.outputs["Distance"], size)
        soft = m.math("MULTIPLY", dot, 0.72)
        base = m.mix(soft, base, rgb(speck))
    m.set(Base_Color=base, Roughness=rough, Clearcoat=0.5, Clearcoat_Roughness=0.06, Specular=0.45)
    m.base = base
    m.wave = m.noise(0.55, 2, 0.4)
    m.set(Normal=m.bump(m.wave, wave))
    return m


def glass(name, color="#FFFFFF", ior=1.47, rough=0.0, density=0.0, shadow=0.9):
    """Glass that lets light through in shadow rays, tinted by its colour; `density` adds absorption per cm."""
    m = Mat(name)
    g = m.node("BsdfGlass", Color=rgb(color), Roughness=rough, IOR=ior)
    c = rgb(color)
    t = m.node("BsdfTransparent", Color=(c[0] * shadow, c[1] * shadow, c[2] * shadow, 1))
    ray = m.node("LightPath")
    fac = m.math("MAXIMUM", ray.outputs["Is Shadow Ray"], ray.outputs["Is Diffuse Ray"])
    m.put(m.out.inputs["Surface"], m.node("MixShader", i0=fac, i1=g.outputs[0], i2=t.outputs[0]).outputs[0])
    if density:
        volume = m.node("VolumeAbsorption", Color=rgb(color), Density=density)
        m.put(m.out.inputs["Volume"], volume.outputs[0])
    return m


def wood(name, light, dark, axis="X", rough=0.42, scale=1.0, coat=0.0, boards=None):
    """Straight-grained wood along `axis`: stretched noise for the grain, fine pores, optional board joints."""
    m = Mat(name)
    along = {"X": (0.035, 1, 1), "Y": (1, 0.035, 1), "Z": (1, 1, 0.035)}[axis]
    vector = m.coords()
    shift = None
    if boards:
        sep = m.node("SeparateXYZ", Vector=vector)
        across = sep.outputs["Y" if axis == "X" else "X"]
        index = m.math("FLOOR", m.math("DIVIDE", across, boards))
        jump = m.node("TexWhiteNoise", {"noise_dimensions": "1D"}, W=index)
        shift = jump.outputs["Color"]
        offset = m.node("VectorMath", {"operation": "SCALE"}, i0=shift)
        offset.inputs["Scale"].default_value = 80
        vector = m.node("VectorMath", {"operation": "ADD"}, i0=vector, i1=offset.outputs[0]).outputs[0]
        frac = m.math("FRACT", m.math("DIVIDE", across, boards))
        joint = m.math("LESS_THAN", m.math("ABSOLUTE", m.math("SUBTRACT", frac, 0.5)), 0.5 - 0.06 / boards)
    place = m.node("Mapping", Vector=vector)
    place.inputs["Scale"].default_value = [a * scale for a in along]
    v = place.outputs[0]
    rings = m.noise(0.55, 4, 0.55, v, distortion=1.2)
    wave = m.math("FRACT", m.math("MULTIPLY", rings, 9.0))
    figure = m.ramp(wave, [(0.0, 0.25), (0.55, 0.85), (0.9, 0.6), (1.0, 0.25)])
    pores = m.noise(9.0, 3, 0.7, v)
    pore = m.ramp(pores, [(0.36, 0.0), (0.5, 1.0)])
    tone = m.mix(0.45, figure, m.noise(0.25, 2, 0.5, v))
    col = m.mix(tone, rgb(dark), rgb(light))
    col = m.mix(0.30, col, m.mix(pore, rgb(dark), col))
    hair = m.noise(26.0, 2, 0.6, v)
    col = m.mix(m.ramp(hair, [(0.38, 0.22), (0.55, 0.0)]), col, rgb(dark))
    height = m.math("ADD", pores, m.math("MULTIPLY", hair, 0.5))
    if boards:
        each = m.node("SeparateXYZ", Vector=shift).outputs["X"]
        tint = m.ramp(each, [(0.0, 0.80), (1.0, 1.0)])
        col = m.mix(1.0, col, tint, "MULTIPLY")
        col = m.mix(joint, (*[c * 0.25 for c in rgb(dark)[:3]], 1), col)
        height = m.math("MULTIPLY", height, joint)
    m.set(Base_Color=col, Roughness=m.math("ADD", m.math("MULTIPLY", pores, 0.15), rough - 0.07), Clearcoat=coat,
          Clearcoat_Roughness=0.15, Normal=m.bump(height, 0.015))
    m.base = col
    return m


def fabric(name, color_image, height_image, tile, depth=0.05, sheen=0.35, through=0.0, tint=None):
    """Cloth from a drawn weave (see swatches): colour and height tile every `tile` cm of the UV map."""
    m = Mat(name)
    col, _ = m.picture(color_image, 0, tile, 0, tile, "REPEAT")
    hgt, _ = m.picture(height_image, 0, tile, 0, tile, "REPEAT")
    if tint:
        col = m.mix(1.0, col, rgb(tint), "MULTIPLY")
    fade = m.ramp(m.noise(0.11, 3, 0.6), [(0.3, 0.93), (0.7, 1.0)])
    col = m.mix(1.0, col, fade, "MULTIPLY")
    m.set(Base_Color=col, Roughness=0.92, Specular=0.12, Sheen=sheen, Normal=m.bump(hgt, depth))
    m.base, m.height = col, hgt
    if through:
        t = m.node("BsdfTranslucent", Color=col)
        mixed = m.node("MixShader", i0=through, i1=m.bsdf.outputs[0], i2=t.outputs[0])
        m.put(m.out.inputs["Surface"], mixed.outputs[0])
    return m


def plaster(name, color, depth=0.05, scale=0.25, contrast=0.06):
    """A trowelled wall."""
    m = Mat(name)
    c = rgb(color)
    cloud = m.noise(scale * 0.25, 5, 0.6)
    col = m.mix(cloud, (*[x * (1 - contrast * 2) for x in c[:3]], 1), c)
    height = m.math("ADD", m.noise(scale, 6, 0.65, distortion=0.6), m.math("MULTIPLY", m.noise(6.0, 2, 0.5), 0.12))
    m.set(Base_Color=col, Roughness=0.88, Specular=0.2, Normal=m.bump(height, depth * 4))
    return m


def stone(name, light, dark, vein=None, rough=0.35, scale=0.12, grain=0.0):
    """Stone with clouds, a fine crystal grain and optional veins."""
    m = Mat(name)
    cloud = m.noise(scale, 8, 0.62, distortion=0.8)
    col = m.ramp(cloud, [(0.3, rgb(dark)), (0.7, rgb(light))])
    crystal = m.noise(7.0, 2, 0.6)
    col = m.mix(m.ramp(crystal, [(0.35, 0.18), (0.6, 0.0)]), col, (*[x * 0.5 for x in rgb(dark)[:3]], 1))
    if vein:
        warp = m.noise(scale * 0.7, 5, 0.6, distortion=2.2)
        line = m.math("ABSOLUTE", m.math("SUBTRACT", warp, 0.5))
        col = m.mix(m.ramp(line, [(0.0, 0.75), (0.018, 0.0)]), col, rgb(vein))
    m.set(Base_Color=col, Roughness=rough)
    if grain:
        h = m.math("ADD", m.noise(1.6, 8, 0.75), m.math("MULTIPLY", m.noise(0.3, 3, 0.6), 1.5))
        m.set(Normal=m.bump(h, grain))
    return m


def glow(name, color, strength):
    """An emitting surface."""
    m = Mat(name)
    e = m.node("Emission", Color=rgb(color), Strength=strength)
    m.put(m.out.inputs["Surface"], e.outputs[0])
    return m
