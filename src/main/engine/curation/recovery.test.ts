import { appendFile, copyFile, readdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { comparisonRecord, sampleLine, TestWorkspace } from "../testing/curation-workspace.ts";
import { CurationLog } from "./state/curation-log.ts";

let workspace: TestWorkspace;
let key: string;
let refs: string[];
const lines = ["a", "b", "c"].map((id) => sampleLine(id));

beforeEach(async () => {
  workspace = await TestWorkspace.make();
  [key = ""] = await workspace.compare(comparisonRecord("c-1"));
  refs = await workspace.collect(...lines);
});
afterEach(() => workspace.remove());

const promote = (position: number) => workspace.curation.apply([{ type: "promote", comparison: key, position, tier: "gold" }]);
const retier = (ref: string) => workspace.curation.apply([{ type: "retier", sample: ref, tier: "bronze" }]);
const bronze = (id: string) => sampleLine(id, { tier: "bronze" });
const ids = async () => (await workspace.lines()).map((line) => `${JSON.parse(line).sample_id} ${JSON.parse(line).tier}`);

describe("a process that is killed", () => {
  it("after an event and before the dataset file was written", async () => {
    await retier(refs[1] ?? "");
    await workspace.curation.apply([{ type: "demote", sample: refs[0] ?? "" }]);
    expect(await workspace.lines()).toEqual(lines);
    await workspace.kill();
    expect(await workspace.lines()).toEqual([bronze("b"), lines[2]]);
    expect(await workspace.indexed()).toEqual([bronze("b"), lines[2]].sort());
    await workspace.curation.undo();
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual(lines);
  });

  it("after an event and before its sample was appended, with lines collected afterwards", async () => {
    await copyFile(workspace.samplesPath, `${workspace.samplesPath}.before`);
    await promote(0);
    await workspace.flushed();
    await workspace.kill(() => rename(`${workspace.samplesPath}.before`, workspace.samplesPath));
    expect(await ids()).toEqual(["a gold", "b gold", "c gold", `s-${key}-0 gold`]);
    expect(await workspace.indexed()).toEqual((await workspace.lines()).sort());
  });

  it("between keeping the position of a demoted sample and the new file, and while the new file is written", async () => {
    await copyFile(workspace.samplesPath, `${workspace.samplesPath}.before`);
    await workspace.curation.apply([{ type: "demote", sample: refs[1] ?? "" }]);
    await workspace.flushed();
    await workspace.kill(async () => {
      await rename(`${workspace.samplesPath}.before`, workspace.samplesPath);
      await writeFile(`${workspace.folder}/output/.abcdef.tmp`, "half a fi");
    });
    expect(await ids()).toEqual(["a gold", "c gold"]);
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual(lines);
  });

  it("in the middle of a log line: the torn line goes to a sidecar, everything before it is in force", async () => {
    await promote(0);
    await retier(refs[0] ?? "");
    const whole = await readFile(workspace.curationPath);
    const start = whole.lastIndexOf(10, whole.length - 2) + 1;
    await workspace.kill(() => truncate(workspace.curationPath, start + 40));
    expect(workspace.curation.repairs).toEqual([expect.stringContaining("its 40 bytes are kept in")]);
    expect(workspace.curation.problems).toEqual([]);
    expect((await readdir(`${workspace.folder}/output`)).some((name) => name.startsWith("curation.jsonl.torn-"))).toBe(true);
    expect(await ids()).toEqual(["a gold", "b gold", "c gold", `s-${key}-0 gold`]);
    expect(workspace.curation.state()).toMatchObject({ undoes: "promoted candidate A (a) of c-1 to gold", decisions: 1 });
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual(lines);
  });

  it("between the lines of an event: it is in force whole or not at all", async () => {
    const many = Array.from({ length: 300 }, (_, i) => sampleLine(`m-${i}`, { output: "x".repeat(500) }));
    const manyRefs = await workspace.collect(...many);
    await promote(0);
    const size = (await readFile(workspace.curationPath)).length;
    await workspace.curation.apply(manyRefs.map((sample) => ({ type: "demote", sample }) as const));
    const whole = await readFile(workspace.curationPath, "utf8");
    const added = whole.slice(size).split("\n").slice(0, -1);
    expect(added.length).toBeGreaterThan(2);
    const cutAt = size + Buffer.byteLength(`${added.slice(0, 2).join("\n")}\n`);
    await workspace.kill(() => truncate(workspace.curationPath, cutAt));
    expect(workspace.curation.repairs).toEqual([expect.stringContaining(`its ${cutAt - size} bytes are kept in`)]);
    expect(workspace.curation.problems).toEqual([]);
    expect((await readFile(workspace.curationPath)).length).toBe(size);
    expect(await workspace.lines()).toHaveLength(304);
    expect(workspace.curation.state().decisions).toBe(1);
    await workspace.curation.apply([{ type: "tie", comparison: key }]);
    await workspace.reopen();
    expect(workspace.curation.state()).toMatchObject({ decisions: 2, undoes: "marked c-1 as a tie" });
    expect(await workspace.lines()).toHaveLength(304);
  });
});

describe("a log changed by others", () => {
  it("keeps and reports lines that are not events, and goes on", async () => {
    await promote(0);
    const [event] = await workspace.events();
    const odd = [
      Buffer.from([0xff, 0x00, 0xfe, 0x31]),
      Buffer.from("[1,2]"),
      Buffer.from('{"hello":"world"}'),
      Buffer.from(JSON.stringify({ ...event, event_id: "newer", schema_version: 7, shape: "unknown" })),
      Buffer.from(JSON.stringify({ ...event, event_id: "bad", changes: [{ of: "candidate" }] })),
      Buffer.from(JSON.stringify(event)),
      Buffer.from(JSON.stringify({ ...event, event_id: "part", part: 1, parts: 2 })),
      Buffer.from(""),
    ];
    for (const line of odd) await appendFile(workspace.curationPath, Buffer.concat([line, Buffer.from("\n")]));
    await workspace.reopen();
    expect(workspace.curation.problems.map((problem) => problem.replace(/^.*\) /, ""))).toEqual([
      "is not JSON. It is left in the file.",
      "is not an event. It is left in the file.",
      "is not an event of curation: it has no schema_version 1 to 6. It is left in the file.",
      "was written by a newer Assay (event version 7; this one reads 6). It is left in the file.",
      "is not an event of curation: its changes/0 is missing or wrong. It is left in the file.",
      expect.stringContaining("repeats the event"),
      expect.stringContaining("is part 2 of 2 of an event whose other parts are not before it"),
      "is not JSON. It is left in the file.",
    ]);
    expect(workspace.curation.problems[0]).toContain("Line 2 of ");
    await retier(refs[0] ?? "");
    expect(await workspace.flushed()).toEqual([bronze("a"), lines[1], lines[2], expect.stringContaining(`s-${key}-0`)]);
    await workspace.reopen();
    expect(workspace.curation.state().decisions).toBe(2);
    const bytes = await readFile(workspace.curationPath);
    for (const line of odd) expect(bytes.includes(line)).toBe(true);
  });

  it("keeps and reports part of an event in the middle, and goes on", async () => {
    await promote(0);
    const [event] = await workspace.events();
    const half = `${JSON.stringify({ ...event, event_id: "half", parts: 2 })}\n`;
    await appendFile(workspace.curationPath, `${half}{"odd":1}\n`);
    await workspace.reopen();
    expect(workspace.curation.problems).toEqual([
      expect.stringContaining("no schema_version"),
      expect.stringContaining("holds event half in part only"),
    ]);
    await retier(refs[0] ?? "");
    await workspace.reopen();
    expect(workspace.curation.problems).toEqual([
      expect.stringContaining("no schema_version"),
      expect.stringContaining("comes after event half, which is there in part only"),
    ]);
    expect(workspace.curation.state().decisions).toBe(2);
    expect(await readFile(workspace.curationPath, "utf8")).toContain(half);
  });

  it("gives the same state when opened twice, or with every line twice", async () => {
    await promote(0);
    await retier(refs[0] ?? "");
    await workspace.curation.undo();
    const state = workspace.curation.state();
    const dataset = await workspace.flushed();
    const log = await readFile(workspace.curationPath);
    await workspace.reopen();
    await workspace.reopen();
    expect(await readFile(workspace.curationPath)).toEqual(log);
    expect(workspace.curation.state()).toEqual(state);
    await appendFile(workspace.curationPath, log);
    await workspace.reopen();
    expect(workspace.curation.state()).toEqual(state);
    expect(await workspace.lines()).toEqual(dataset);
    expect(workspace.curation.problems).toHaveLength(3);
  });
});

