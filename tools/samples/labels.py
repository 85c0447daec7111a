"""Everything printed: carton faces, bottle and jar labels, the tote's print, pressed and stamped marks.

Drawn with PIL from Debian's fonts (Lato, DejaVu). All brand names are invented.
"""

import math

from PIL import Image, ImageDraw, ImageFilter, ImageFont

LATO = "/usr/share/fonts/truetype/lato/Lato-%s.ttf"
SERIF = "/usr/share/fonts/truetype/dejavu/DejaVuSerif%s.ttf"


def font(size, weight="Regular", serif=False):
    """A font face in pixels."""
    return ImageFont.truetype(SERIF % weight if serif else LATO % weight, int(size))


def spaced(draw, centre, text, face, fill, gap=0.0, anchor="m"):
    """Text with letter spacing (in em); `anchor` m centred or l from the left; centre is (x, middle y)."""
    size = face.size
    widths = [face.getlength(c) for c in text]
    total = sum(widths) + gap * size * (len(text) - 1)
    x = centre[0] - total / 2 if anchor == "m" else centre[0]
    for c, w in zip(text, widths):
        draw.text((x, centre[1]), c, font=face, fill=fill, anchor="lm")
        x += w + gap * size
    return total


def sprig(draw, x, y, length, color, leaves=5, turn=0.0, width=3):
    """A little leaf branch growing upwards from (x, y)."""
    for k in range(int(length) + 1):
        t = k / int(length)
        draw.ellipse(spot(x, y, length, t, turn, width * (1 - 0.5 * t)), fill=color)
    for k in range(leaves):
        t = 0.22 + 0.7 * k / max(1, leaves - 1)
        for side in (-1, 1):
            px, py = along(x, y, length, t, turn)
            leaf(draw, px, py, length * (0.34 - 0.15 * t), turn + side * (0.95 - 0.25 * t), color)
    px, py = along(x, y, length, 0.97, turn)
    leaf(draw, px, py, length * 0.22, turn, color)


def along(x, y, length, t, turn):
    bend = 0.12 * math.sin(t * 2.2)
    return (x + length * (t * math.sin(turn) + bend * math.cos(turn)),
            y - length * (t * math.cos(turn) - bend * math.sin(turn)))


def spot(x, y, length, t, turn, r):
    px, py = along(x, y, length, t, turn)
    return (px - r, py - r, px + r, py + r)


def leaf(draw, x, y, size, angle, color):
    """A pointed leaf from (x, y) in direction `angle` (0 is up)."""
    left, right = [], []
    for k in range(13):
        t = k / 12
        w = 0.24 * math.sin(math.pi * t ** 0.8) * size
        cx, cy = x + math.sin(angle) * size * t, y - math.cos(angle) * size * t
        left.append((cx - math.cos(angle) * w, cy - math.sin(angle) * w))
        right.append((cx + math.cos(angle) * w, cy + math.sin(angle) * w))
    draw.polygon(left + right[::-1], fill=color)


def bars(draw, x, y, w, h, fill="#202020", seed=7):
    """A bar-code look-alike (encodes nothing)."""
    state = seed
    at = x
    while at < x + w - 4:
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        a, b = 1 + (state >> 8) % 4, 1 + (state >> 12) % 3
        draw.rectangle((at, y, at + a, y + h), fill=fill)
        at += a + b + 1


def lines(draw, x, y, texts, face, fill, lead=1.35):
    """Left-aligned lines from the top."""
    for text in texts:
        draw.text((x, y), text, font=face, fill=fill)
        y += face.size * lead
    return y


def pressed_mark():
    """The mug's mark as a height picture: white is pressed in, with soft edges."""
    image = Image.new("L", (1200, 560), 0)
    d = ImageDraw.Draw(image)
    d.rounded_rectangle((24, 24, 1176, 536), 250, outline=255, width=22)
    spaced(d, (600, 300), "LEAF & CO", font(168, "Bold"), 255, 0.07)
    d.line((440, 428, 560, 428), fill=255, width=12)
    d.line((640, 428, 760, 428), fill=255, width=12)
    leaf(d, 600, 452, 62, 0.0, 255)
    spaced(d, (600, 150), "STONEWARE", font(62, "Bold"), 255, 0.24)
    return image.filter(ImageFilter.GaussianBlur(4.0))


