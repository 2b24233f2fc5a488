import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, link, mkdtemp, open, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTemporary, partsOf } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Files that are no lines of JSON as a whole, and files that the workspace writes itself. */

const record = (i: number, text = "köse ☃") =>
  JSON.stringify({
    schema_version: 1,
    trace_id: `t${i}`,
    engine_id: "e",
    timestamp: 1_700_000_000 + i,
    input: text,
    output: "o",
    metrics: { latency_ms: i, success: true },
  });
const three = [1, 2, 3].map((i) => record(i));
const lines = `${three.join("\n")}\n`;
const comparison = (i: number) =>
  JSON.stringify({
    schema_version: 1,
    comparison_id: `c${i}`,
    timestamp: 1,
    query: "q",
    candidates: [
      { engine_id: "a", output: "x" },
      { engine_id: "b", output: "y" },
    ],
  });

let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-containers-"));
  workspace = await openTemporary();
});
afterEach(async () => {
  await workspace.close();
  await rm(folder, { recursive: true });
});

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}
const load = (path: string) => workspace.importFile(path, { kind: "auto", keepDuplicates: false });
const bytesTaken = async () =>
  (await stat(partsOf(workspace).quarantine.journal.path)).size + (await stat(join(workspace.paths.output, "events.jsonl"))).size;

const utf16 = (text: string) => Buffer.from(text, "utf16le");
const utf32 = (text: string) => Buffer.from(Uint32Array.from([...text], (one) => one.codePointAt(0) ?? 0).buffer);
const has = (tool: string) => ["/usr/bin", "/bin", "/usr/local/bin"].some((place) => existsSync(join(place, tool)));
const run = (command: string) => execFileSync("sh", ["-c", command], { cwd: folder });

const parsed = three.map((one) => JSON.parse(one) as unknown);
const table = (delimiter: string) => [["trace_id", "engine_id"].join(delimiter), ["1", "e"].join(delimiter)].join("\r\n");

/** Files that hold the three records in another form. */
const readable: [name: string, content: () => string | Uint8Array][] = [
  ["a.jsonl.gz", () => gzipSync(lines)],
  ["named wrongly.jsonl", () => gzipSync(lines)],
  ["two members.gz", () => Buffer.concat([gzipSync(`${three[0]}\n`), gzipSync(three.slice(1).join("\n"))])],
  ["a.jsonl.zst", () => zstdCompressSync(lines)],
  ["twice.gz", () => gzipSync(gzipSync(lines))],
  ["array.json.gz", () => gzipSync(JSON.stringify(parsed, null, 2))],
  ["array-over-lines.json", () => `[\n${three.join(",\n")}\n]\n`],
  ["array-marked.json", () => `\ufeff[\r\n${three.join(",\r\n")}\r\n]`],
  ["array-compact.json", () => `[${three.join(",")}]`],
  ["array-comma-first.json", () => `[ ${three.join("\n, ")}\n]`],
  ["array-pretty.json", () => JSON.stringify(parsed, null, 2)],
  ["array-utf-16.json", () => utf16(`\ufeff[\n${three.join(",\n")}\n]\n`)],
  ["array-utf-16-be.json", () => utf16(`\ufeff[\n${three.join(",\n")}\n]\n`).swap16()],
  ["array-long.json", () => `[${record(1, "x".repeat(200_000))},${three.slice(1).join(",")}]`],
  ["wrapped.json", () => `{"data": [${three.join(", ")}], "total": 3}`],
  ["wrapped-lines.json", () => `{"total": 3,\n"items": [\n${three.join(",\n")}\n]}\n`],
  ["wrapped-deep.json", () => `{"response": {"the data": [\n${three.join(",\n")}\n]}}\n`],
  ["pretty.json", () => parsed.map((one) => JSON.stringify(one, null, 2)).join("\n")],
  ["commas.jsonl", () => three.join(",\n")],
  ["commas-all.jsonl", () => `${three.join(",\r\n")},\r\n`],
  ["glued.jsonl", () => three.join("")],
  ["sequence.jsonl", () => three.map((one) => `\u001e${one}\n`).join("")],
];

/** Name, content, what the sentence says, the tool that the advice needs. */
const containers: [name: string, content: () => string | Uint8Array, says: string, tool: string | null][] = [
  ["a.jsonl.xz", () => execFileSync("xz", ["-c"], { input: lines }), "is compressed with xz", "xz"],
  ["a.jsonl.bz2", () => execFileSync("bzip2", ["-c"], { input: lines }), "is compressed with bzip2", "bzip2"],
  ["utf-16-le.jsonl", () => utf16(lines), "is UTF-16LE without a byte order mark", "iconv"],
  ["utf-16-be.jsonl", () => utf16(lines).swap16(), "is UTF-16BE without a byte order mark", "iconv"],
  ["utf-32-le.jsonl", () => utf32(lines), "is UTF-32LE without a byte order mark", "iconv"],
  ["utf-32-be.jsonl", () => utf32(lines).swap32(), "is UTF-32BE without a byte order mark", "iconv"],
  ["utf-32-marked.jsonl", () => utf32(`\ufeff${lines}`), "is UTF-32", "iconv"],
  ["a.pdf", () => "%PDF-1.7\n%âãÏÓ\n", "is a PDF document", null],
  ["program", () => Buffer.concat([Buffer.from("\x7fELF"), brotliCompressSync(lines)]), "is a program", null],
  ["unknown.bin", () => Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 32)), "is binary", null],
];

