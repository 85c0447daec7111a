// Pictures as they are sent, and what came back.
import assert from 'node:assert/strict';
import {crc32, deflateSync} from 'node:zlib';

/** A packshot drawn here: a red disc on white; `cutOut`: the disc is transparent, as in a mask. */
function discPng(cutOut = false, side = 240) {
  const channels = cutOut ? 4 : 3, row = side * channels + 1;
  const rows = Buffer.alloc(row * side);
  for (let y = 0; y < side; ++y)
    for (let x = 0; x < side; ++x) {
      const inside = (x - side / 2) ** 2 + (y - side / 2) ** 2 < (side / 3) ** 2;
      const pixel = inside ? [200, 40, 40, 0] : [255, 255, 255, 255];
      rows.set(pixel.slice(0, channels), y * row + 1 + x * channels);
    }
  const chunk = (type, body) => {
    const head = Buffer.concat([Buffer.from(type), body]);
    const out = Buffer.alloc(head.length + 8);
    out.writeUInt32BE(body.length, 0);
    head.copy(out, 4);
    out.writeUInt32BE(crc32(head), head.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, cutOut ? 6 : 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
export const disc = discPng();
export const discMask = discPng(true);
export const discPart = {inlineData: {mimeType: 'image/png', data: disc.toString('base64')}};

/** Kind and size by the bytes, whatever the label says. */
export function look(bytes) {
  if (bytes.subarray(1, 4).toString() === 'PNG')
    return {kind: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20)};
  assert.equal(bytes.readUInt16BE(0), 0xffd8, 'neither PNG nor JPEG');
  for (let at = 2; at < bytes.length;) {
    const marker = bytes.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffc2)
      return {kind: 'jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5)};
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Error('a JPEG without a frame');
}

export function pictureOf(response) {
  const parts = response.candidates?.[0]?.content?.parts ?? [];
  const part = parts.filter((one) => one.inlineData && !one.thought).at(-1);
  assert.ok(part, 'no picture: ' + JSON.stringify(response).slice(0, 300));
  return look(Buffer.from(part.inlineData.data, 'base64'));
}
