"""What is rendered: every product with its views, true size and frame, and every scene."""

from collections import namedtuple

View = namedtuple("View", "yaw pitch fill lens aim")


def view(yaw=0, pitch=10, fill=0.80, lens=85, aim=None):
    """Turn of the product, camera pitch (degrees), share of the frame filled, focal length; aim: part in close-up."""
    return View(yaw, pitch, fill, lens, aim)


Product = namedtuple("Product", "sku title size module build views zones frame cutout light")

SQUARE, TALL = (1200, 1200), (1120, 1400)


def product(sku, title, size, module, views, zones, frame=SQUARE, cutout=False, **light):
    return Product(sku, title, size, module, None, views, zones, frame, cutout, light)


PRODUCTS = {
    "mug": product("MUG-01", "Stoneware mug with pressed mark", (11.8, 8.6, 9.4), "products_table",
                   {"front": view(0, 12), "side": view(-48, 14), "top": view(-28, 42)}, ["body"]),
    "bottle": product("BOTTLE-01", "Elderflower cordial in ribbed glass, 500 ml", (7.5, 7.5, 24.6), "products_glass",
                      {"front": view(0, 7, 0.82, 100), "detail": view(0, 6, 0.86, 100, ((-9, -9, 4.6), (9, 9, 13.6)))}, ["cap", "label"], TALL),
    "tea": product("TEA-01", "Green sencha tea carton, 100 g", (8, 6, 13), "products_table",
                   {"front": view(-30, 16), "side": view(-58, 16)}, ["body"]),
    "lamp": product("LAMP-01", "Table lamp with linen shade", (30.2, 30.2, 46.1), "products_home",
                    {"front": view(0, 6, 0.82, 100), "detail": view(20, 14, 0.95, 100, ((-16, -16, 14), (16, 16, 38)))},
                    ["shade", "base"], TALL),
    "stool": product("STOOL-01", "Oak stool with painted seat", (34, 34, 45), "products_home",
                     {"front": view(18, 14), "top": view(10, 48)}, ["seat"]),
    "tote": product("TOTE-01", "Canvas tote bag with print", (38, 6.5, 60.6), "products_soft",
                    {"front": view(0, 4, 0.84, 100), "back": view(180, 4, 0.84, 100)},
                    ["body", "print"], TALL),
    "cushion": product("CUSHION-01", "Linen cushion with piping", (45.6, 20.9, 44), "products_soft",
                       {"front": view(0, 7), "side": view(-38, 10)}, ["body"]),
    "candle": product("CANDLE-01", "Scented soy candle in amber glass, 220 g", (8.3, 8.3, 9.6), "products_glass",
                      {"front": view(0, 10), "top": view(-16, 34)}, ["lid"]),
    "kettle": product("KETTLE-01", "Enamel kettle, 1.5 l", (22, 17.2, 21.2), "products_table",
                      {"front": view(-14, 10), "back": view(160, 12)}, ["body", "lid"], (1200, 1200), True),
    "bowl": product("BOWL-01", "White porcelain bowl", (16.5, 16.5, 7.2), "products_table",
                    {"front": view(0, 14), "top": view(0, 44)}, ["body"]),
}

SCENES = {
    "kitchen": (1600, 1200),
    "shelf": (1280, 1600),
    "desk": (1600, 1068),
    "bathroom": (1400, 1300),
    "terrace": (1600, 1200),
    "stone-ledge": (1600, 1068),
}