describe("the index", () => {
  it("is rebuilt from the log only when it is out of sync", async () => {
    await promote(0);
    await retier(refs[0] ?? "");
    await retier(refs[1] ?? "");
    await workspace.curation.undo();
    await workspace.curation.apply([{ type: "tie", comparison: key }]);
    const before = await workspace.indexed();
    const reviews = await workspace.db.all("SELECT * FROM reviews");
    await workspace.db.write(async (run) => {
      await run("DELETE FROM samples WHERE origin = 'person'");
      await run("DELETE FROM reviews");
    });
    await workspace.reopen();
    expect(await workspace.db.all("SELECT * FROM reviews")).toEqual([]);
    await workspace.db.write((run) => run("UPDATE progress SET bytes = bytes - 1 WHERE channel = 'curation'"));
    await workspace.reopen();
    expect(await workspace.indexed()).toEqual(before);
    expect(await workspace.db.all("SELECT * FROM reviews")).toEqual(reviews);
  });

  it("restores rows of samples with their collected bytes after collected rows were dropped", async () => {
    await retier(refs[1] ?? "");
    await workspace.curation.undo();
    await workspace.flushed();
    await workspace.db.write((run) => run("DELETE FROM samples WHERE origin = 'collected' AND NOT edited"));
    await workspace.reopen();
    await workspace.catchUp();
    expect(await workspace.indexed()).toEqual([...lines].sort());
  });

  it("that cannot be written stops no decision and catches up later", async () => {
    await workspace.db.write((run) => run("ALTER TABLE reviews RENAME TO elsewhere"));
    await promote(0);
    expect((await workspace.curation.readDecisions(key)).candidates.get(0)?.tier).toBe("gold");
    await workspace.db.write((run) => run("ALTER TABLE elsewhere RENAME TO reviews"));
    expect(await workspace.flushed()).toHaveLength(4);
    expect(await workspace.indexed()).toEqual((await workspace.lines()).sort());
    expect(await workspace.db.all("SELECT tiers FROM reviews")).toEqual([{ tiers: "gold" }]);
  });
});