def carton(ground="#2F4A3C", paper="#EFE6D2", accent="#D9A441", scale=110):
    """The tea carton's faces, 8 x 6 x 13 cm: dict of picture and ink coverage for front, side and top."""
    w, d_, h = 8, 6, 13
    faces = {}

    def start(cm_w, cm_h):
        size = (int(cm_w * scale), int(cm_h * scale))
        return Image.new("RGB", size, ground), Image.new("L", size, 0)

    def both(pair):
        return ImageDraw.Draw(pair[0]), ImageDraw.Draw(pair[1])

    front = start(w, h)
    W, H = front[0].size
    for d, ink in zip(both(front), (False, True)):
        def tint(c, ink=ink):
            return 255 if ink else c
        d.rounded_rectangle((W * .10, H * .075, W * .90, H * .925), 34, outline=tint(accent), width=5)
        d.rounded_rectangle((W * .17, H * .20, W * .83, H * .70), W * .33, fill=tint(paper))
        sprig(d, W * .47, H * .50, H * .235, tint(ground) if not ink else 255, 5, 0.10, 4)
        spaced(d, (W / 2, H * .135), "NORDLYS", font(92, "Black"), tint(paper), 0.16)
        spaced(d, (W / 2, H * .555), "Green Sencha", font(78, "Bold"), tint("#22362C"), 0.0)
        spaced(d, (W / 2, H * .605), "WITH LEMON VERBENA", font(32, "Bold"), tint("#22362C"), 0.08)
        spaced(d, (W / 2, H * .65), "loose leaf", font(38, "Italic"), tint("#6B5A2A"), 0.05)
        spaced(d, (W / 2, H * .775), "FRESH · GRASSY · CITRUS", font(40, "Bold"), tint(accent), 0.12)
        spaced(d, (W / 2, H * .83), "Organic tea · Net weight 100 g", font(36, "Regular"), tint(paper), 0.02)
        spaced(d, (W / 2, H * .872), "3.5 oz · about 40 cups", font(32, "Regular"), tint(paper), 0.02)
    faces["front"] = front

    side = start(d_, h)
    W, H = side[0].size
    text = ["A spring tea from small gardens,", "steamed the day it is picked and", "rolled by hand. Lemon verbena", "adds a clear, bright note."]
    brew = [("WATER", "75 °C, 200 ml"), ("LEAF", "1 heaped teaspoon"), ("TIME", "2 minutes"), ("AGAIN", "up to three infusions")]
    for d, ink in zip(both(side), (False, True)):
        def tint(c, ink=ink):
            return 255 if ink else c
        spaced(d, (W / 2, H * .10), "NORDLYS", font(62, "Black"), tint(paper), 0.16)
        d.line((W * .14, H * .145, W * .86, H * .145), fill=tint(accent), width=4)
        y = lines(d, W * .13, H * .175, text, font(33, "Regular"), tint(paper), 1.4)
        y = max(y, H * .33)
        spaced(d, (W * .13, H * .355), "HOW TO BREW", font(38, "Black"), tint(accent), 0.1, "l")
        y = H * .39
        for a, b in brew:
            d.text((W * .13, y), a, font=font(30, "Black"), fill=tint(paper))
            d.text((W * .36, y), b, font=font(30, "Regular"), fill=tint(paper))
            d.line((W * .13, y + 46, W * .87, y + 46), fill=tint(accent), width=2)
            y += 62
        spaced(d, (W * .13, H * .60), "INGREDIENTS", font(32, "Black"), tint(accent), 0.1, "l")
        lines(d, W * .13, H * .62, ["Green tea* (86 %), lemon verbena* (11 %),", "lemon peel*, cornflower petals*.", "* from organic farming. Store cool, dry", "and away from strong smells."],
              font(26, "Regular"), tint(paper), 1.4)
        d.rectangle((W * .13, H * .765, W * .62, H * .90), fill=tint(paper))
        if ink:
            d.rectangle((W * .13, H * .765, W * .62, H * .90), fill=255)
        else:
            bars(d, W * .17, H * .78, W * .41, H * .075)
            d.text((W * .17, H * .862), "2 001 234 500 017", font=font(27, "Medium"), fill="#202020")
        lines(d, W * .67, H * .775, ["Best before:", "see base", "", "Batch", "N-2211-7"], font(25, "Regular"), tint(paper), 1.3)
    faces["side"] = side

    top = start(w, d_)
    W, H = top[0].size
    for d, ink in zip(both(top), (False, True)):
        def tint(c, ink=ink):
            return 255 if ink else c
        spaced(d, (W / 2, H * .40), "NORDLYS", font(104, "Black"), tint(paper), 0.16)
        d.line((W * .25, H * .53, W * .75, H * .53), fill=tint(accent), width=5)
        spaced(d, (W / 2, H * .64), "TEA MERCHANTS", font(44, "Bold"), tint(accent), 0.22)
        spaced(d, (W / 2, H * .80), "lift here to open", font(34, "Italic"), tint(paper), 0.04)
    faces["top"] = top
    return faces


