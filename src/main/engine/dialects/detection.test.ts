import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readForeignRows } from "../testing/foreign-rows.ts";
import { needs } from "../testing/needs.ts";
import { sharedData } from "../testing/shared-data.ts";
import { detectDialects, dialects, findDialect, minConfidence } from "./dialects.ts";

/**
 * Every dialect looks at every file of ../shared: the one that a file is of must be the surest by far, and files of no dialect must stay without
 * one. Folders of `dialects` are named like their dialect; what differs is said here.
 */
const sampleRows = 100;
/** Containers that the small reader of tests cannot open, and notes. */
const unread = /\.(eval|parquet|md|txt)$/;

/** Dialects of folders, or of files in them, that are not named like it. null: none. */
const named: [RegExp, string | null][] = [
  [/^dialects\/codex\/malformed/, "codex"],
  [/^dialects\/otlp_genai\//, "otlp-genai"],
  [/^dialects\/helpsteer_steerlm\//, "helpsteer"],
  [/^foreign\/llmperf\//, "llmperf"],
  [/^foreign\/azure\/AzureLLM/, "azure-llm-trace"],
  [/^native\//, null],
];

const foreign: Record<string, { dialect: string }> = JSON.parse(
  readFileSync(join(import.meta.dirname, "truth", "foreign-evaluations.json"), "utf8"),
);

interface Confidences {
  file: string;
  expected: string | null | undefined;
  found: { name: string; confidence: number }[];
}

const folder = (path: string) =>
  existsSync(join(sharedData, path)) ? readdirSync(join(sharedData, path), { recursive: true, withFileTypes: true }) : [];
const files = ["dialects", "foreign", "native"]
  .flatMap((root) =>
    folder(root)
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(sharedData.length + 1)),
  )
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !unread.test(file) && !/^dialects\/truth_/.test(file))
  .sort();

/** undefined: not said, because another dialect may take it. */
function expectedOf(file: string): string | null | undefined {
  const exception = named.find(([pattern]) => pattern.test(file));
  if (exception) return exception[1];
  if (file.startsWith("foreign/")) return foreign[file.slice("foreign/".length)]?.dialect;
  const name = file.split("/")[1]?.replaceAll("_", "-") ?? "";
  return file.startsWith("dialects/") && findDialect(name) ? name : undefined;
}

function look(file: string): Confidences {
  const rows = readForeignRows(join(sharedData, file))
    .slice(0, sampleRows)
    .map(({ value }) => value);
  const found = detectDialects({ name: basename(file), rows }).map(({ dialect, confidence }) => ({ name: dialect.name, confidence }));
  return { file, expected: expectedOf(file), found };
}

needs.sharedData.describe("a file is taken for what it is", () => {
  const table = files.map(look);

  it("is surest of the dialect that it is", () => {
    const said = table.filter(({ expected }) => typeof expected === "string");
    expect(said.length).toBeGreaterThan(40);
    const wrong = said.filter(({ expected, found }) => {
      const [confidence = 0, next = 0] = found.map((one) => one.confidence);
      return found[0]?.name !== expected || confidence < 0.55 || next > confidence - 0.2;
    });
    expect(wrong).toEqual([]);
  });

  it("is not sure where the file is of none", () => {
    const none = table.filter(({ expected }) => expected === null);
    expect(none.length).toBeGreaterThan(10);
    expect(none.filter(({ found: [first] }) => (first?.confidence ?? 0) >= minConfidence)).toEqual([]);
  });

  it("sees no log in files that are none", () => {
    const logs = new Set(
      dialects.filter(({ name }) => files.some((file) => expectedOf(file) === name && isLog(file))).map(({ name }) => name),
    );
    expect(logs.size).toBeGreaterThan(15);
    const others = table.filter(({ file }) => !isLog(file));
    expect(others.length).toBeGreaterThan(40);
    expect(others.filter(({ found }) => found.some(({ name, confidence }) => logs.has(name) && confidence >= minConfidence))).toEqual([]);
  });
});

describe("a file of our own fixtures is taken for what it is", () => {
  const root = join(import.meta.dirname, "fixtures");
  const own = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !unread.test(entry.name));
  it.each(own.map((entry) => [basename(entry.parentPath), entry.name]))("%s/%s", (name, file) => {
    const rows = readForeignRows(join(root, name, file)).map(({ value }) => value);
    const [first, second] = detectDialects({ name: file, rows });
    expect(first?.dialect.name).toBe(name.replaceAll("_", "-"));
    expect(first?.confidence).toBeGreaterThan(0.9);
    expect(second?.confidence ?? 0).toBeLessThan(0.7);
  });
});

const logFolders =
  /^(dialects\/(aiperf|anthropic_batch|azure_llm_trace|claude_code|codex|gemini_cli|guidellm|langfuse|litellm|llmperf_bench|ollama|ollama_bench|openai_batch|openinference|otlp_genai|pi|sglang_bench|vercel_ai_sdk|vllm_bench)|foreign\/(llmperf|azure))\//;
const isLog = (file: string) => logFolders.test(file);

describe("names of dialects", () => {
  it("are unique, and written as the command line has them", () => {
    const names = dialects.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });
});
