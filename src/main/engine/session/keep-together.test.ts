import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ImportJob } from "../../../contract/index.ts";
import { freshFolder } from "../testing/fresh-folder.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import type { UsableFile } from "./grants.ts";
import { keepTogether } from "./keep-together.ts";

const folder = freshFolder("together");
const signal = new AbortController().signal;

it("a batch finds its requests in the file that came with it, imported before it as an upload; no copy stays", async () => {
  const session = await openTestSession(folder());
  const { handlers } = session;
  const asked = { model: "m", messages: [{ role: "user", content: "Why?" }] };
  const request = { custom_id: "r-1", method: "POST", url: "/v1/chat/completions", body: asked };
  const body = { id: "x", model: "m-1", created: 1_700_000_000, choices: [{ message: { role: "assistant", content: "Because." } }] };
  const answer = { id: "b-1", custom_id: "r-1", response: { status_code: 200, request_id: "q", body }, error: null };
  const paths = ["a-input.jsonl", "b-output.jsonl"].map((name) => join(folder(), name));
  for (const [i, row] of [request, answer].entries()) await writeFile(paths[i] as string, `${JSON.stringify(row)}\n`);
  const grants: string[] = [];
  for (const path of paths) grants.push((await session.grant(path, { disposeAfterUse: true })).id);

  const reaches = (id: string, state: ImportJob["state"]) =>
    new Promise<void>((resolve) => {
      const look = ({ imports }: { imports: readonly ImportJob[] }) => {
        if (imports.some((job) => job.id === id && job.state === state)) resolve();
      };
      session.subscribe("snapshot", look);
      void handlers["live.snapshot"]({}, { signal }).then(look);
    });
  const { jobs } = await handlers["imports.start"]({ grants, kind: "auto", keepDuplicates: false }, { signal });
  for (const job of jobs) {
    await reaches(job, "asking");
    await handlers["imports.answer"]({ jobs: [job], plan: { dialect: "openai-batch", answers: {} } }, { signal });
    await reaches(job, "done");
  }
  const events = await readFile(join(folder(), "w", "output", "events.jsonl"), "utf8");
  expect(JSON.parse(events)).toMatchObject({ task_id: "r-1", input: "Why?", output: "Because." });
  await session.close();
  expect(paths.map((path) => existsSync(path))).toEqual([false, false]);
});

it("files are done once the last of them is; those too large to say anything of others at once", async () => {
  const done: string[] = [];
  const file = (name: string, sizeBytes: number): UsableFile => ({
    path: name,
    name,
    sizeBytes,
    isCopy: false,
    done: async () => void done.push(name),
  });
  const [a, big, c] = keepTogether([file("a", 1), file("big", 65 * 1024 * 1024), file("c", 1)]);
  await a?.done();
  await a?.done();
  await big?.done();
  expect(done).toEqual(["big"]);
  await c?.done();
  expect(done).toEqual(["big", "a", "c"]);
});