describe("a container", () => {
  it.each(readable)("%s is read: every record once", async (name, content) => {
    const path = await written(name, content());
    expect(await load(path)).toMatchObject({ lines: 3, accepted: 3, quarantined: 0, duplicates: 0, complete: true });
    expect(await load(path)).toMatchObject({ accepted: 0, duplicates: 3 });
    expect((await readdir(join(workspace.path, ".assay", "staging"))).filter((one) => one.startsWith("import-"))).toEqual([]);
  });

  it.each([
    ["a.zip", () => Buffer.concat([Buffer.from("PK\x03\x04"), gzipSync(lines)]), "is not a whole zip archive"],
    ["x.parquet", () => Buffer.concat([Buffer.from("PAR1"), gzipSync(lines), Buffer.from("PAR1")]), "cannot be read as a table"],
    ["cut.gz", () => gzipSync(lines).subarray(0, 60), "is broken"],
    ["cut.zst", () => zstdCompressSync(lines).subarray(0, 40), "is broken"],
  ])("%s that is broken is refused, and leaves nothing behind", async (name, content, says) => {
    const path = await written(name, content());
    expect(await load(path).catch((error: unknown) => error)).toMatchObject({
      code: "damaged",
      where: path,
      message: expect.stringContaining(`${path} ${says}`),
    });
    expect(await bytesTaken()).toBe(0);
    expect((await readdir(join(workspace.path, ".assay", "staging"))).filter((one) => one.startsWith("import-"))).toEqual([]);
  });

  it.each([",", "\t", ";", "|"])("a table separated by %j that nobody knows is refused, and says how to go on", async (delimiter) => {
    const refused = await load(await written("table.csv", table(delimiter))).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "unrecognised", fix: expect.stringContaining("--dry-run") });
    expect(await bytesTaken()).toBe(0);
  });

  it.each(containers)("%s is refused whole, and the advice brings every record once", async (name, content, says, tool) => {
    if (!(tool === null || has(tool)) || (name.endsWith("xz") && !has("xz")) || (name.endsWith("bz2") && !has("bzip2"))) return;
    const path = await written(name, content());
    const refused = await load(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "refused", where: path, message: expect.stringContaining(`${path} ${says}`) });
    expect(await bytesTaken()).toBe(0);
    const { fix } = refused as { fix: string };
    const [, command, made] = /^Run {2}(.+) {2}and import (.+)\.$/.exec(fix) ?? [];
    expect(command !== undefined).toBe(tool !== null);
    if (command === undefined || made === undefined) return;
    run(command);
    expect(await load(made)).toMatchObject({ accepted: 3, quarantined: 0, duplicates: 0 });
    expect(await load(made)).toMatchObject({ accepted: 0, duplicates: 3 });
  });

  it.each([
    ["one record", `${record(1)}\n`, { accepted: 1 }],
    ["a comparison, whose candidates are an array of objects", comparison(1), { accepted: 1 }],
    ["a first line that is an array, then records", `[{"a":1}]\n${lines}`, { accepted: 3, quarantined: 1 }],
    ["one line with a comma behind it among others", `${three[0]}\n${three[1]},\n${three[2]}\n`, { accepted: 2, quarantined: 1 }],
    ["two records on one line among others", `${three[0]}\n${three[1]}${three[2]}\n${record(4)}\n`, { accepted: 2, quarantined: 1 }],
    ["holes of NUL bytes", `${three[0]}\n${"\0".repeat(4096)}${three[1]}\n${three[2]}\n`, { accepted: 2, quarantined: 1 }],
    ["a brace alone, then records", `{\n${lines}`, { accepted: 3, quarantined: 1 }],
    ["text with commas", "one, two\nthree, four, five\n", { accepted: 0, quarantined: 2 }],
    [
      "marks in the middle, and twice",
      `\ufeff\ufeff${three[0]}\n\ufeff${three[1]}\n\ufeff\ufeff\ufeff${three[2]}\n\ufeff\n`,
      { accepted: 3, quarantined: 0, blank: 1 },
    ],
    ["nothing", "", { lines: 0, accepted: 0 }],
  ])("is not seen in lines: %s", async (_, content, wanted) => {
    expect(await load(await written("lines.jsonl", content))).toMatchObject(wanted);
    expect((await workspace.verify({ repair: false })).ok).toBe(true);
  });

  it("UTF-16 with half a character at its end: every record, and a finding for the rest", async () => {
    const path = await written("odd.jsonl", Buffer.concat([utf16(`\ufeff${lines}`), Buffer.from("\n")]));
    expect(await load(path)).toMatchObject({ lines: 4, accepted: 3, quarantined: 1, reasons: [{ reason: "utf16" }] });
  });

  it.each([
    ["latin1", Buffer.from(three.join("\n").replaceAll(" ☃", ""), "latin1"), "Latin-1 or Windows-1252"],
    [
      "windows-1252",
      Buffer.concat(three.map((one) => Buffer.concat([Buffer.from(one.replace("köse ☃", "\x93k\x94"), "latin1"), Buffer.from("\n")]))),
      "could be Windows-1252",
    ],
    ["NUL bytes", Buffer.from(`${"\0".repeat(512)}${lines}`), "512 NUL bytes"],
  ])("the finding of %s names it, and its advice brings every record once", async (_, content, says) => {
    const path = await written("lines.jsonl", content);
    const first = await load(path);
    expect(first.reasons[0]?.example.message).toContain(says);
    const [command] = /(iconv|tr) .*?> NEW/.exec(first.reasons[0]?.example.fix ?? "") ?? [];
    if (!command || !has("iconv")) return;
    run(command.replace("FILE", path).replace("NEW", "new.jsonl"));
    expect((await load(join(folder, "new.jsonl"))).accepted + first.accepted).toBe(3);
    expect(await load(join(folder, "new.jsonl"))).toMatchObject({ accepted: 0, duplicates: 3, quarantined: 0 });
  });
});

