import { describe, expect, it } from "vitest";
import { type Draft, type DraftHead, type ErrorValue, type Input, maxDraftBytes, type Output, type Result } from "../../contract/index.ts";
import { DraftSync } from "./draft-sync.ts";
import { type DraftCalls, draftKey } from "./draft-types.ts";

const id = { kind: "sample", target: "s" } as const;
const text = (value: string) => ({ text: value, basedOn: "b" });

/** The host's side in memory: the same rules as the engine's store, with a door that can be shut. */
class Host {
  readonly drafts = new Map<string, Draft>();
  failure: ErrorValue | null = null;
  puts = 0;
  readonly windows = new Set<DraftSync>();

  open(writer: string, nowMs: () => number): DraftSync {
    const answer = async <T>(work: () => T): Promise<Result<T>> =>
      this.failure === null ? { ok: true, value: work() } : { ok: false, error: this.failure };
    const calls: DraftCalls = {
      list: () => answer(() => ({ drafts: [...this.drafts.values()], findings: [] })),
      get: (of) => answer(() => this.drafts.get(draftKey(of)) ?? null),
      put: (draft) => answer(() => this.#put(draft)),
      discard: (of) => answer(() => this.#discard(of)),
    };
    const sync = new DraftSync({ calls, writer, delayMs: 100_000, retryMs: 100_000, nowMs });
    this.windows.add(sync);
    return sync;
  }

  /** What the snapshot's revision does in the program. */
  async announce(): Promise<void> {
    await Promise.all([...this.windows].map((sync) => sync.refresh()));
  }

  #put(draft: Input<"drafts.put">): Output<"drafts.put"> {
    this.puts++;
    const there = this.drafts.get(draftKey(draft));
    if (there && there.writer !== draft.writer && there.editedAtMs > draft.editedAtMs) return { kept: false, draft: head(there) };
    const kept = { ...draft, sizeBytes: 1 };
    this.drafts.set(draftKey(draft), kept);
    return { kept: true, draft: head(kept) };
  }

  #discard(of: Input<"drafts.discard">): Output<"drafts.discard"> {
    const there = this.drafts.get(draftKey(of));
    if (there && there.writer !== of.writer && there.editedAtMs > of.editedAtMs) return { discarded: false };
    return { discarded: this.drafts.delete(draftKey(of)) };
  }
}

const head = ({ fields: _, ...rest }: Draft): DraftHead => rest;

async function twoWindows() {
  const host = new Host();
  const now = { a: 1000, b: 1000 };
  const a = host.open("a", () => now.a);
  const b = host.open("b", () => now.b);
  await host.announce();
  return { host, now, a, b };
}

const stateOf = (sync: DraftSync) => sync.getState().local.get(draftKey(id))?.state;
const outputOf = (sync: DraftSync) => sync.getState().local.get(draftKey(id))?.fields.output?.text;

