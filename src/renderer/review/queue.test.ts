import { describe, expect, it } from "vitest";
import type { CurationAction, CurationAnswer, ErrorValue, Result } from "../../contract/index.ts";
import { answerOf } from "../testing/curation-fixtures.ts";
import { createDecisionQueue, getUnsaved, type Step, unsavedActions } from "./queue.ts";

const promote = (position: number): CurationAction => ({ type: "promote", comparison: "a".repeat(24), position, tier: "gold" });
const full: ErrorValue = { code: "disk_full", message: "The disk is full." };

/** An engine that answers when the test says so. @param whenCalm as the queue's. */
function slowEngine(whenCalm?: (show: () => void) => void) {
  const sent: { step: Step; answer: (result: Result<CurationAnswer>) => void }[] = [];
  const saved: Step[] = [];
  const queue = createDecisionQueue<CurationAnswer>(
    (step) => new Promise((answer) => sent.push({ step, answer })),
    (step) => saved.push(step),
    whenCalm,
  );
  const settled = () => new Promise<void>((done) => void setTimeout(done, 0));
  const answer = async (index: number, result: Result<CurationAnswer>) => {
    const call = sent[index];
    if (call === undefined) throw new Error(`call ${index} was not made`);
    call.answer(result);
    await settled();
  };
  return {
    queue,
    sent,
    saved,
    ok: (index: number) => answer(index, { ok: true, value: answerOf("done") }),
    fail: (index: number) => answer(index, { ok: false, error: full }),
  };
}

const words = (steps: { step: Step }[]) => steps.map(({ step }) => (step.kind === "apply" ? step.words : step.kind));

