// The same work as picture_bench's floor, as a Node script does it with sharp and better-sqlite3.
// Usage: node picture_peer.mjs ANSWER N [FOLDER with node_modules].  Prints one JSON object, as picture_peer.py.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [answer, count, modules = "."] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "at.js"));
const sharp = require("sharp");
const Database = require("better-sqlite3");
const CROPPED = 1000, DELIVERED = 2000, PREVIEW = 512;

sharp.concurrency(1); // as each process of a pool has it
sharp.cache(false);
const folder = mkdtempSync(join(tmpdir(), "picture-peer-"));
const database = new Database(join(folder, "peer.db"));
database.pragma("journal_mode = WAL");
database.pragma("synchronous = OFF");
database.exec("CREATE TABLE row (kind TEXT, name TEXT, digest TEXT, size INTEGER)");
const insert = database.prepare("INSERT INTO row VALUES (?, ?, ?, ?)");
const addRows = database.transaction((rows) => rows.forEach((row) => insert.run(...row)));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const writeAndRename = (path, bytes) => {
  writeFileSync(path + ".new", bytes);
  renameSync(path + ".new", path);
};

async function makeOne(number) {
  const told = JSON.parse(readFileSync(answer, "utf8"));
  const png = Buffer.from(told.candidates[0].content.parts[0].inlineData.data, "base64");
  const { width, height } = await sharp(png).metadata();
  const large = await sharp(png)
    .extract({ left: (width - CROPPED) >> 1, top: (height - CROPPED) >> 1, width: CROPPED, height: CROPPED })
    .resize(DELIVERED, DELIVERED, { kernel: "cubic" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = () => sharp(large.data, { raw: large.info });
  const jpeg = await pixels().jpeg({ quality: 90, chromaSubsampling: "4:2:0" }).toBuffer();
  const preview = await pixels().resize(PREVIEW, PREVIEW).raw().toBuffer({ resolveWithObject: true });
  const webp = await sharp(preview.data, { raw: preview.info }).webp({ quality: 80 }).toBuffer();
  const { channels } = await sharp(preview.data, { raw: preview.info }).stats();
  if (large.info.width !== DELIVERED || channels[0].stdev < 1) throw new Error("a picture of nothing");
  const digests = [png, jpeg, webp].map(sha256);
  writeAndRename(join(folder, `${number}.jpg`), jpeg);
  writeAndRename(join(folder, `${number}.webp`), webp);
  const name = String(number);
  addRows([["rendering", name, digests[0], png.length], ["asset", name, digests[1], jpeg.length],
    ["preview", name, digests[2], webp.length], ["delivery", name, digests[1], 0]]);
  return [jpeg.length, webp.length];
}

const taken = [];
let sizes = [];
for (let number = -3; number < Number(count); ++number) {
  const before = process.cpuUsage();
  sizes = await makeOne(number);
  const used = process.cpuUsage(before);
  if (number >= 0) taken.push((used.user + used.system) / 1000);
}
rmSync(folder, { recursive: true });
taken.sort((a, b) => a - b);
console.log(JSON.stringify({ cpu_ms: taken[taken.length >> 1], jpeg_bytes: sizes[0], webp_bytes: sizes[1],
  sharp: sharp.versions.sharp }));
