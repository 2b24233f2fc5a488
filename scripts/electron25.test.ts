import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { after25 } from "../e2e/electron/after25.ts";
import { carrier, checkIntegrity } from "./lib/electron25.mjs";

const root = resolve(import.meta.dirname, "..");

/** Names that only happen to be in electron.d.ts: Assay's own words. */
const ownWords = ["root", "open", "log", "event", "setVisible", "running", "entries", "View", "machine", "blob"];

/** Every class, member, option, event and literal that an electron.d.ts names; electron-25.1.1-names.txt was made with it. */
function parseNames(declarations: string): Set<string> {
  const members = /^ {2,}(?:readonly |static )?(?:class |interface |const |type )?([A-Za-z_$][\w$]*)\??(?:[(:<]| =| extends| \{)/gm;
  const literals = /'([a-zA-Z][\w-]*)'/g;
  return new Set([members, literals].flatMap((pattern) => [...declarations.matchAll(pattern)].map(([, name = ""]) => name)));
}

/** The words of a source that can be one of Electron's names: members, keys, texts, types. */
function findWords(source: string): string[] {
  const words = /\.([A-Za-z]\w*)|\b([A-Za-z]\w*):|"([a-z][\w-]*)"|\b([A-Z]\w+)\b/g;
  return [...source.matchAll(words)].map(([, member, key, text, type]) => member ?? key ?? text ?? type ?? "");
}

async function shellSources(): Promise<string[]> {
  const folders = ["src/main/desktop", "src/preload"].map((folder) => join(root, folder));
  const files = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder, { recursive: true });
      return names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts")).map((name) => join(folder, name));
    }),
  );
  const texts = await Promise.all(files.flat().map((path) => readFile(path, "utf8")));
  return texts.filter((text) => text.includes('from "electron"') || text.includes("Electron's"));
}

it("knows every call of Assay's that came after Electron 25, and what happens there instead", async () => {
  const now = parseNames(await readFile(join(root, "node_modules/electron/electron.d.ts"), "utf8"));
  const then = new Set((await readFile(join(root, "e2e/electron/electron-25.1.1-names.txt"), "utf8")).split(/\s+/));
  const used = new Set((await shellSources()).flatMap(findWords).filter((word) => now.has(word)));
  expect(used.size, "names of Electron that Assay uses").toBeGreaterThan(100);
  const newer = [...used].filter((name) => !then.has(name) && !ownWords.includes(name));
  expect(newer.sort()).toEqual(Object.keys(after25).sort());
});

it("refuses a carrier that is not the one that is pinned", async () => {
  await expect(checkIntegrity(join(root, "package.json"), carrier.integrity)).rejects.toThrow("not the package that is pinned");
  const ofPackage = `sha512-${hash("sha512", await readFile(join(root, "package.json")), "base64")}`;
  await expect(checkIntegrity(join(root, "package.json"), ofPackage)).resolves.toBeUndefined();
});