describe("the queue of decisions", () => {
  it("sends one at a time, in the order they were made, and drops none", async () => {
    const { queue, sent, saved, ok } = slowEngine();
    for (let index = 0; index < 5; index++) queue.decide([promote(index)], `p${index}`);
    expect(words(sent)).toEqual(["p0"]);
    expect(queue.getState().waiting).toHaveLength(5);
    for (let index = 0; index < 5; index++) await ok(index);
    expect(words(sent)).toEqual(["p0", "p1", "p2", "p3", "p4"]);
    expect(saved).toHaveLength(5);
    expect(queue.getState()).toMatchObject({ waiting: [], failed: [], savedSteps: 5 });
  });

  it("keeps a decision unsaved until the engine has answered", async () => {
    const { queue, saved, ok } = slowEngine();
    queue.decide([promote(1)], "p1");
    expect(unsavedActions(queue.getState().waiting)).toEqual([promote(1)]);
    expect(saved).toEqual([]);
    await ok(0);
    expect(unsavedActions(queue.getState().waiting)).toEqual([]);
    expect(saved).toHaveLength(1);
  });

  it("takes a failed decision back, keeps it to send again, and goes on with the rest", async () => {
    const { queue, sent, ok, fail } = slowEngine();
    queue.decide([promote(0)], "first");
    queue.decide([promote(1)], "second");
    await fail(0);
    expect(unsavedActions(queue.getState().waiting)).toEqual([promote(1)]);
    expect(queue.getState().failed).toMatchObject([{ step: { words: "first" }, error: full }]);
    await ok(1);
    const failedId = queue.getState().failed[0]?.id ?? -1;
    queue.retry(failedId);
    expect(queue.getState().failed).toEqual([]);
    await ok(2);
    expect(words(sent)).toEqual(["first", "second", "first"]);
    expect(queue.getState().savedSteps).toBe(2);
  });

  it("lets a failed decision go when told to", async () => {
    const { queue, sent, fail } = slowEngine();
    queue.decide([promote(0)], "first");
    await fail(0);
    queue.dismiss(queue.getState().failed[0]?.id ?? -1);
    expect(queue.getState().failed).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it("does not let the undo of a failed decision undo an older one", async () => {
    const { queue, sent, ok, fail } = slowEngine();
    queue.decide([promote(0)], "fails");
    queue.undo();
    await fail(0);
    expect(words(sent)).toEqual(["fails"]);
    expect(queue.getState()).toMatchObject({ waiting: [], failed: [] });
    queue.undo();
    await ok(1);
    expect(words(sent)).toEqual(["fails", "undo"]);
  });

  it("removes only the undo that belongs to the failed decision", async () => {
    const { queue, sent, ok, fail } = slowEngine();
    queue.decide([promote(0)], "fails");
    queue.decide([promote(1)], "holds");
    queue.undo();
    queue.undo();
    await fail(0);
    await ok(1);
    await ok(2);
    expect(words(sent)).toEqual(["fails", "holds", "undo"]);
    expect(queue.getState().waiting).toEqual([]);
  });

  it("goes on after an undo that fails", async () => {
    const { queue, ok, fail } = slowEngine();
    queue.undo();
    queue.decide([promote(0)], "first");
    await fail(0);
    await ok(1);
    expect(queue.getState()).toMatchObject({ waiting: [], failed: [], savedSteps: 1 });
  });

  it("forgets another workspace's decisions, even the one that is under way", async () => {
    const { queue, sent, saved, ok } = slowEngine();
    queue.decide([promote(0)], "under way");
    queue.decide([promote(1)], "not sent");
    queue.startOver();
    await ok(0);
    expect(words(sent)).toEqual(["under way"]);
    expect(saved).toEqual([]);
    queue.decide([promote(2)], "new");
    await ok(1);
    expect(words(sent)).toEqual(["under way", "new"]);
    expect(queue.getState()).toMatchObject({ waiting: [], failed: [], savedSteps: 1 });
  });

  it("tells its listeners until they leave", async () => {
    const { queue, ok } = slowEngine();
    let told = 0;
    const leave = queue.subscribe(() => {
      told += 1;
    });
    queue.decide([promote(0)], "first");
    await ok(0);
    expect(told).toBe(2);
    leave();
    queue.decide([promote(0)], "second");
    expect(told).toBe(2);
  });
});

describe("a decision that is on disk while the next comparison is painted", () => {
  /** Shows what is on disk when the test says so. */
  function busyScreen() {
    let show = () => {};
    const engine = slowEngine((given) => {
      show = given;
    });
    let changes = 0;
    engine.queue.subscribe(() => {
      changes += 1;
    });
    return { ...engine, calm: () => show(), changes: () => changes };
  }

  it("is shown when there is calm, and the one after it is sent without waiting for that", async () => {
    const { queue, sent, saved, ok, calm, changes } = busyScreen();
    queue.decide([promote(0)], "p0");
    queue.decide([promote(1)], "p1");
    await ok(0);
    await ok(1);
    expect(words(sent)).toEqual(["p0", "p1"]);
    expect([saved, changes(), queue.getState().waiting.length]).toEqual([[], 2, 2]);
    calm();
    expect([words(saved.map((step) => ({ step }))), changes()]).toEqual([["p0", "p1"], 3]);
    expect(queue.getState()).toEqual({ waiting: [], failed: [], savedSteps: 2 });
    calm();
    expect(changes()).toBe(3);
  });

  it("is shown with the next decision, in one change", async () => {
    const { queue, saved, ok, changes } = busyScreen();
    queue.decide([promote(0)], "p0");
    await ok(0);
    queue.decide([promote(1)], "p1");
    expect([saved.length, changes()]).toEqual([1, 2]);
    expect(words([...queue.getState().waiting])).toEqual(["p1"]);
  });

  it("hides no failure of the one after it, which is told at once", async () => {
    const { queue, saved, ok, fail } = busyScreen();
    queue.decide([promote(0)], "holds");
    queue.decide([promote(1)], "fails");
    await ok(0);
    await fail(1);
    expect(saved).toHaveLength(1);
    expect(queue.getState()).toMatchObject({ waiting: [], failed: [{ step: { words: "fails" }, error: full }], savedSteps: 1 });
  });

  it("is what an undo undoes", async () => {
    const { queue, sent, saved, ok } = busyScreen();
    queue.decide([promote(0)], "p0");
    await ok(0);
    queue.undo();
    await ok(1);
    expect([words(sent), words(saved.map((step) => ({ step })))]).toEqual([
      ["p0", "undo"],
      ["p0", "undo"],
    ]);
    expect(queue.getState().waiting).toEqual([]);
  });

  it("is not shown in another workspace", async () => {
    const { queue, saved, ok, calm } = busyScreen();
    queue.decide([promote(0)], "p0");
    await ok(0);
    queue.startOver();
    calm();
    expect([saved, queue.getState().savedSteps]).toEqual([[], 0]);
  });
});

describe("undo from the palette, undo of a row, and a generation", () => {
  it("wait behind the decisions that were made before them", async () => {
    const { queue, sent, saved, ok } = slowEngine();
    for (const name of ["one", "two", "three"]) queue.decide([promote(0)], name);
    queue.undo(true);
    queue.undoEvent("e");
    queue.generate(() => {});
    expect(words(sent)).toEqual(["one"]);
    for (let index = 0; index < 6; index++) await ok(index);
    expect(words(sent)).toEqual(["one", "two", "three", "undo", "undoEvent", "generate"]);
    expect(saved[3]).toEqual({ kind: "undo", toast: true });
    expect(queue.getState().waiting).toEqual([]);
  });

  it("an undo that was pressed for a failed decision is not sent for the undo of a row before it", async () => {
    const { queue, sent, fail, ok } = slowEngine();
    queue.decide([promote(0)], "fails");
    queue.undoEvent("e");
    queue.undo();
    await fail(0);
    await ok(1);
    await ok(2);
    expect(words(sent)).toEqual(["fails", "undoEvent", "undo"]);
  });

  it("a redo after the undo of a failed decision redoes no older step, and the decision is kept to be sent again", async () => {
    const { queue, sent, fail } = slowEngine();
    queue.decide([promote(0)], "fails");
    queue.undo();
    queue.redo();
    await fail(0);
    expect(words(sent)).toEqual(["fails"]);
    expect(queue.getState()).toMatchObject({ waiting: [], failed: [{ error: full }] });
  });

  it.each(["generate", "undoEvent", "redo"] as const)("an undo that was pressed for a failed %s is not sent", async (kind) => {
    const { queue, sent, fail } = slowEngine();
    if (kind === "generate") queue.generate(() => {});
    else if (kind === "undoEvent") queue.undoEvent("e");
    else queue.redo();
    queue.undo();
    await fail(0);
    expect(words(sent)).toEqual([kind]);
    expect(queue.getState()).toMatchObject({ waiting: [], failed: [] });
  });

  it("a redo that was pressed for a failed undo is not sent, one after something new is", async () => {
    const { queue, sent, fail } = slowEngine();
    queue.undo();
    queue.redo();
    await fail(0);
    expect(words(sent)).toEqual(["undo"]);
    queue.undo();
    queue.decide([promote(0)], "new");
    queue.redo();
    await fail(1);
    expect(words(sent)).toEqual(["undo", "undo", "new"]);
    expect(queue.getState().waiting).toHaveLength(2);
  });
});

describe("what is unsaved of one comparison", () => {
  it("is the same array while others are decided, and another once it is decided itself", () => {
    const { queue } = slowEngine();
    const [own, other] = ["a".repeat(24), "b".repeat(24)];
    queue.decide([promote(0)], "gold");
    const first = getUnsaved(own, queue.getState().waiting);
    queue.decide([{ type: "skip", comparison: other }], "skip");
    expect(getUnsaved(own, queue.getState().waiting)).toBe(first);
    queue.decide([promote(1)], "gold");
    expect(getUnsaved(own, queue.getState().waiting)).toEqual([promote(0), promote(1)]);
  });
});
