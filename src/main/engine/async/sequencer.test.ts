import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Sequencer } from "./sequencer.ts";

describe("a sequencer", () => {
  it("starts a task when the one before it has settled, also when that failed", async () => {
    const order: string[] = [];
    const sequencer = new Sequencer();
    const task = (name: string, fails: boolean) => async () => {
      order.push(`${name} starts`);
      await turn();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
    const failing = sequencer.queue(task("a", true));
    const answer = sequencer.queue(task("b", false));
    await expect(failing).rejects.toThrow("a");
    expect(await answer).toBe("b");
    expect(order).toEqual(["a starts", "a ends", "b starts", "b ends"]);
  });

  it("is settled once everything queued has run, and does not pass on a failure", async () => {
    const sequencer = new Sequencer();
    let ran = 0;
    sequencer
      .queue(async () => {
        await turn();
        ran++;
        throw new Error("no");
      })
      .catch(() => {});
    void sequencer.queue(() => ran++);
    await sequencer.settled();
    expect(ran).toBe(2);
  });

  it("passes on what a task throws before its first await", async () => {
    const failing = new Sequencer().queue(() => {
      throw new Error("at once");
    });
    await expect(failing).rejects.toThrow("at once");
  });
});
