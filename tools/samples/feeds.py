"""The two product feeds: Google Merchant and Shopify form, and the colour table that the Shopify feed is joined with."""

import csv
import os

MERCHANT = ["id", "title", "description", "link", "image_link", "additional_image_link", "availability", "price", "condition", "brand", "gtin",
            "item_group_id", "color", "size", "material", "product_type", "google_product_category", "product_height", "product_width", "product_length",
            "custom_label_0", "custom_label_1", "custom_label_2", "hex"]

SHOPIFY = ["Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value",
           "Variant SKU", "Variant Grams", "Variant Inventory Qty", "Variant Price", "Image Src", "Image Position", "Image Alt Text", "Variant Image", "Status"]


def shot(name, ext="jpg"):
    """Path of a packshot as seen from the feed."""
    return f"../products/{name}.{ext}"


def gtin(number):
    """A GTIN-13 with its check digit, from the range kept for use inside a shop (prefix 2)."""
    body = f"2{number:011d}"
    total = sum(int(c) * (3 if k % 2 else 1) for k, c in enumerate(body))
    return body + str(-total % 10)


def merchant():
    """Rows of the Merchant feed. An empty `hex` says that the photo already shows the row's colour."""
    rows = []

    def add(sku, title, text, pictures, price, brand, group, color, kind, category, size_cm, label=("", "", ""), hexa="", size="", material="", stock="in_stock"):
        files = [shot(p, "png" if p.startswith("kettle") else "jpg") for p in pictures]
        w, d, h = size_cm
        rows.append([sku, title, text, f"https://shop.example/p/{sku.lower()}", files[0], ",".join(files[1:]), stock, f"{price:.2f} EUR", "new", brand,
                     gtin(1000 + len(rows)), group, color, size, material, kind, category, f"{h} cm", f"{w} cm", f"{d} cm", *label, hexa])
    mug = ("mug-front", "mug-side", "mug-top")
    text = "Hand-finished stoneware with our mark pressed into the clay. 350 ml, dishwasher safe."
    for sku, color, hexa in (("MUG-01", "natural", ""), ("MUG-01-GL", "glacier", "#A8C8D8"), ("MUG-01-MO", "moss", "#6F7F5A"), ("MUG-01-RU", "rust", "#A6553A")):
        add(sku, f"Stoneware mug, {color}", text, mug, 18, "LEAF & CO", "MUG", color, "Kitchen > Mugs", "Home & Garden > Kitchen & Dining > Tableware > Drinkware > Mugs",
            (11.8, 8.6, 9.4), ("spring", "", "kitchen|shelf"), hexa, "", "stoneware", "out_of_stock" if sku.endswith("RU") else "in_stock")
    add("BOTTLE-01", "Elderflower cordial, 500 ml", "Pressed cold and lightly sweet. Dilute 1 part with 7 parts water.", ("bottle-front", "bottle-detail"), 8.5, "FJELL", "", "clear",
        "Pantry > Drinks", "Food, Beverages & Tobacco > Beverages > Juice", (7.5, 7.5, 24.6), ("summer", "", "terrace|kitchen"), "", "", "glass")
    add("TEA-01", "Green sencha with lemon verbena, 100 g", "Loose leaf, organic, about 40 cups.", ("tea-front", "tea-side"), 12.9, "NORDLYS", "TEA", "green",
        "Pantry > Tea", "Food, Beverages & Tobacco > Beverages > Tea & Infusions", (8, 6, 13), ("", "", "kitchen"), "", "100 g", "card")
    add("TEA-01-BK", "Black assam with orange peel, 100 g", "Loose leaf, organic, about 40 cups.", ("tea-front", "tea-side"), 11.9, "NORDLYS", "TEA", "black",
        "Pantry > Tea", "Food, Beverages & Tobacco > Beverages > Tea & Infusions", (8, 6, 13), ("", "", ""), "#3A2A28", "100 g", "card")
    for sku, color, hexa in (("LAMP-01", "petrol", ""), ("LAMP-01-SA", "sand", "#C8B08A")):
        add(sku, f"Table lamp, {color} foot", "Turned ceramic foot, brass neck, linen shade. E27, 40 W at most.", ("lamp-front", "lamp-detail"), 89, "NORDLYS", "LAMP", color,
            "Home > Lamps", "Home & Garden > Lighting > Lamps", (30.2, 30.2, 46.1), ("", "", "desk"), hexa, "", "ceramic")
    for sku, color, hexa in (("STOOL-01", "terracotta", ""), ("STOOL-01-SG", "sage", "#9CAB92"), ("STOOL-01-MN", "midnight", "#26344A")):
        add(sku, f"Oak stool, {color} seat", "Solid oak, painted seat, 45 cm.", ("stool-front", "stool-top"), 129, "LEAF & CO", "STOOL", color,
            "Home > Stools", "Furniture > Chairs > Stools", (34, 34, 45), ("", "", ""), hexa, "", "oak")
    for sku, size in (("TOTE-01-S", "S"), ("TOTE-01", "M"), ("TOTE-01-L", "L")):
        add(sku, f"Canvas tote bag, {size}", "Organic cotton canvas, printed in one colour.", ("tote-front", "tote-back"), {"S": 15, "M": 17, "L": 19}[size], "LEAF & CO", "TOTE", "natural",
            "Accessories > Bags", "Luggage & Bags > Shopping Totes", (38, 6.5, 60.6), ("", "", ""), "", size, "cotton")
    for sku, color, hexa in (("CUSHION-01", "blue", ""), ("CUSHION-01-CL", "clay", "#B5694C"), ("CUSHION-01-SD", "sand", "#D9C6A2")):
        add(sku, f"Linen cushion, {color}", "Washed linen, piped seam, feather filling. 45 x 45 cm.", ("cushion-front", "cushion-side"), 39, "FJELL", "CUSHION", color,
            "Home > Textiles", "Home & Garden > Decor > Throw Pillows", (45.6, 20.9, 44), ("autumn", "", ""), hexa, "45 x 45", "linen")
    add("CANDLE-01", "Cedar & Smoke soy candle, 220 g", "Poured by hand, about 45 hours.", ("candle-front", "candle-top"), 24, "LEAF & CO", "", "amber",
        "Home > Candles", "Home & Garden > Decor > Home Fragrances > Candles", (8.3, 8.3, 9.6), ("autumn", "", "bathroom|shelf"), "", "", "glass")
    for sku, color, hexa in (("KETTLE-01-R", "red", ""), ("KETTLE-01-S", "sage", "#8FA58B")):
        add(sku, f"Enamel kettle 1.5 l, {color}", "Enamelled steel, wire handle with a wooden grip. All hobs and open fire.", ("kettle-front", "kettle-back"), 54, "FJELL", "KETTLE", color,
            "Kitchen > Kettles", "Home & Garden > Kitchen & Dining > Cookware & Bakeware > Cookware > Tea Kettles", (22, 17.2, 21.2), ("outdoor", "", "stone-ledge|kitchen"), hexa, "", "enamel")
    add("BOWL-01", "Porcelain bowl, white", "Thin-walled porcelain, 0.7 l.", ("bowl-front", "bowl-top"), 16, "NORDLYS", "", "white", "Kitchen > Bowls",
        "Home & Garden > Kitchen & Dining > Tableware > Dinnerware > Bowls", (16.5, 16.5, 7.2), ("", "", "kitchen|terrace"), "", "", "porcelain")
    return rows


