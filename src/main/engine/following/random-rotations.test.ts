import { appendFile, copyFile, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Following } from "./follower.ts";

/** A log and whoever follows it, with everything that may happen to either, in any order: every line is there once. */

let workspace: Workspace;
let next = 0;
beforeAll(async () => {
  workspace = await openTemporary();
});
afterAll(() => workspace.close());

const steps = [
  "append",
  "half",
  "rename",
  "copy and truncate",
  "replace",
  "rewrite",
  "remove",
  "look",
  "restart",
  "crash",
  "forget",
] as const;

class World {
  readonly folder: string;
  readonly log: string;
  readonly written: string[] = [];
  readonly #dialect: string | null;
  following: Following | null = null;
  #halves = "";
  #rotated = false;
  /** Lines of the file at the path were read: who has never seen a file does not know it again. */
  #isKnown = false;
  #generation = 0;
  /** Places as an earlier moment left them: what a crash goes back to. */
  #places: Map<string, Buffer> = new Map();

  constructor(folder: string, dialect: string | null) {
    this.folder = folder;
    this.log = join(folder, "log.jsonl");
    this.#dialect = dialect;
  }

  #line(): string {
    const id = `r-${next++}`;
    const row = this.#dialect
      ? {
          id,
          model: "m",
          call_type: "acompletion",
          startTime: "2026-01-01T00:00:00Z",
          endTime: "2026-01-01T00:00:01Z",
          messages: [{ role: "user", content: "hi" }],
          response: { choices: [{ message: { role: "assistant", content: "ho" } }] },
          status: "success",
        }
      : {
          schema_version: 1,
          trace_id: id,
          engine_id: "e",
          timestamp: 1,
          input: "x".repeat(next % 90),
          output: "",
          metrics: { success: true },
        };
    this.written.push(id);
    return `${JSON.stringify(row)}\n`;
  }

  async look(): Promise<void> {
    if (this.following === null) {
      const plan = this.#dialect ? { dialect: this.#dialect, answers: {} } : null;
      this.following = await workspace.follower.follow({ as: "file", path: this.log, name: "log.jsonl", kind: "auto", plan, answers: {} });
    }
    await workspace.follower.look(this.following);
    this.#rotated = false;
    this.#isKnown ||= (await this.#text()).includes("\n");
  }

  async #stop(): Promise<void> {
    if (this.following) await workspace.follower.stop(this.following.id);
    this.following = null;
  }

  async #append(text: string): Promise<void> {
    await appendFile(this.log, this.#halves + text);
    this.#halves = "";
  }

  /** Only one generation of a log comes and goes between two looks: another one was never at the path when somebody looked. */
  async #rotate(work: () => Promise<unknown>): Promise<void> {
    await this.#append("");
    if (this.#rotated || !this.#isKnown) await this.look();
    this.#rotated = true;
    this.#isKnown = false;
    await work();
  }

  #rotatedName = () => `${this.log}.${++this.#generation}`;
  #text = () => readFile(this.log, "utf8").catch(() => "");

  async step(step: (typeof steps)[number]): Promise<void> {
    if (step === "append") return this.#append(this.#line() + this.#line());
    if (step === "look") return this.look();
    if (step === "restart") return this.#stop();
    if (step === "half") {
      const line = this.#line();
      await appendFile(this.log, this.#halves + line.slice(0, 20));
      this.#halves = line.slice(20);
      return;
    }
    if (step === "crash" || step === "forget") {
      await this.#stop();
      const places = join(workspace.paths.cache, "follow");
      const now = new Map<string, Buffer>();
      for (const name of await readdir(places).catch(() => [])) now.set(name, await readFile(join(places, name)));
      await rm(places, { recursive: true, force: true });
      this.#isKnown &&= step === "crash";
      if (step === "forget") {
        // What was renamed is known by its place alone.
        if (this.#rotated) for (const [name, bytes] of now) await this.#put(places, name, bytes);
        return;
      }
      for (const [name, bytes] of this.#rotated || this.#places.size === 0 ? now : this.#places) await this.#put(places, name, bytes);
      this.#places = now;
      return;
    }
    if (step === "rename")
      await this.#rotate(async () => {
        await rename(this.log, this.#rotatedName());
        await writeFile(this.log, this.#line());
      });
    else if (step === "copy and truncate")
      await this.#rotate(async () => {
        await copyFile(this.log, this.#rotatedName());
        await truncate(this.log, 0);
        await appendFile(this.log, this.#line());
      });
    else if (step === "replace" || step === "rewrite") {
      const text = `${await this.#text()}${this.#halves}${this.#line()}`;
      this.#halves = "";
      if (step === "rewrite") await writeFile(this.log, text);
      else {
        await writeFile(`${this.log}.tmp`, text);
        await rename(`${this.log}.tmp`, this.log);
      }
    } else if (step === "remove") {
      // What nobody has read is gone with the file.
      await this.#append("");
      await this.look();
      await rm(this.log);
      this.#isKnown = false;
      await writeFile(this.log, "");
    }
  }

  async #put(folder: string, name: string, bytes: Buffer): Promise<void> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), bytes, { mode: 0o600 });
  }

  async finish(): Promise<string[]> {
    await this.#append("");
    await this.look();
    expect([...(this.following?.files.values() ?? [])].map(({ error }) => error)).toEqual([null]);
    await this.#stop();
    const lines = (await readFile(join(workspace.paths.output, "events.jsonl"), "utf8")).split("\n").filter(Boolean);
    const mine = new Set(this.written);
    return lines.map((line) => JSON.parse(line).trace_id as string).filter((id) => mine.has(id));
  }
}

it.each([null, "litellm"])("every line is there once, as %s", async (dialect) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 3, maxLength: 14 }), async (sequence) => {
      const world = new World(await temporaryFolder(), dialect);
      await writeFile(world.log, "");
      for (const step of sequence) await world.step(step);
      const kept = await world.finish();
      await rm(world.folder, { recursive: true });
      expect(kept.sort()).toEqual(world.written.sort());
    }),
    { numRuns: 12, seed: Number(process.env.ASSAY_SEED ?? 20261127) },
  );
});
