import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { files, importsOf, isTest, root } from "./lib/sources.ts";

/** The design's rules about who may import whom, read from the imports themselves. */

const worlds = ["contract", "main/engine", "main/desktop", "main/headless", "preload", "renderer"] as const;
type World = (typeof worlds)[number];

/** Which other worlds a world may import, and which kinds of packages. */
const allowed: Record<World, { worlds: World[]; node: boolean; electron: boolean; dom: boolean }> = {
  contract: { worlds: [], node: false, electron: false, dom: false },
  "main/engine": { worlds: ["contract"], node: true, electron: false, dom: false },
  // Of the command line it sees only what `desktopSees` names.
  "main/desktop": { worlds: ["contract", "main/engine", "main/headless"], node: true, electron: true, dom: false },
  "main/headless": { worlds: ["contract", "main/engine"], node: true, electron: false, dom: false },
  preload: { worlds: ["contract"], node: false, electron: true, dom: false },
  renderer: { worlds: ["contract"], node: false, electron: false, dom: true },
};

/** One doorman a package: the only file (or folder) that may import it, relative to src. */
const doormen: Record<string, string> = {
  "@duckdb/node-api": "main/engine/store/duckdb.ts",
  "@duckdb/node-bindings": "main/engine/store/run-on-threads.ts",
  eld: "main/engine/dataset/checks/language.ts",
  "libphonenumber-js": "main/engine/dataset/checks/table/phone.ts",
  tdigest: "main/engine/aggregator/tdigest.ts",
  ajv: "main/engine/base/ajv.ts",
  hyparquet: "main/engine/export/write/parquet-footer.ts",
  "hyparquet-writer": "main/engine/export/write/parquet-footer.ts",
  chokidar: "main/engine/files/watch.ts",
  picomatch: "main/engine/following/glob.ts",
  "fs-native-extensions": "main/engine/files/native-binding.ts",
  "onnxruntime-node": "main/engine/models/native.ts",
  ...Object.fromEntries(
    ["state", "view", "commands", "autocomplete", "lang-sql", "language"].map((name) => [
      `@codemirror/${name}`,
      "renderer/views/sql/code-editor.ts",
    ]),
  ),
  "@lezer/highlight": "renderer/views/sql/code-editor.ts",
  katex: "renderer/review/rendered/Formula.tsx",
  "react-markdown": "renderer/review/rendered/Markdown.tsx",
  "remark-gfm": "renderer/review/rendered/Markdown.tsx",
  "remark-math": "renderer/review/rendered/Markdown.tsx",
  "rehype-highlight": "renderer/review/rendered/Markdown.tsx",
  "@clickhouse/client": "main/headless/clickhouse/client.ts",
  "@modelcontextprotocol/sdk": "main/headless/mcp/stdio-server.ts",
  ws: "main/headless/ws.ts",
  protobufjs: "main/engine/ingest/network/otlp-protobuf.ts",
  yauzl: "main/engine/containers/zip.ts",
  yazl: "main/headless/zip.ts",
};

/** Whoever has a workspace open runs the commands of other processes, and listens on the network; see decisions 47 and 49. */
const desktopSees = ["main/headless/door/open-door.ts", "main/headless/network/network-listener.ts", "main/headless/run.ts"];

const screenPackages =
  /^(react|react-dom|react-is|react-markdown|diff$|remark-|rehype-|katex|zustand|recharts|@codemirror\/|@lezer\/|@mantine\/|@tanstack\/|@tabler\/|@fontsource)/;
/** Hosts go through the engine's entry; its types are part of it. */
const engineEntry = "main/engine/index.ts";

