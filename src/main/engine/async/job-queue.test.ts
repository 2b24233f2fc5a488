import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { type Job, JobQueue, type JobSnapshot, type JobSteps } from "./job-queue.ts";

interface Copy extends JobSnapshot {
  bytes: number;
}

/** A queue whose jobs run until they are told to end. */
function open(keep: (ended: readonly Copy[]) => readonly Copy[] = (ended) => ended, onChange = () => {}) {
  const released: string[] = [];
  const running = new Map<string, { job: Job<Copy>; end: PromiseWithResolvers<Partial<Copy>> }>();
  const queue = new JobQueue<Copy>({ noun: "copy", onChange, keep });
  const add = (id: string, steps: Partial<JobSteps<Copy>> = {}) =>
    queue.add(
      { id, state: "waiting", error: null, bytes: 0 },
      {
        run: (job) => {
          const end = Promise.withResolvers<Partial<Copy>>();
          job.signal.addEventListener("abort", () => end.reject(new AssayError("cancelled", "stopped")));
          running.set(id, { job, end });
          return end.promise;
        },
        release: async () => void released.push(id),
        ...steps,
      },
    );
  const states = () => [...queue.ended, ...queue.running, ...queue.waiting()].map(({ id, state }) => `${id} ${state}`);
  const end = async (id: string, how: Partial<Copy> = { state: "done" }) => {
    running.get(id)?.end.resolve(how);
    await turn();
  };
  return { queue, add, end, states, running, released };
}

describe("a job queue", () => {
  it("runs one job after the other, shows progress, and releases each once", async () => {
    const { queue, add, end, states, running, released } = open();
    for (const id of ["a", "b"]) add(id);
    await turn();
    expect(states()).toEqual(["a running", "b waiting"]);
    running.get("a")?.job.update({ bytes: 5 });
    expect(queue.running).toMatchObject([{ id: "a", bytes: 5 }]);
    await end("a", { state: "done", bytes: 9 });
    expect(states()).toEqual(["a done", "b running"]);
    expect(queue.ended).toMatchObject([{ id: "a", bytes: 9 }]);
    await end("b");
    expect(queue.busy).toBe(false);
    expect(released).toEqual(["a", "b"]);
    queue.clearEnded();
    expect(states()).toEqual([]);
  });

  it("runs the next job after one that was cancelled as soon as it was added", async () => {
    let onChange = () => {};
    const { queue, add, states } = open(undefined, () => onChange());
    onChange = () => {
      onChange = () => {};
      queue.cancel("a");
    };
    add("a");
    await turn();
    expect(queue.busy).toBe(false);
    add("b");
    await turn();
    expect(states()).toEqual(["a cancelled", "b running"]);
  });

  it("ends a failed job with its error and goes on", async () => {
    const { queue, add, states } = open();
    add("a", { run: () => Promise.reject(new AssayError("io", "broken", { fix: "mend it" })) });
    add("b");
    await turn();
    expect(states()).toEqual(["a failed", "b running"]);
    expect(queue.ended).toMatchObject([{ error: { code: "io", message: "broken", fix: "mend it" } }]);
    await queue.close();
  });

  it("prepares waiting jobs at once; a failure ends one before its turn", async () => {
    const { queue, add, states } = open();
    add("a");
    add("b", { prepare: () => Promise.reject(new AssayError("over_limit", "too big")) });
    add("c", { prepare: async ({ update }) => update({ bytes: 3 }) });
    await turn();
    expect(states()).toEqual(["b failed", "a running", "c waiting"]);
    expect([...queue.waiting()]).toMatchObject([{ bytes: 3 }]);
    await queue.close();
  });

  it("cancels what waits at once and what runs through its signal", async () => {
    const { queue, add, states, released } = open();
    for (const id of ["a", "b", "c"]) add(id);
    await turn();
    queue.cancel("b");
    expect(states()).toEqual(["b cancelled", "a running", "c waiting"]);
    queue.cancel("a");
    await turn();
    expect(states()).toEqual(["b cancelled", "a cancelled", "c running"]);
    queue.cancel("a");
    expect(() => queue.cancel("none")).toThrow("There is no such copy.");
    await queue.close();
    expect(released).toEqual(["b", "a", "c"]);
    expect(queue.busy).toBe(false);
  });

  it("lets the next job run while one only has to finish, and closes when all have", async () => {
    const { queue, add, end, states, released } = open();
    const finish = Promise.withResolvers<void>();
    add("a", { finish: () => finish.promise });
    add("b");
    await turn();
    await end("a");
    expect(states()).toEqual(["a running", "b running"]);
    expect(released).toEqual(["a"]);
    let isClosed = false;
    const closing = queue.close().then(() => {
      isClosed = true;
    });
    await turn();
    expect(isClosed).toBe(false);
    expect(states()).toEqual(["b cancelled", "a running"]);
    finish.resolve();
    await closing;
    expect(states()).toEqual(["b cancelled", "a done"]);
    expect(released).toEqual(["a", "b"]);
  });

  it("keeps as many ended jobs as it is told to", async () => {
    const { queue, add, end, states } = open((ended) => ended.slice(-1));
    for (const id of ["a", "b"]) add(id);
    await turn();
    await end("a");
    await end("b");
    expect(states()).toEqual(["b done"]);
    expect(() => queue.cancel("a")).toThrow("no such copy");
  });
});
