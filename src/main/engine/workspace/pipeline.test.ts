import { beforeEach, describe, expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { ActiveProblems } from "./health.ts";
import { connectPipeline, Emitter, type PipelineEvents, type PipelineParts } from "./pipeline.ts";

const unexpected = (_: unknown, error: unknown) => {
  throw error;
};

describe("Emitter", () => {
  it("calls the listeners of an event in the order they subscribed, before emit returns", () => {
    const events = new Emitter<{ a: number; b: string }>(unexpected);
    const heard: unknown[] = [];
    events.on("a", (value) => heard.push(["first", value]));
    events.on("a", (value) => heard.push(["second", value]));
    events.on("b", (value) => heard.push(value));
    events.emit("a", 1);
    expect(heard).toEqual([
      ["first", 1],
      ["second", 1],
    ]);
  });

  it("reports what a listener throws and calls the others all the same", () => {
    const heard: unknown[] = [];
    const events = new Emitter<{ a: null }>((name, error) => heard.push([name, String(error)]));
    events.on("a", () => {
      throw new Error("broken");
    });
    events.on("a", () => heard.push("second"));
    events.emit("a", null);
    expect(heard).toEqual([["a", "Error: broken"], "second"]);
  });
});

describe("the pipeline", () => {
  let events: Emitter<PipelineEvents>;
  let calls: string[];
  const gate: PipelineParts["gate"] = { readOnly: null };
  let problems: ActiveProblems;
  const batch = { facts: () => [] } as unknown as PipelineEvents["durable"]["batch"];
  const range = { fromOffset: 0, toOffset: 9 };

  beforeEach(() => {
    calls = [];
    events = new Emitter(unexpected);
    problems = new ActiveProblems();
    const parts = {
      index: {
        hashes: { add: (channel: string) => calls.push(`known ${channel}`) },
        onDurable: (channel: string) => () => calls.push(`store ${channel}`),
      },
      dataset: { changed: () => {} },
      judging: { changed: () => {} },
      comparing: { changed: () => {} },
      queries: { changed: (what: string) => calls.push(`stale ${what}`) },
      aggregator: { addBatch: () => calls.push("window") },
      generation: { ask: () => calls.push("generate") },
      gate,
      problems,
      log: (_level: string, event: string) => calls.push(`log ${event}`),
      announce: (what: string) => calls.push(`announce ${what}`),
    };
    connectPipeline(events, parts as unknown as PipelineParts);
  });

  const emitted = <N extends keyof PipelineEvents>(name: N, value: PipelineEvents[N]) => {
    events.emit(name, value);
    return calls;
  };

  it("hands a durable batch to the store before it is announced; only executions reach the aggregator", () => {
    expect(emitted("durable", { channel: "comparisons", batch, range })).toEqual(["store comparisons", "announce counters"]);
    calls = [];
    expect(emitted("durable", { channel: "events", batch, range })).toEqual(["store events", "window", "announce counters"]);
  });

  it("forgets cached answers before it announces new rows", () => {
    expect(emitted("indexed", new Set(["events"] as const))).toEqual(["stale executions", "announce executions"]);
    calls = [];
    expect(emitted("indexed", new Set(["training_samples"] as const))).toEqual(["announce samples"]);
    calls = [];
    expect(emitted("indexed", new Set(["comparisons"] as const))).toEqual(["stale comparisons", "announce comparisons", "generate"]);
  });

  it("forgets cached reviews before it announces a decision", () => {
    expect(emitted("decided", { comparisons: true, samples: true })).toEqual(["stale reviews", "announce comparisons", "announce samples"]);
  });

  it("remembers the hash of an accepted line", () => {
    expect(emitted("accepted", { channel: "events", hash: { h0: 1, h1: 2, h2: 3 } })).toEqual(["known events", "announce counters"]);
  });

  it("makes everything read-only while the lock is lost", () => {
    const lost = new AssayError("in_use", "Process 1 has this workspace open.");
    events.emit("lock", lost);
    expect(gate.readOnly).toBe(lost);
    expect(problems.list()).toMatchObject([{ about: "lock", code: "in_use" }]);
    events.emit("lock", null);
    expect(gate.readOnly).toBeNull();
    expect(problems.list()).toEqual([]);
    expect(calls).toContain("log lock_lost");
    expect(calls).toContain("log lock_taken_again");
  });

  it("keeps a channel's problem until it can be written again", () => {
    events.emit("writable", { channel: "events", error: new AssayError("disk_full", "No space is left.") });
    expect(problems.list()).toMatchObject([{ about: "events", code: "disk_full" }]);
    events.emit("writable", { channel: "events", error: null });
    expect(problems.list()).toEqual([]);
  });
});
