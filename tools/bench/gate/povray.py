"""One picture by POV-Ray: camera, light and meshes written out, the program run, the bytes read."""

import math
import os
import subprocess
import tempfile

import numpy as np
from PIL import Image

import scenes
import shapes

FINISH = {
    "paper": "diffuse 0.84 specular 0.04 roughness 0.1",
    "label": "diffuse 0.84 specular 0.08 roughness 0.06",
    "plastic": "diffuse 0.82 specular 0.22 roughness 0.03",
    "gloss": "diffuse 0.80 specular 0.45 roughness 0.012 reflection 0.04",
    "glass": "diffuse 0.74 specular 0.7 roughness 0.008 reflection 0.07",
    "metal": "diffuse 0.55 specular 0.6 roughness 0.03 metallic reflection{0.22 metallic}",
    "steel": "diffuse 0.7 specular 0.35 roughness 0.05 reflection 0.08",
    "cloth": "diffuse 0.85",
    "wood": "diffuse 0.82 specular 0.08 roughness 0.05",
}
ZONE_COLORS = {"body": (255, 0, 0), "label": (0, 255, 0), "seat": (0, 0, 255), "": (255, 255, 0)}


def temperature(kelvin, adapted=0.55):
    """Linear RGB of a black body (Helland's fit of Charity's table), as a camera leaves it that has adapted by so much."""
    t = kelvin / 100
    r = 255 if t <= 66 else 329.7 * (t - 60) ** -0.1332
    g = 99.47 * math.log(t) - 161.12 if t <= 66 else 288.12 * (t - 60) ** -0.0755
    b = 255 if t >= 66 else 138.52 * math.log(t - 10) - 305.04
    lin = np.array([(min(255, max(1, c)) / 255) ** 2.2 for c in (r, g, b)])
    lin = (lin / (lin @ [0.2126, 0.7152, 0.0722])) ** (1 - adapted)
    return lin / (lin @ [0.2126, 0.7152, 0.0722])


class Camera:
    """Looks at the product from `elevation` degrees above, so far away that it fills `fill` of the frame."""

    def __init__(self, corners, frame, fill, fov, elevation, shift=(0, 0)):
        self.w, self.h = frame
        self.f = 0.5 / math.tan(math.radians(fov) / 2)
        e = math.radians(elevation)
        self.ahead = np.array([0, -math.sin(e), math.cos(e)])
        self.up = np.array([0, math.cos(e), math.sin(e)])
        self.right = np.array([1.0, 0, 0])
        self.target = (corners.min(axis=0) + corners.max(axis=0)) / 2
        near, far = 0.5 * np.ptp(corners), 60 * np.ptp(corners)
        for _ in range(50):
            self.distance = (near + far) / 2
            self.at = self.target - self.ahead * self.distance
            p = self.project(corners)
            span = max(np.ptp(p[:, 0]) / self.w, np.ptp(p[:, 1]) / self.h)
            near, far = (self.distance, far) if span > fill else (near, self.distance)
        middle = (p.min(axis=0) + p.max(axis=0)) / 2
        unit = self.distance / self.f / self.h  # cm per pixel at the target
        move = self.right * ((middle[0] / self.w - 0.5 - shift[0]) * self.w * unit) - self.up * ((middle[1] / self.h - 0.5 - shift[1]) * self.h * unit)
        self.at, self.target = self.at + move, self.target + move

    def project(self, points):
        d = points - self.at
        z = d @ self.ahead
        return np.stack([self.w / 2 + d @ self.right / z * self.f * self.h, self.h / 2 - d @ self.up / z * self.f * self.h], axis=1)

    def density(self):
        """Pixels per cm at the product."""
        return self.f * self.h / self.distance

    def text(self):
        return "camera{perspective location %s up y*%.5f right x*%.5f direction z*%.5f look_at %s}" % (
            vector(self.at), 1, self.w / self.h, self.f, vector(self.target))


def vector(v):
    return "<%s>" % ",".join("%.5f" % x for x in v)


def corners(product, yaw):
    low, high = product.extent()
    p = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    return turned(p, yaw)


def turned(points, yaw):
    a = math.radians(yaw)
    x, z = points[..., 0], points[..., 2]
    return np.stack([x * math.cos(a) + z * math.sin(a), points[..., 1], z * math.cos(a) - x * math.sin(a)], axis=-1)