def bottle_label():
    """A small-print paper label, 8.8 x 6.4 cm around the bottle."""
    W, H = 1680, 1216
    image = Image.new("RGB", (W, H), "#F3EFE6")
    d = ImageDraw.Draw(image)
    dark, red = "#26302E", "#9C3B2E"
    d.rectangle((26, 26, W - 27, H - 27), outline=dark, width=4)
    d.rectangle((40, 40, W - 41, H - 41), outline=dark, width=2)
    spaced(d, (W / 2, 150), "FJELL", font(168, "Black"), dark, 0.24)
    spaced(d, (W / 2, 268), "BOTANICAL WORKS · EST. IN THE HILLS", font(38, "Bold"), red, 0.16)
    d.line((W * .3, 318, W * .7, 318), fill=dark, width=3)
    spaced(d, (W / 2, 412), "Elderflower Cordial", font(104, "", True), dark)
    spaced(d, (W / 2, 505), "PRESSED COLD · LIGHTLY SWEET · 500 ml e 16.9 fl oz", font(42, "Bold"), dark, 0.08)
    for x in (W * .10, W * .90):
        sprig(d, x, 330, 200, "#5E7A5A", 4, 0.0, 3)
    small = font(31, "Regular")
    lines(d, 110, 590, ["INGREDIENTS: water, cane sugar, elderflower", "infusion (18 %), lemon juice from concentrate,", "acid: citric acid. No colouring added.",
                        "Dilute 1 part cordial with 7 parts still or", "sparkling water. Shake gently: a light haze", "is natural. Once opened keep at 5 °C and use", "within four weeks. Protect from sunlight."],
          small, dark, 1.42)
    x = W * .545
    lines(d, x, 590, ["NUTRITION per 100 ml (diluted 1+7)"], font(31, "Black"), dark)
    rows = [("Energy", "92 kJ / 22 kcal"), ("Fat", "0 g"), ("Carbohydrate", "5.3 g"), ("of which sugars", "5.2 g"), ("Protein", "0 g"), ("Salt", "< 0.01 g")]
    y = 640
    for a, b in rows:
        d.text((x, y), a, font=small, fill=dark)
        d.text((W - 110, y), b, font=small, fill=dark, anchor="ra")
        d.line((x, y + 42, W - 110, y + 42), fill="#8C8A80", width=1)
        y += 48
    d.line((110, 945, W - 110, 945), fill=dark, width=2)
    lines(d, 110, 965, ["Bottled by Fjell Botanical Works, Mill Lane 4, Hillside. Lot L2247 · best before end: see neck.",
                        "Glass, recyclable. Returnable in the region: 0.15 deposit. Questions? hello@fjell.example"],
          font(27, "Regular"), "#4A4F4C", 1.45)
    bars(d, W - 520, 1062, 400, 84, dark, 11)
    spaced(d, (110, 1105), "No. 07 / SUMMER PRESSING", font(44, "Black"), red, 0.1, "l")
    return image


def candle_label():
    """The candle's square label, 5.6 x 5.0 cm."""
    W, H = 1120, 1000
    image = Image.new("RGB", (W, H), "#F5F1E8")
    d = ImageDraw.Draw(image)
    ink = "#2A2522"
    d.rectangle((36, 36, W - 37, H - 37), outline=ink, width=4)
    spaced(d, (W / 2, 170), "LEAF & CO", font(120, "Black"), ink, 0.12)
    d.line((W * .38, 265, W * .62, 265), fill=ink, width=4)
    spaced(d, (W / 2, 400), "Cedar & Smoke", font(96, "", True), ink)
    spaced(d, (W / 2, 520), "SCENTED SOY CANDLE", font(54, "Bold"), ink, 0.16)
    spaced(d, (W / 2, 620), "cedarwood · birch tar · black pepper", font(44, "Italic"), ink, 0.02)
    spaced(d, (W / 2, 780), "220 g / 7.8 oz", font(48, "Bold"), ink, 0.06)
    spaced(d, (W / 2, 850), "about 45 hours · trim wick to 5 mm", font(34, "Regular"), ink, 0.03)
    spaced(d, (W / 2, 905), "poured by hand in small batches", font(34, "Regular"), ink, 0.03)
    return image


def tote_print():
    """The tote's one-colour print as coverage (white is ink), 22 x 24 cm."""
    W, H = 1320, 1440
    image = Image.new("L", (W, H), 0)
    d = ImageDraw.Draw(image)
    d.ellipse((210, 60, 1110, 960), outline=255, width=16)
    for k, (x, t, s) in enumerate(((660, 0.0, 640), (520, -0.32, 500), (800, 0.32, 500), (420, -0.62, 380), (900, 0.62, 380))):
        sprig(d, x, 880, s, 255, 5 if k < 3 else 4, t, 8)
    d.rectangle((300, 878, 1020, 896), fill=255)
    spaced(d, (W / 2, 1110), "LEAF & CO", font(196, "Black"), 255, 0.08)
    spaced(d, (W / 2, 1260), "CARRY LESS · KEEP LONGER", font(74, "Bold"), 255, 0.12)
    spaced(d, (W / 2, 1370), "100 % organic cotton canvas", font(58, "Italic"), 255, 0.04)
    return image.filter(ImageFilter.GaussianBlur(0.8))


def kettle_mark():
    """The kettle's stamped name as coverage (white is ink), 7 x 3.4 cm."""
    image = Image.new("L", (1120, 544), 0)
    d = ImageDraw.Draw(image)
    spaced(d, (560, 190), "FJELL", font(260, "Black"), 255, 0.16)
    d.line((140, 352, 980, 352), fill=255, width=12)
    spaced(d, (560, 440), "ENAMEL · 1.5 l", font(92, "Bold"), 255, 0.14)
    return image