describe("a window's drafts", () => {
  it("are called kept only once the host has answered", async () => {
    const { host, a } = await twoWindows();
    a.edit(id, "output", text("typed"));
    expect(stateOf(a)).toBe("waiting");
    const flushed = a.flush(id);
    expect(stateOf(a)).toBe("sending");
    await flushed;
    expect(stateOf(a)).toBe("kept");
    expect(host.drafts.get(draftKey(id))?.fields).toEqual({ output: text("typed") });
  });

  it("typed while one is being sent are sent after it", async () => {
    const { host, a } = await twoWindows();
    a.edit(id, "output", text("1"));
    const flushed = a.flush(id);
    a.edit(id, "output", text("2"));
    a.edit(id, "input", text("3"));
    await flushed;
    expect(stateOf(a)).toBe("kept");
    expect(host.puts).toBe(2);
    expect(host.drafts.get(draftKey(id))?.fields).toEqual({ output: text("2"), input: text("3") });
  });

  it("of two windows about different things are both there", async () => {
    const { host, a, b } = await twoWindows();
    a.edit(id, "output", text("of a"));
    b.edit({ kind: "note", target: "c" }, "note", text("of b"));
    await Promise.all([a.flushAll(), b.flushAll()]);
    expect(host.drafts.size).toBe(2);
  });

  it("of the same thing: the later edit is kept, and the other window is told and keeps its text", async () => {
    const { host, now, a, b } = await twoWindows();
    a.hold(id);
    b.hold(id);
    a.edit(id, "output", text("of a"));
    await a.flush(id);
    now.b = 2000;
    b.edit(id, "output", text("of b"));
    await b.flush(id);
    await host.announce();
    expect([stateOf(a), outputOf(a)]).toEqual(["superseded", "of a"]);
    expect([stateOf(b), outputOf(b)]).toEqual(["kept", "of b"]);
    now.a = 1500;
    a.edit(id, "output", text("of a, sent late"));
    await a.flush(id);
    expect([stateOf(a), host.drafts.get(draftKey(id))?.writer]).toEqual(["superseded", "b"]);
    a.takeOther(id);
    await a.flushAll();
    await expect.poll(() => outputOf(a)).toBe("of b");
    now.a = 3000;
    a.edit(id, "output", text("of a again"));
    await a.flush(id);
    await host.announce();
    expect([stateOf(a), stateOf(b)]).toEqual(["kept", "superseded"]);
  });

  it("that nobody looks at are fetched again when another window changed them", async () => {
    const { host, now, a, b } = await twoWindows();
    a.edit(id, "output", text("of a"));
    await a.flush(id);
    now.b = 2000;
    b.edit(id, "output", text("of b"));
    await b.flush(id);
    await host.announce();
    expect(stateOf(a)).toBeUndefined();
    await a.load(id);
    expect(outputOf(a)).toBe("of b");
  });

  it("that another window discarded stay in an open editor, and are kept again when typed on", async () => {
    const { host, a, b } = await twoWindows();
    a.hold(id);
    a.edit(id, "output", text("of a"));
    await a.flush(id);
    await host.announce();
    b.discard(id);
    await host.announce();
    expect([stateOf(a), outputOf(a)]).toEqual(["discarded", "of a"]);
    a.edit(id, "output", text("of a, more"));
    await a.flush(id);
    expect(host.drafts.get(draftKey(id))?.fields.output?.text).toBe("of a, more");
  });

  it("that the host refuses stay here and say why, and are sent again", async () => {
    const { host, a } = await twoWindows();
    host.failure = { code: "disk_full", message: "The disk is full." };
    a.edit(id, "output", text("typed"));
    await a.flush(id);
    expect(a.getState().local.get(draftKey(id))).toMatchObject({ state: "failed", failure: { code: "disk_full" } });
    host.failure = null;
    a.reconnected();
    await a.flush(id);
    await expect.poll(() => stateOf(a)).toBe("kept");
  });

  it("that are too large are not sent, and say so", async () => {
    const { host, a } = await twoWindows();
    a.edit(id, "output", text("é".repeat(maxDraftBytes / 2)));
    await a.flush(id);
    expect(a.getState().local.get(draftKey(id))).toMatchObject({ state: "failed", failure: { code: "over_limit" } });
    a.edit(id, "output", text("shorter"));
    await a.flush(id);
    expect([host.puts, stateOf(a)]).toEqual([1, "kept"]);
  });

  it("are discarded when every field is what is recorded again", async () => {
    const { host, a } = await twoWindows();
    a.edit(id, "output", text("typed"));
    a.edit(id, "input", text("typed"));
    await a.flush(id);
    a.edit(id, "output", null);
    await a.flush(id);
    expect(host.drafts.get(draftKey(id))?.fields).toEqual({ input: text("typed") });
    a.edit(id, "input", null);
    await expect.poll(() => host.drafts.size).toBe(0);
    expect(stateOf(a)).toBeUndefined();
  });

  it("are discarded once their decision is saved, and not what was typed since", async () => {
    const { host, a } = await twoWindows();
    a.edit(id, "output", text("1"));
    a.saving(id);
    a.edit(id, "output", text("2"));
    a.saved(id);
    await a.flush(id);
    expect(host.drafts.get(draftKey(id))?.fields.output?.text).toBe("2");
    a.saving(id);
    a.saved(id);
    await expect.poll(() => host.drafts.size).toBe(0);
  });

  it("discarded while the connection is lost do not come back", async () => {
    const { host, a } = await twoWindows();
    a.edit(id, "output", text("typed"));
    await a.flush(id);
    host.failure = { code: "unavailable", message: "lost" };
    a.discard(id);
    await host.announce();
    host.failure = null;
    await host.announce();
    expect(a.getState().heads.size).toBe(0);
    a.reconnected();
    await expect.poll(() => host.drafts.size).toBe(0);
  });
});
