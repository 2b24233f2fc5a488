import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

/** The design's rules about who may import whom, read from the imports themselves. */

const root = resolve(import.meta.dirname, "..");
const worlds = ["contract", "main/engine", "main/desktop", "main/headless", "preload", "renderer"] as const;
type World = (typeof worlds)[number];

/** Which other worlds a world may import, and which kinds of packages. */
const allowed: Record<World, { worlds: World[]; node: boolean; electron: boolean; dom: boolean }> = {
  contract: { worlds: [], node: false, electron: false, dom: false },
  "main/engine": { worlds: ["contract"], node: true, electron: false, dom: false },
  "main/desktop": { worlds: ["contract", "main/engine"], node: true, electron: true, dom: false },
  "main/headless": { worlds: ["contract", "main/engine"], node: true, electron: false, dom: false },
  preload: { worlds: ["contract"], node: false, electron: true, dom: false },
  renderer: { worlds: ["contract"], node: false, electron: false, dom: true },
};

/** One doorman a package: the only file (or folder) that may import it, relative to src. */
const doormen: Record<string, string> = {
  "@duckdb/node-api": "main/engine/index/duckdb.ts",
  tdigest: "main/engine/aggregator/tdigest.ts",
  chokidar: "main/engine/session/config-watch.ts",
  "fs-native-extensions": "main/engine/files/file-lock.ts",
  "onnxruntime-node": "main/engine/models/native.ts",
  ws: "main/headless/ws.ts",
};

const screenPackages = /^(react|react-dom|react-is|zustand|recharts|@mantine\/|@tanstack\/|@tabler\/|@fontsource)/;
/** Hosts go through the engine's entry; state-dir and the types are part of it. */
const engineEntry = "main/engine/index.ts";

interface Import {
  file: string;
  specifier: string;
  /** Relative to src, for files of ours. */
  target: string | null;
}

async function importsOf(file: string): Promise<Import[]> {
  const text = await readFile(join(root, "src", file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g,
  );
  return [...found].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const target = specifier.startsWith(".")
      ? relative(join(root, "src"), resolve(root, "src", dirname(file), specifier))
          .split(sep)
          .join("/")
      : null;
    return { file, specifier, target };
  });
}

const worldOf = (file: string): World | undefined =>
  worlds.find((world) => file.split("/").slice(0, world.split("/").length).join("/") === world);
const isTest = (file: string) => /\.test\.tsx?$|\.child\.ts$|\/(testing|acceptance)\//.test(file);

const files = (await readdir(join(root, "src"), { recursive: true }))
  .map((file) => file.split(sep).join("/"))
  .filter((file) => /\.tsx?$/.test(file));
const all = (await Promise.all(files.filter((file) => !isTest(file)).map(importsOf))).flat();

describe("who may import whom", () => {
  it("reads the imports at all", () => {
    expect(all.length).toBeGreaterThan(300);
    for (const world of worlds)
      expect(
        files.some((file) => worldOf(file) === world),
        world,
      ).toBe(true);
  });

  it("keeps worlds apart", () => {
    const broken = all.filter(({ file, target }) => {
      const from = worldOf(file);
      const to = target === null || target.startsWith("..") ? undefined : worldOf(target);
      return from && to && from !== to && !allowed[from].worlds.includes(to);
    });
    expect(broken).toEqual([]);
  });

  it("lets hosts see only the engine's entry", () => {
    const broken = all.filter(
      ({ file, target }) =>
        worldOf(file) !== "main/engine" && target !== null && worldOf(target) === "main/engine" && target !== engineEntry,
    );
    expect(broken).toEqual([]);
  });

  it("keeps Node, Electron and the screen's packages where they belong", () => {
    const broken = all.filter(({ file, specifier }) => {
      const from = worldOf(file);
      if (!from) return false;
      const rules = allowed[from];
      return (
        (specifier.startsWith("node:") && !rules.node) ||
        ((specifier === "electron" || specifier.startsWith("electron/")) && !rules.electron) ||
        (screenPackages.test(specifier) && !rules.dom)
      );
    });
    expect(broken).toEqual([]);
  });

  it.each(Object.entries(doormen))("%s is imported by %s alone", async (name, doorman) => {
    expect(existsSync(join(root, "src", doorman))).toBe(true);
    // A package that is loaded only when it is there is named, not imported.
    const named = await Promise.all(
      files
        .filter((file) => !isTest(file))
        .map(async (file) => ((await readFile(join(root, "src", file), "utf8")).includes(`"${name}"`) ? file : [])),
    );
    const importers = all.filter(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)).map(({ file }) => file);
    expect([...new Set([...importers, ...named.flat()])]).toEqual([doorman]);
  });
});

describe("the project", () => {
  it("pins every dependency exactly", async () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
    );
    expect(loose).toEqual([]);
  });

  it("sends nothing anywhere: no fetch, no http client, no telemetry in the engine and the renderer's sources", async () => {
    const suspicious: string[] = [];
    for (const file of files.filter((one) => !isTest(one) && (worldOf(one) === "main/engine" || worldOf(one) === "main/desktop"))) {
      const text = await readFile(join(root, "src", file), "utf8");
      if (/\bfetch\(|node:https?["']|node:net["']|node:dgram["']|sendBeacon/.test(text)) suspicious.push(file);
    }
    expect(suspicious).toEqual([]);
  });
});
