// Draws the packages' icons from the screen's: PNGs for Linux, an ICO for Windows, an ICNS for macOS. Run it when icon.svg changes.
// node_modules/node/bin/node scripts/make-icons.mjs
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { ensureChromium } from "./lib/chromium.mjs";
import { inRoot } from "./lib/places.mjs";

const svg = readFileSync(inRoot("src", "renderer", "public", "icon.svg"), "utf8");
const folder = inRoot("packaging", "icons");
const linuxSizes = [16, 32, 48, 64, 128, 256, 512];
const icoSizes = [16, 32, 48, 64, 128, 256];
/** The types of PNG entries in an ICNS file, by their side in pixels. https://en.wikipedia.org/wiki/Apple_Icon_Image_format */
const icnsTypes = { ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 };

const browser = await chromium.launch({ executablePath: await ensureChromium() });
const page = await browser.newPage();
const drawn = new Map();
for (const side of new Set([...linuxSizes, ...icoSizes, ...Object.values(icnsTypes)])) {
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${side}px;height:${side}px}</style>${svg}`);
  drawn.set(side, await page.screenshot({ omitBackground: true }));
}
await browser.close();

mkdirSync(folder, { recursive: true });
for (const side of linuxSizes) writeFileSync(`${folder}/${side}x${side}.png`, drawn.get(side));
writeFileSync(`${folder}/icon.ico`, toIco(icoSizes.map((side) => [side, drawn.get(side)])));
writeFileSync(`${folder}/icon.icns`, toIcns(Object.entries(icnsTypes).map(([type, side]) => [type, drawn.get(side)])));

/** An ICO file whose images are PNGs, which Windows reads since Vista. */
function toIco(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  for (const [index, [side, png]] of images.entries()) {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    head[at] = side % 256;
    head[at + 1] = side % 256;
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...images.map(([, png]) => png)]);
}

function toIcns(images) {
  const entries = images.flatMap(([type, png]) => [box(type, png.length), png]);
  const length = entries.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([box("icns", length), ...entries]);
}

function box(type, length) {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32BE(length + 8, 4);
  return head;
}
