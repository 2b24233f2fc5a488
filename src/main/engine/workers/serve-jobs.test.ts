import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { defineJob, JobTable } from "./job.ts";
import { serveJobs } from "./serve-jobs.ts";

it("answers a failure with its name, and anything else with its stack", async () => {
  const { port1, port2 } = new MessageChannel();
  const fail = (name: string, thrown: unknown) => [
    defineJob(name, -1),
    () => {
      throw thrown;
    },
  ];
  const jobs = new JobTable();
  for (const [job, handler] of [
    fail("named", new AssayError("over_limit", "too long", { where: "f" })),
    fail("bug", new TypeError("oops")),
  ])
    jobs.register(job as ReturnType<typeof defineJob>, handler as () => never);
  serveJobs(port2, jobs);
  const ask = async (job: string) => {
    port1.postMessage({ id: 1, job, request: { bytes: new Uint8Array(0) } });
    const [answer] = await once(port1, "message");
    return answer;
  };
  expect(await ask("named")).toEqual({ id: 1, error: { code: "over_limit", message: "too long", where: "f" } });
  expect((await ask("bug")).error).toMatch(/^TypeError: oops\n/);
  port1.close();
});
