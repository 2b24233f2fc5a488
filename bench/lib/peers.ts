import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keptFolder } from "./generate.ts";
import { duties, type Peer } from "./peer.ts";
import { cliPath, projectFolder, run } from "./process.ts";
import { ensurePython, peersFolder } from "./python.ts";

/** The programs that a person could pick for the job, in the order of the table. */

const script = (name: string) => join(peersFolder, name);

/** @param make the arguments behind the script. */
const python = (environment: string, packageName: string, make: (input: string, folder: string) => string[]): Peer["prepare"] => {
  return async () => {
    const { program, version } = await ensurePython(environment);
    const own = (folder: string) => ({ HF_HOME: folder, HF_HUB_OFFLINE: "1" });
    return {
      version: version(packageName),
      toCommand: (input, folder) => ({ command: program, args: make(input, folder), env: own(folder) }),
    };
  };
};

const node = (name: string, packageName: string, more: (folder: string) => string[] = () => []): Peer["prepare"] => {
  return async () => {
    const text = readFileSync(join(projectFolder, "node_modules", packageName, "package.json"), "utf8");
    const { version } = JSON.parse(text) as { version: string };
    return { version, toCommand: (input, folder) => ({ command: process.execPath, args: [script(name), input, ...more(folder)] }) };
  };
};

function findVersion(program: string): string {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} is not installed`);
  return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? "";
}

const jq = (name: string, ...options: string[]): Peer["prepare"] => {
  return async () => ({
    version: findVersion("jq"),
    toCommand: (input) => ({ command: "jq", args: [...options, "-c", "-f", script(name), input] }),
  });
};

async function prepareSqlite() {
  const statements = await readFile(script("statistics.sql"), "utf8");
  return {
    version: findVersion("sqlite3"),
    toCommand: async (input: string, folder: string) => {
      const stdin = join(folder, "statistics.sql");
      await writeFile(stdin, statements.replaceAll("'FILE'", `'${input}'`));
      return { command: "sqlite3", args: [join(folder, "peer.sqlite")], stdin };
    },
  };
}

async function prepareCrate() {
  findVersion("cargo");
  const target = join(keptFolder, "crate");
  await mkdir(target, { recursive: true });
  await run("cargo", ["build", "--quiet", "--release", "--locked", "--manifest-path", script("crate/Cargo.toml"), "--target-dir", target]);
  const command = join(target, "release/assay-bench-crate");
  return { version: "0.0.2", toCommand: (input: string, folder: string) => ({ command, args: [input, join(folder, "output")] }) };
}

/** Assay's import of one line in `share`. */
export function assayPeer(share = 1): Peer {
  const assay = (folder: string, ...args: string[]) => ({
    command: process.execPath,
    args: [cliPath, ...args, "--workspace", join(folder, "w"), "--json"],
    env: { ASSAY_HOME: join(folder, "home") },
  });
  return {
    name: "Assay",
    does: "import",
    duties,
    share,
    answers: true,
    after: { does: "stats of what was imported", toCommand: (folder) => assay(folder, "stats", "--percentiles", "50,95,99") },
    prepare: async () => ({ version: "", toCommand: (input, folder) => assay(folder, "import", input) }),
  };
}

const crate = { name: "parent_ai_json_engine", does: "collect (its defaults), flush, aggregate", prepare: prepareCrate } as const;

export const peers: readonly Peer[] = [
  {
    name: "DuckDB",
    does: "read into a table of a file, copy out, fsync",
    duties: ["fsync", "stay queryable"],
    prepare: node("duckdb-import.mjs", "@duckdb/node-api", (folder) => [join(folder, "peer.duckdb"), join(folder, "peer.jsonl")]),
  },
  {
    name: "SQLite with JSON1",
    does: "import the lines, extract, percentiles",
    duties: ["keep the bytes", "fsync", "stay queryable"],
    answers: true,
    prepare: prepareSqlite,
  },
  {
    name: "polars, lazy",
    does: "scan_ndjson, group, percentiles",
    duties: [],
    answers: true,
    prepare: python("frames", "polars", (input) => [script("polars_peer.py"), input, "lazy"]),
  },
  {
    name: "polars, eager",
    does: "read_ndjson, group, percentiles",
    duties: [],
    answers: true,
    prepare: python("frames", "polars", (input) => [script("polars_peer.py"), input, "eager"]),
  },
  {
    name: "pandas",
    does: "read_json, group, percentiles",
    duties: [],
    answers: true,
    prepare: python("frames", "pandas", (input) => [script("pandas_peer.py"), input]),
  },
  {
    name: "datasets",
    does: "load_dataset, group, percentiles",
    duties: ["stay queryable"],
    answers: true,
    prepare: python("frames", "datasets", (input, folder) => [script("datasets_peer.py"), input, join(folder, "cache")]),
  },
  { name: "jq, statistics", does: "group, percentiles", duties: [], answers: true, prepare: jq("percentiles.jq", "-n") },
  { name: "jq, validation", does: "required properties", duties: ["check a schema"], prepare: jq("shape.jq") },
  { name: "Node with Ajv", does: "JSON.parse, the schema", duties: ["check a schema"], prepare: node("validate.mjs", "ajv") },
  { ...crate, duties: ["keep the bytes", "fsync"], share: 100 },
  { ...crate, duties: ["keep the bytes", "fsync"], share: 10, maxRuns: 1 },
  {
    name: "Label Studio",
    does: "its server: import as tasks",
    duties: ["fsync", "stay queryable"],
    share: 10,
    maxRuns: 3,
    prepare: python("label-studio", "label-studio", (input, folder) => [script("label_studio_peer.py"), input, folder]),
  },
  {
    name: "Phoenix",
    does: "its server: log as spans",
    duties: ["find duplicates", "stay queryable"],
    share: 100,
    maxRuns: 3,
    prepare: python("phoenix", "arize-phoenix", (input, folder) => [script("phoenix_peer.py"), input, folder]),
  },
];