describe("a disk that refuses", () => {
  it("an event: the decision fails and nothing has changed", async () => {
    await promote(0);
    const dataset = await workspace.flushed();
    const indexed = await workspace.indexed();
    const state = workspace.curation.state();
    // A log that is not where it was takes no line.
    await rename(workspace.curationPath, `${workspace.curationPath}.away`);
    await expect(promote(1)).rejects.toMatchObject({ code: "io", where: workspace.curationPath });
    expect(workspace.curation.state()).toEqual(state);
    expect([...(await workspace.curation.readDecisions(key)).candidates.keys()]).toEqual([0]);
    expect(await workspace.flushed()).toEqual(dataset);
    expect(await workspace.indexed()).toEqual(indexed);
    await rename(`${workspace.curationPath}.away`, workspace.curationPath);
    await promote(1);
    expect(await workspace.flushed()).toHaveLength(dataset.length + 1);
  });

  it("the dataset file: the decision holds, the problem is reported, and the file is written later", async () => {
    await rename(workspace.samplesPath, `${workspace.samplesPath}.away`);
    await promote(0);
    await expect(workspace.curation.flush()).rejects.toMatchObject({ code: "not_found" });
    expect(workspace.curation.datasetProblem).toContain("training_samples.jsonl");
    await rename(`${workspace.samplesPath}.away`, workspace.samplesPath);
    expect(await workspace.flushed()).toHaveLength(4);
    expect(workspace.curation.datasetProblem).toBeNull();
  });

  it("refuses a folder in place of the log", async () => {
    await workspace.curation.close();
    await expect(CurationLog.open(workspace.folder)).rejects.toMatchObject({ code: "refused" });
    await workspace.open();
  });
});

describe("collecting during a rewrite of the dataset file", () => {
  it("neither loses nor duplicates a line", async () => {
    const many = Array.from({ length: 2000 }, (_, i) => sampleLine(`m-${i}`, { output: "y".repeat(2000) }));
    const manyRefs = await workspace.collect(...many);
    const arrived: string[] = [];
    let going = true;
    const collecting = (async () => {
      for (let i = 0; going; i++) {
        const line = sampleLine(`live-${i}`);
        const offset = await workspace.samples.append([Buffer.from(`${line}\n`)]).durable;
        expect(offset).toBeGreaterThan(0);
        arrived.push(line);
      }
    })();
    for (let round = 0; round < 6; round++) {
      await retier(manyRefs[round] ?? "");
      await workspace.curation.flush();
    }
    going = false;
    await collecting;
    expect(arrived.length).toBeGreaterThan(6);
    const after = await workspace.flushed();
    expect(after.filter((line) => line.includes(`"live-`))).toEqual(arrived);
    expect(after).toHaveLength(3 + many.length + arrived.length);
    expect(after.slice(3, 9)).toEqual(many.slice(0, 6).map((line) => line.replace(`"gold"`, `"bronze"`)));
    expect((await stat(workspace.samplesPath)).size).toBe(workspace.samples.durableBytes);
  });
});

it("removes no foreign file beside the log", async () => {
  await writeFile(`${workspace.folder}/output/notes.txt`, "mine");
  await promote(0);
  await workspace.reopen();
  expect(await readFile(`${workspace.folder}/output/notes.txt`, "utf8")).toBe("mine");
  await rm(`${workspace.folder}/output/notes.txt`);
});
