import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ConversionPlan, ImportJob } from "../../../contract/index.ts";
import { customMapping } from "../testing/custom-mapping.ts";
import { openTestSession } from "../testing/open-test-session.ts";

const signal = new AbortController().signal;
it("a file that waits says what its rows would replace; the answer replaces it as one step, and the report has its undo", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-session-"));
  const session = await openTestSession(folder);
  const { handlers } = session;
  const file = join(folder, "rows.jsonl");
  const row = (i: number) => `${JSON.stringify({ model: "m", ask: `q${i}`, answer: "a", at: 1764145200 + i, took: i + 1 })}\n`;
  await writeFile(file, Array.from({ length: 120 }, (_, i) => row(i)).join(""));

  const reaches = (id: string, state: ImportJob["state"]) =>
    new Promise<ImportJob>((resolve, reject) => {
      const look = ({ imports }: { imports: readonly ImportJob[] }) => {
        const job = imports.find((one) => one.id === id);
        if (job?.state === state) resolve(job);
        else if (job && job.finishedAtMs !== null) reject(new Error(`The import is ${job.state}, not ${state}.`));
      };
      session.subscribe("snapshot", look);
      void handlers["live.snapshot"]({}, { signal }).then(look);
    });
  const drop = async () => {
    const { id: grant } = await session.grant(file);
    const { jobs } = await handlers["imports.start"]({ grants: [grant], kind: "auto", keepDuplicates: false }, { signal });
    const [job = ""] = jobs;
    await reaches(job, "asking");
    return job;
  };
  const latency = async () => {
    const { engines } = await session.workspace.stats({ successfulOnly: false, percentiles: [50] });
    return [engines[0]?.count, engines[0]?.latencyMs.percentiles[0]];
  };
  const take = async (job: string, plan: ConversionPlan, replace?: boolean) => {
    await handlers["imports.answer"]({ jobs: [job], plan, ...(replace && { replace }) }, { signal });
    return reaches(job, "done");
  };

  const first = await drop();
  expect(await handlers["imports.earlier"]({ job: first, plan: customMapping("ms") }, { signal })).toBeNull();
  expect(await take(first, customMapping("ms"))).toMatchObject({ accepted: 120, differing: 0, replaced: null });

  const second = await drop();
  expect(await handlers["imports.earlier"]({ job: second, plan: customMapping("ms") }, { signal })).toBeNull();
  // No record is of that dialect, so the file is not even looked for.
  const gone = { kind: "auto", keepDuplicates: false, plan: { dialect: "promptfoo", answers: {} } } as const;
  expect(await session.workspace.plans.countEarlier(join(folder, "gone.jsonl"), gone)).toBeNull();
  await expect(session.workspace.plans.countEarlier(join(folder, "gone.jsonl"), { ...gone, plan: customMapping("ms") })).rejects.toThrow();
  const counted = { records: 120, removed: 0, kept: 0, keptIn: [], carried: 0, lost: 0, lostIn: [], earlier: ["custom 2"], steps: [] };
  expect(await handlers["imports.earlier"]({ job: second, plan: customMapping("s") }, { signal })).toEqual(counted);
  const aborted = handlers["imports.earlier"]({ job: second, plan: customMapping("s") }, { signal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ code: "cancelled" });
  // Looking changes neither what is known nor what is counted.
  expect((await handlers["live.snapshot"]({}, { signal })).channels.find(({ name }) => name === "events")).toMatchObject({ duplicates: 0 });
  await handlers["imports.cancel"]({ job: second }, { signal });
  await writeFile(file, Array.from({ length: 121 }, (_, i) => row(i)).join(""));
  const grown = await drop();
  expect(await handlers["imports.earlier"]({ job: grown, plan: customMapping("s") }, { signal })).toEqual(counted);
  expect(await take(grown, customMapping("s"))).toMatchObject({ accepted: 1, duplicates: 120, differing: 120, replaced: null });
  expect(await latency()).toEqual([121, 61]);

  const { replaced } = await take(await drop(), customMapping("s"), true);
  expect(replaced).toEqual({ ...counted, steps: [expect.any(String)] });
  expect(await latency()).toEqual([121, 61000]);
  await handlers["curation.undoEvent"]({ eventId: replaced?.steps[0] as string }, { signal });
  expect(await latency()).toEqual([121, 61]);
  await session.close();
});