describe("a file of the workspace itself", () => {
  const own = (name: string) => join(workspace.paths.output, name);

  it("that holds refused lines is not read; the advice says how they are retried", async () => {
    await load(await written("in.jsonl", "no json\n{}\n"));
    // It reads the file's entries, which are not read once the file has another name.
    await workspace.verify({ repair: false });
    for (const path of [own("quarantine.jsonl"), join(folder, "linked"), join(folder, "hard")]) {
      if (path.endsWith("linked")) await symlink(own("quarantine.jsonl"), path);
      if (path.endsWith("hard")) await link(own("quarantine.jsonl"), path);
      const before = await bytesTaken();
      await expect(load(path)).rejects.toMatchObject({ code: "refused", fix: expect.stringContaining("quarantine retry --all") });
      expect(await bytesTaken()).toBe(before);
    }
  });

  it.each(["curation.jsonl", "aggregated_stats.jsonl"])("%s holds no records", async (name) => {
    await writeFile(own(name), "", { flag: "a" });
    await expect(load(own(name))).rejects.toMatchObject({ code: "refused", fix: expect.stringContaining("no records") });
  });

  it("events.jsonl with duplicates kept is refused, and without adds nothing", async () => {
    await load(await written("in.jsonl", lines));
    const before = await bytesTaken();
    await expect(workspace.importFile(own("events.jsonl"), { kind: "auto", keepDuplicates: true })).rejects.toMatchObject({
      code: "refused",
    });
    expect(await load(own("events.jsonl"))).toMatchObject({ lines: 3, accepted: 0, duplicates: 3 });
    expect(await bytesTaken()).toBe(before);
  });
});

describe("a file that grows while it is imported", () => {
  it("ends, and half a last line is left for the next import", async () => {
    const path = await written("growing.jsonl", `${lines}${record(4).slice(0, 40)}`);
    // Somebody writes on the same line as long as the import goes on.
    const log = await open(path, "a");
    let imports = true;
    const growing = (async () => {
      while (imports) {
        await log.write("x");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const report = await load(path);
    imports = false;
    await growing;
    await log.close();
    expect(report).toMatchObject({ lines: 3, accepted: 3, quarantined: 0, complete: true });
    expect(report.partialLastLineBytes).toBeGreaterThanOrEqual(40);
    expect(partsOf(workspace).quarantine.added).toBe(0);
  });

  it("what is whole by the next import is new then", async () => {
    const path = await written("growing.jsonl", lines);
    await load(path);
    await appendFile(path, `${record(4)}\n${record(5)}`);
    expect(await load(path)).toMatchObject({ accepted: 2, duplicates: 3, partialLastLineBytes: 0 });
  });

  it("half a last line of a file that nobody writes is refused", async () => {
    const path = await written("cut.jsonl", `${lines}${record(4).slice(0, 40)}`);
    expect(await load(path)).toMatchObject({ lines: 4, accepted: 3, quarantined: 1, partialLastLineBytes: 0 });
  });
});
