import { beforeAll, describe, expect, it, vi } from "vitest";
import { appCommands, type Result } from "../../contract/index.ts";
import type { Shortcut } from "../components/use-commands.ts";
import { answerOf } from "../testing/curation-fixtures.ts";

/** What was asked of the host, answered when the test says so. */
const host = vi.hoisted(() => {
  const calls: { name: string; answer: (result: unknown) => void }[] = [];
  // What the modules under test look for in a page when they are loaded.
  Object.assign(globalThis, { window: { matchMedia: () => ({ matches: false }), open: () => null } });
  return { calls };
});
vi.mock("../transport/index.ts", () => ({
  transport: {
    call: (name: string) => new Promise((answer) => host.calls.push({ name, answer })),
    subscribe: () => () => undefined,
  },
}));

let shell: typeof import("./commands.ts");
let lists: typeof import("./shortcut-lists.ts");
let shortcuts: typeof import("./Shortcuts.tsx");
let comparisons: typeof import("../views/comparisons/commands.ts");
let review: typeof import("../review/decisions.ts");
beforeAll(async () => {
  shell = await import("./commands.ts");
  lists = await import("./shortcut-lists.ts");
  shortcuts = await import("./Shortcuts.tsx");
  comparisons = await import("../views/comparisons/commands.ts");
  review = await import("../review/decisions.ts");
});

describe("command tables", () => {
  it("bind no key twice in one view", () => {
    const everywhere = lists.generalShortcuts.filter(({ id }) => !id.startsWith("list.") && id !== "dialog.close");
    for (const table of [everywhere, ...Object.values(lists.viewShortcuts)] as (readonly Shortcut[])[]) {
      const keys = table.flatMap((shortcut) => shortcut.keys);
      expect(keys).toEqual([...new Set(keys)]);
    }
  });

  it("leave the first key of a sequence free: g 4 goes to a view from every view", () => {
    const firsts = lists.generalShortcuts.flatMap(({ keys }) => keys.filter((key) => key.includes(" ")).map((key) => key.split(" ")[0]));
    expect(new Set(firsts)).toEqual(new Set(["g"]));
    for (const table of Object.values(lists.viewShortcuts)) expect(table.flatMap(({ keys }) => keys)).not.toContain("g");
  });

  it("say of every shortcut what it does", () => {
    for (const table of [lists.generalShortcuts, ...Object.values(lists.viewShortcuts)])
      for (const { id, help, label } of table) expect(help ?? label ?? "", id).not.toBe("");
  });

  it("name every command once", () => {
    const ids = appCommands.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("give every letter its candidate", () => {
    expect(comparisons.candidateCommands[0]?.keys).toEqual(["shift+a"]);
    expect(comparisons.candidateCommands.at(-1)?.keys).toEqual(["shift+z"]);
  });
});

describe("helpLines", () => {
  it("puts shortcuts with the same help on one line", () => {
    const lines = shortcuts.helpLines([
      { id: "a", keys: ["j"], help: "Next" },
      { id: "b", keys: ["x"], label: "Reject" },
      { id: "c", keys: ["ArrowDown"], help: "Next" },
    ]);
    expect(lines).toEqual([
      { help: "Next", keys: ["j", "ArrowDown"] },
      { help: "Reject", keys: ["x"] },
    ]);
  });
});

describe("undo and redo of the palette and the menu", () => {
  it("wait in the queue behind decisions that are being saved", async () => {
    const names = () => host.calls.map(({ name }) => name).filter((name) => /^curation\.(apply|undo|redo)$/.test(name));
    const answer = async (at: number) => {
      const calls = host.calls.filter(({ name }) => /^curation\.(apply|undo|redo)$/.test(name));
      calls[at]?.answer({ ok: true, value: answerOf("done") } satisfies Result<unknown>);
      await new Promise<void>((done) => void setTimeout(done, 0));
    };
    review.queueDecision([{ type: "tie", comparison: "a".repeat(24) }], "mark c-1 as a tie");
    shell.runAppCommand("undo");
    shell.runAppCommand("redo");
    expect(names()).toEqual(["curation.apply"]);
    await answer(0);
    expect(names()).toEqual(["curation.apply", "curation.undo"]);
    await answer(1);
    expect(names()).toEqual(["curation.apply", "curation.undo", "curation.redo"]);
    await answer(2);
    expect(review.decisionQueue.getState().waiting).toEqual([]);
  });
});