def shopify():
    """Rows of the Shopify export: title and text on a product's first row only, then variants, then gallery-only rows."""
    rows = []

    def product(handle, title, body, vendor, kind, tags, options, variants, gallery, status="active"):
        """options: names; variants: (values, sku, grams, stock, price, own picture or ""); gallery: (file, alt)."""
        for k in range(max(len(variants), len(gallery))):
            row = dict.fromkeys(SHOPIFY, "")
            row["Handle"] = handle
            if k == 0:
                row.update({"Title": title, "Body (HTML)": body, "Vendor": vendor, "Type": kind, "Tags": tags, "Published": "TRUE", "Status": status})
            if k < len(variants):
                values, sku, grams, stock, price, own = variants[k]
                for n, value in enumerate(values):
                    row[f"Option{n + 1} Name"] = options[n] if k == 0 else ""
                    row[f"Option{n + 1} Value"] = value
                row.update({"Variant SKU": sku, "Variant Grams": grams, "Variant Inventory Qty": stock, "Variant Price": f"{price:.2f}", "Variant Image": own})
            if k < len(gallery):
                row.update({"Image Src": gallery[k][0], "Image Position": k + 1, "Image Alt Text": gallery[k][1]})
            rows.append([row[c] for c in SHOPIFY])
    product("stoneware-mug", "Stoneware mug with pressed mark", "<p>Hand-finished stoneware, 350&nbsp;ml.<br>Mark pressed into the clay &amp; glazed over.</p>", "LEAF & CO", "Mugs", "kitchen, tableware",
            ["Color"], [(["Natural"], "MUG-01", 380, 42, 18, shot("mug-front")), (["Glacier"], "MUG-01-GL", 380, 17, 18, ""), (["Moss"], "MUG-01-MO", 380, 0, 18, "")],
            [(shot("mug-front"), "Stoneware mug, front"), (shot("mug-side"), "Stoneware mug from the side"), (shot("mug-top"), "Stoneware mug seen from above"),
             ("../scenes/kitchen.jpg", "A kitchen")])
    product("linen-cushion", "Linen cushion with piping", "<p>Washed linen with a piped seam. <strong>45 &times; 45 cm</strong>.</p>", "FJELL", "Textiles", "home, autumn",
            ["Size", "Colour"], [(["45 x 45", "Blue"], "CUSHION-01", 900, 12, 39, shot("cushion-front")), (["45 x 45", "Clay"], "CUSHION-01-CL", 900, 8, 39, ""),
                                 (["45 x 45", "Sand"], "CUSHION-01-SD", 900, 5, 39, ""), (["60 x 60", "Blue"], "CUSHION-01-XL", 1500, 3, 59, shot("cushion-front"))],
            [(shot("cushion-front"), "Cushion, front"), (shot("cushion-side"), "Cushion, side")])
    product("oak-stool", "Oak stool with painted seat", "<p>Solid oak, seat painted by hand. Height 45&nbsp;cm.</p>", "LEAF & CO", "Stools", "home, furniture",
            ["Color"], [(["Terracotta"], "STOOL-01", 3900, 4, 129, shot("stool-front")), (["Sage"], "STOOL-01-SG", 3900, 2, 129, ""), (["Midnight"], "STOOL-01-MN", 3900, 6, 129, "")],
            [(shot("stool-front"), "Stool, front"), (shot("stool-top"), "Stool from above")])
    product("canvas-tote", "Canvas tote bag", "<p>Organic cotton canvas, one-colour print.</p>", "LEAF & CO", "Bags", "accessories",
            ["Size"], [(["S"], "TOTE-01-S", 180, 30, 15, ""), (["M"], "TOTE-01", 220, 55, 17, ""), (["L"], "TOTE-01-L", 260, 21, 19, "")],
            [(shot("tote-front"), "Tote bag, front with print"), (shot("tote-back"), "")])
    product("table-lamp", "Table lamp with linen shade", "<p>Turned ceramic foot, brass neck. E27.</p>", "NORDLYS", "Lamps", "home, light",
            ["Farbe"], [(["Petrol"], "LAMP-01", 2600, 7, 89, shot("lamp-front")), (["Sand"], "LAMP-01-SA", 2600, 4, 89, "")],
            [(shot("lamp-front"), "Table lamp"), (shot("lamp-detail"), "Neck and shade, detail")])
    product("enamel-kettle", "Enamel kettle 1.5 l", "<p>Enamelled steel with a wire handle.</p>", "FJELL", "Kettles", "kitchen, outdoor",
            ["Color"], [(["Red"], "KETTLE-01-R", 1150, 9, 54, shot("kettle-front", "png")), (["Sage"], "KETTLE-01-S", 1150, 0, 54, "")],
            [(shot("kettle-front", "png"), "Kettle, front"), (shot("kettle-back", "png"), "Kettle, back")])
    product("porcelain-bowl", "White porcelain bowl", "<p>Thin-walled porcelain, 0.7&nbsp;l.</p>", "NORDLYS", "Bowls", "kitchen, tableware", ["Title"],
            [(["Default Title"], "BOWL-01", 410, 64, 16, "")], [(shot("bowl-front"), "Bowl"), (shot("bowl-top"), "Bowl from the top")])
    product("cedar-candle", "Cedar & Smoke soy candle", "<p>220&nbsp;g, about 45 hours.</p>", "LEAF & CO", "Candles", "home, autumn", ["Title"],
            [(["Default Title"], "CANDLE-01", 520, 18, 24, "")], [(shot("candle-front"), "Candle jar, front"), (shot("candle-top"), "Candle jar, lid off")], status="draft")
    return rows


COLORS = [("stoneware-mug", "Glacier", "#A8C8D8"), ("stoneware-mug", "Moss", "#6F7F5A"), ("linen-cushion", "Clay", "#B5694C"), ("linen-cushion", "Sand", "#D9C6A2"),
          ("oak-stool", "Sage", "#9CAB92"), ("oak-stool", "Midnight", "#26344A"), ("table-lamp", "Sand", "#C8B08A"), ("enamel-kettle", "Sage", "#8FA58B")]


def write(path, head, rows):
    """One CSV, UTF-8, line feeds."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


def write_all(folder):
    """All three tables."""
    os.makedirs(folder, exist_ok=True)
    write(os.path.join(folder, "merchant.csv"), MERCHANT, merchant())
    write(os.path.join(folder, "shopify.csv"), SHOPIFY, shopify())
    write(os.path.join(folder, "shopify-colors.csv"), ["handle", "color", "hex"], COLORS)