def textured(product, work, density, zones_only):
    """The product's meshes with their textures."""
    out, written = [], {}
    for n, part in enumerate(product.parts()):
        if zones_only:
            if part.art and product.arts[part.art].ground is None:
                continue
            texture = "pigment{rgb <%d,%d,%d>} finish{ambient 1 diffuse 0}" % tuple(c // 255 for c in ZONE_COLORS[part.zone])
        elif part.art:
            if part.art not in written:
                written[part.art] = os.path.join(work, "art-%s.png" % part.art)
                product.picture_of(part.art, density).save(written[part.art])
            texture = 'uv_mapping pigment{image_map{png "%s" interpolate 2}} finish{%s}' % (written[part.art], FINISH[part.finish])
        else:
            texture = scenes.paint(product.color(part.color), FINISH[part.finish])
        # A print that lies on a wall is drawn a little above it: it must not cast a shadow there.
        printed = part.art and product.arts[part.art].ground is None
        out.append("mesh2{%s texture{%s} %s}" % (shapes.mesh(part.grid), texture, "no_shadow" if printed else ""))
    return "union{%s}" % "".join(out)


def lights(camera, size, light):
    """A key with soft shadows, a fill without, and what comes from everywhere."""
    key = temperature(light["kelvin"], light["adapted"]) * light["key"]
    fill = temperature(light["fill_kelvin"], light["adapted"]) * light["fill"]

    def placed(azimuth, elevation, distance):
        a, e = math.radians(azimuth), math.radians(elevation)
        return np.array([math.sin(a) * math.cos(e), math.sin(e), -math.cos(a) * math.cos(e)]) * distance
    at = placed(light["azimuth"], light["elevation"], 7 * size)
    spread = light["spread"] * size
    side = np.cross(at, [0, 1, 0])
    side *= spread / np.linalg.norm(side)
    up = np.cross(side, at)
    up *= spread / np.linalg.norm(up)
    steps = 3 if light["spread"] < 0.6 else 5  # half of the rendering's time
    return ("light_source{%s rgb %s area_light %s,%s,%d,%d adaptive 0 circular orient}" % (vector(at), vector(key), vector(side), vector(up), steps, steps) +
            "light_source{%s rgb %s shadowless}" % (vector(placed(light["azimuth"] + 150, 35, 7 * size)), vector(fill * 0.35)) +
            "light_source{%s rgb %s shadowless}" % (vector(placed(-light["azimuth"] * 0.5, 20, 9 * size)), vector(fill * 0.65)))


HEAD = "#version 3.7; global_settings{assumed_gamma 1.0 max_trace_level 3 ambient_light rgb %s} #default{finish{ambient 1}}\n"


def run(text, work, frame, alpha=False, quality=9, gamma="srgb", smooth=True):
    source, target = os.path.join(work, "scene.pov"), os.path.join(work, "scene.png")
    with open(source, "w") as out:
        out.write(text)
    command = ["povray", "+I" + source, "+O" + target, "+W%d" % frame[0], "+H%d" % frame[1], "+FN8", "-D", "-V", "+WT1", "+Q%d" % quality, "File_Gamma=" + gamma]
    command += ["+A0.2", "+AM1", "+R2"] if smooth else ["-A"]
    command += ["+UA"] if alpha else ["-UA"]
    done = subprocess.run(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode or not os.path.exists(target):
        raise RuntimeError("povray failed:\n" + done.stderr[-1500:])
    with Image.open(target) as image:
        return image.convert("RGBA" if alpha else "RGB").copy()


def workspace():
    return tempfile.TemporaryDirectory(prefix="gate-corpus-")


def packshot(product, frame, fill=0.86):
    """The product alone in neutral light: RGBA, and a picture of its zones."""
    size = float(np.max(product.extent()[1] - product.extent()[0]))
    camera = Camera(corners(product, 0), frame, fill, 16, 5)
    light = dict(kelvin=6500, adapted=1.0, fill_kelvin=6500, key=0.62, fill=0.42, azimuth=-28, elevation=42, spread=3.5)
    with workspace() as work:
        thing = textured(product, work, camera.density() * 1.25, False)
        sky = "sphere{0,1e4 hollow no_image no_shadow pigment{gradient y color_map{[0 rgb 0.5][1 rgb 1]} scale 2e4 translate y*-1e4} finish{diffuse 0 ambient 4}}"
        picture = run(HEAD % "0.24" + camera.text() + sky + lights(camera, size, light) + thing, work, frame, alpha=True)
        zones = run(HEAD % "1" + camera.text() + textured(product, work, 1, True), work, frame, alpha=True, smooth=False, gamma="1.0")
    return picture, zones


def scene(product, shot, texture_path):
    """The product in a scene: the picture, its mask at half size, and the camera."""
    low, high = product.extent()
    size = float(np.max(high - low))
    camera = Camera(corners(product, shot.yaw), shot.frame, shot.fill, shot.fov, shot.elevation, shot.shift)
    background = "background{rgb 0.5} sky_sphere{pigment{gradient y color_map{[0 rgb 0.35][1 rgb 0.8]} scale 2 translate -1}}"
    with workspace() as work:
        thing = textured(product, work, camera.density() * 1.25, False)
        mask_of = textured(product, work, 1, True)
        at = "object{%s rotate y*%.3f}" % ("%s", shot.yaw)
        things, masks = at % thing, at % mask_of
        if shot.second:
            dx, dz = shot.second[0] * (high[0] - low[0]), shot.second[1] * size
            again = "object{%s rotate y*%.3f translate <%.3f,0,%.3f>}" % ("%s", shot.yaw + 4, dx, dz)
            things, masks = things + again % thing, masks + again % mask_of
        ambient = vector(temperature(shot.light["fill_kelvin"], shot.light["adapted"]) * shot.light["ambient"])
        around = scenes.surroundings(shot.place, size, shot.rng(), texture_path)
        picture = run(HEAD % ambient + camera.text() + background + lights(camera, size, shot.light) + around + things, work, shot.frame)
        half = (shot.frame[0] // 2, shot.frame[1] // 2)
        mask = run(HEAD % "1" + camera.text() + masks, work, half, alpha=True, smooth=False, gamma="1.0").getchannel("A")
    return picture, mask, camera
