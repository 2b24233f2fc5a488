import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { maxLineBytes } from "../src/contract/index.ts";
import { detectContainer } from "../src/main/engine/containers/container.ts";
import { openWorkspace, silentLog, type Workspace } from "../src/main/engine/index.ts";
import { sampledBytes } from "../src/main/engine/ingest/chunk-reader.ts";
import { refuseContainers } from "../src/main/engine/ingest/refuse-containers.ts";
import { streamChunks } from "../src/main/engine/ingest/stream-chunks.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { latin1, quarantined, seen } from "./lib/files.ts";
import { createRandom } from "./lib/random.ts";
import { comparison, execution, sample } from "./lib/records.ts";

const importWorkerUrl = new URL("../src/main/engine/workspace/import-worker.ts", import.meta.url);

/** Arbitrary input: valid records, broken ones, and any bytes, with all kinds of line ends. */
const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.nat(1e9).map((n) => Buffer.from(createRandom(n).pick([execution, comparison, sample])(`p${n}`, createRandom(n)))),
  },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("", " ", "\t", "{", "{}", "[1]", "null", '{"schema_version":1}', '"\\ud800"', "\ufeff", "\0")
      .map((text) => Buffer.from(text)),
  },
);
const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r", "").map((text) => Buffer.from(text));
const input = fc.array(fc.tuple(piece, lineEnd), { maxLength: 12 }).map((parts) => Buffer.concat(parts.flat()));
/** Where the bytes are cut into chunks, as fractions of the length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

/** Any bytes, in any chunks: the same result, and every line in exactly one file. */
export const properties: Fault = {
  name: "properties",
  kills: false,
  async run(context) {
    await chunking(context);
    await conservation(context);
  },
};

/** The chunker's output lines are its input bytes, for any chunks. */
async function chunking({ cases, seed, violate, round }: FaultContext): Promise<void> {
  const result = await fc.check(
    fc.asyncProperty(input, cuts, async (bytes, places) => {
      const out: Uint8Array[] = [];
      for await (const chunk of streamChunks(inChunks(bytes, places), new AbortController().signal)) {
        if (chunk.type !== "lines") throw new Error("a short line was taken for a long one");
        if (chunk.bytes.at(-1) !== 10) throw new Error("a chunk does not end with a line");
        out.push(chunk.bytes);
      }
      const whole = bytes.subarray(bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0);
      const wanted = whole.length === 0 || whole.at(-1) === 10 ? whole : Buffer.concat([whole, Buffer.from("\n")]);
      round();
      return Buffer.concat(out).equals(wanted);
    }),
    { seed, numRuns: cases },
  );
  if (result.failed) violate(`chunking: ${fc.defaultReportMessage(result)}`);
}

async function* inChunks(bytes: Buffer, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const at = [0, ...places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < at.length; i++) yield bytes.subarray(at[i - 1], at[i]);
}

/** End to end: collected in chunks or imported, the same bytes give the same lines, each in exactly one file. */
async function conservation({ cases, seed, folder, violate, round }: FaultContext): Promise<void> {
  const path = join(folder, "w");
  const workspace = await openWorkspace({ path, importWorkerUrl, log: silentLog });
  let files = 0;
  // Each case appends to the same files; its lines are the new ones.
  const seenBefore = new Map<string, number>();
  const news = async () => {
    const written = new Map<string, string[]>();
    for (const name of ["events", "comparisons", "training_samples"])
      written.set(name, (await seen(join(path, "output", `${name}.jsonl`))).lines);
    written.set("quarantine", await quarantined(path, violate));
    return [...written].flatMap(([name, lines]) => {
      const before = seenBefore.get(name) ?? 0;
      seenBefore.set(name, lines.length);
      return lines.slice(before);
    });
  };
  try {
    const result = await fc.check(
      fc.asyncProperty(input, cuts, async (bytes, places) => {
        const wanted = splitLines(bytes);
        if (wanted === null || (await isRefusedOnStream(bytes, places))) return true;
        // A name of its own: a line rejected before, from the same line of a file of this name, is not kept twice.
        const source = join(folder, `any-${files++}.jsonl`);
        await writeFile(source, bytes);
        const imported = await workspace.importFile(source, { kind: "auto", keepDuplicates: true });
        if (imported.lines !== imported.accepted + imported.quarantined + imported.duplicates + imported.blank)
          throw new Error(`counted ${JSON.stringify(imported)}`);
        same(
          await news(),
          wanted.filter((line) => !isBlank(line)),
          "imported",
        );
        if (imported.blank !== wanted.filter(isBlank).length) throw new Error(`${imported.blank} blank lines counted`);
        await collected(workspace, bytes, places, wanted.filter((line) => !isBlank(line)).length);
        same(
          await news(),
          wanted.filter((line) => !isBlank(line)),
          "collected",
        );
        round();
        return true;
      }),
      // Each case writes to disk twice.
      { seed, numRuns: Math.ceil(cases / 3) },
    );
    if (result.failed) violate(`conservation: ${fc.defaultReportMessage(result)}`);
    const report = await workspace.verify({ repair: false });
    if (!report.ok) violate(`verify after all cases: ${report.problems.join(" ")}`);
  } finally {
    await workspace.close();
  }
}

async function collected(workspace: Workspace, bytes: Buffer, places: readonly number[], lines: number): Promise<void> {
  const counts = await workspace.collectStream(inChunks(bytes, places), { kind: "engine_execution", signal: new AbortController().signal });
  if (counts.lines !== lines || counts.lines !== counts.accepted + counts.quarantined)
    throw new Error(`collected ${JSON.stringify(counts)} of ${lines}`);
}

/** The lines of the bytes, as latin1; null if a file would be decoded as anything but UTF-8 lines, or refused whole. */
function splitLines(bytes: Buffer): string[] | null {
  const start = latin1(bytes.subarray(0, 2));
  if (start === "\xff\xfe" || start === "\xfe\xff" || bytes.length > maxLineBytes) return null;
  if (detectContainer(bytes, true)) return null;
  const text = latin1(bytes).replace(/^\xef\xbb\xbf/, "");
  // A file with carriage returns only is an old Mac file, recognised by its beginning.
  const beginning = text.slice(0, sampledBytes);
  if (beginning.includes("\r") && !beginning.includes("\n")) return null;
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  // A byte order mark at the beginning of a line is white space: files were concatenated.
  return lines.map((line) => line.replace(/^(?:\xef\xbb\xbf)+/, "").replace(/\r+$/, ""));
}

/** Whether the stream is refused, which depends on its first chunk and so on the cuts. */
async function isRefusedOnStream(bytes: Buffer, places: readonly number[]): Promise<boolean> {
  try {
    for await (const _ of refuseContainers(inChunks(bytes, places)));
    return false;
  } catch {
    return true;
  }
}

const isBlank = (line: string) => /^[ \t\r]*$/.test(line);

function same(found: readonly string[], wanted: readonly string[], how: string): void {
  const [a, b] = [found.toSorted(), wanted.toSorted()];
  if (a.length !== b.length || a.some((line, i) => line !== b[i]))
    throw new Error(`${how}: ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`);
}