const worldOf = (file: string): World | undefined =>
  worlds.find((world) => file.split("/").slice(0, world.split("/").length).join("/") === world);
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

  it("lets the desktop see of the command line only what serves other processes", () => {
    const seen = all.filter(({ file, target }) => worldOf(file) === "main/desktop" && target?.startsWith("main/headless/"));
    expect(new Set(seen.map(({ target }) => target))).toEqual(new Set(desktopSees));
  });

  it("resolves paths of a command line against the folder of who typed it, which may be another process's", async () => {
    const commands = files.filter((file) => file.startsWith("main/headless/commands/") && !isTest(file));
    const own = /(?:=|return|[(?:])\s*resolve\([^,():]*\)|process\.(cwd|chdir|env|stdin|stderr)\b/;
    const found = await Promise.all(commands.map(async (file) => (own.test(await readFile(join(root, "src", file), "utf8")) ? file : [])));
    expect(commands.length).toBeGreaterThan(20);
    expect(found.flat()).toEqual([]);
  });

  it("lets nothing but a process of its own reach a server elsewhere: no window, no session, no desktop, no command of another process", async () => {
    const process = "main/headless/clickhouse/clickhouse-process.ts";
    const client = doormen["@clickhouse/client"] as string;
    /** A file, and all that it imports, at once or later. */
    const reach = (entry: string) => {
      const reached = new Set([entry]);
      for (const file of reached) for (const one of all) if (one.file === file && one.target !== null) reached.add(one.target);
      return reached;
    };
    expect(reach(process)).toContain(client);
    const entries = [
      "renderer/main.tsx",
      "preload/index.ts",
      "main/desktop/index.ts",
      "main/engine/index.ts",
      "main/engine/package-entry.ts",
      "main/engine/session/session.ts",
      "main/engine/workspace/import-worker.ts",
      "main/engine/sql/sql-process.ts",
      "main/headless/cli.ts",
    ];
    for (const entry of entries) {
      expect(files, entry).toContain(entry);
      expect([...reach(entry)].filter((file) => file === process || file === client)).toEqual([]);
    }
    // The process is started by a URL that the command line's own entry names, and no other host.
    const naming = await Promise.all(
      files
        .filter((file) => !isTest(file))
        .map(async (file) => ((await readFile(join(root, "src", file), "utf8")).includes("clickhouse-process.") ? [file] : [])),
    );
    expect(naming.flat().filter((file) => !file.startsWith("main/headless/clickhouse/"))).toEqual(["main/headless/cli.ts"]);
    const configs = await Promise.all(
      ["electron.vite.config.ts", "vite.engine.config.ts"].map((file) => readFile(join(root, file), "utf8")),
    );
    expect(configs.filter((text) => text.includes("clickhouse"))).toEqual([]);
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

/** The folders of a folder in their order: each imports only itself and those before it. Files beside the folders are its entries. */
const layers: Record<string, string[]> = {
  "main/engine": [
    "base",
    "statistics",
    "async",
    "lines",
    "files",
    "lock",
    "config",
    "validator",
    "records",
    "workers",
    "containers",
    "collector",
    "dialects",
    "ingest",
    "store",
    "following",
    "queries",
    "sql",
    "quarantine",
    "aggregator",
    "curation",
    "export",
    "dataset",
    "judging",
    "comparing",
    "models",
    "drafts",
    "review-queues",
    "workspace",
    "reader",
    "session",
    "embedding",
  ],
  "main/engine/curation": ["log", "state", "projections", "transaction", "replace", "generation", "merge"],
  renderer: ["transport", "state", "theme", "components", "import", "review", "views", "app"],
};

describe("the order of folders", () => {
  it.each(Object.entries(layers))("%s: each folder imports only folders before it", (world, order) => {
    /** Its place in the order; entries come last. */
    const layerOf = (file: string) => {
      const [folder, ...rest] = file.slice(world.length + 1).split("/");
      return rest.length === 0 ? order.length : order.indexOf(folder as string);
    };
    const ours = files.filter((file) => file.startsWith(`${world}/`) && !isTest(file));
    expect(ours.filter((file) => layerOf(file) < 0)).toEqual([]);
    expect(new Set(ours.map(layerOf))).toEqual(new Set(Array.from({ length: order.length + 1 }, (_, i) => i)));
    const upwards = all
      .filter(({ file, target }) => file.startsWith(`${world}/`) && target?.startsWith(`${world}/`))
      .filter(({ file, target }) => layerOf(target as string) > layerOf(file) || isTest(target as string));
    expect(upwards.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("keeps views apart from each other", () => {
    const viewOf = (path: string | null) => path?.match(/^renderer\/views\/([^/]+)\//)?.[1];
    const across = all.filter(({ file, target }) => viewOf(file) && viewOf(target) && viewOf(file) !== viewOf(target));
    expect(across.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("keeps test support in testing/: nothing else imports Vitest", async () => {
    const importers = all.filter(({ specifier }) => specifier === "vitest" || specifier.startsWith("vitest/"));
    expect(importers.map(({ file }) => file)).toEqual([]);
    const misplaced = files.filter((file) => /\.child\.tsx?$|fixture/.test(file) && !/\/testing\//.test(file));
    expect(misplaced).toEqual([]);
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

  it("uses nothing that Node 20 lacks: the package supports it, and the program is written with Node 24", async () => {
    const newer = /\b(Map\.groupBy|Object\.groupBy|Promise\.(withResolvers|try)|Array\.fromAsync|matchesGlob|RegExp\.escape)\b/;
    const found: string[] = [];
    for (const file of files.filter((one) => !isTest(one) && /^(main\/(engine|headless)|contract)\//.test(one))) {
      const code = (await readFile(join(root, "src", file), "utf8")).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*/gm, "");
      if (newer.test(code)) found.push(file);
    }
    expect(found).toEqual([]);
  });

  it("writes a command as it is typed where it runs: no text names one by itself", async () => {
    const named = /\bassay (serve|import|collect|stats|samples|duplicates|snapshot|export|diff|generate|decide|models|verify|config)\b/;
    const found: string[] = [];
    for (const file of files.filter((one) => !isTest(one))) {
      const code = (await readFile(join(root, "src", file), "utf8")).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*/gm, "");
      if (named.test(code)) found.push(file);
    }
    expect(found).toEqual([]);
  });

  // The command line has one way out, which is only taken when it is asked for: see the test of @clickhouse/client above.
  it("sends nothing anywhere: no fetch, no http client, no telemetry in the engine and the desktop's sources", async () => {
    const suspicious: string[] = [];
    for (const file of files.filter((one) => !isTest(one) && (worldOf(one) === "main/engine" || worldOf(one) === "main/desktop"))) {
      const text = await readFile(join(root, "src", file), "utf8");
      if (/\bfetch\(|node:https?["']|node:net["']|node:dgram["']|sendBeacon/.test(text)) suspicious.push(file);
    }
    expect(suspicious).toEqual([]);
  });
});
