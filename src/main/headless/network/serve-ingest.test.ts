import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCli } from "../run.ts";
import { runAssay } from "../testing/run-assay.ts";
import { executions } from "./testing/open-network-door.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-ingest-"));
});
afterEach(() => rm(folder, { recursive: true }));

interface Served {
  ingest: { url: string; tokenFile: string };
}

/** Serves until the work is done. @returns what was printed first, and the exit code. */
async function serving(argv: readonly string[], work: (served: Served) => Promise<void>): Promise<number> {
  const stop = new AbortController();
  const { stdin } = process;
  let begun: Promise<void> | undefined;
  const code = await runCli(["serve", "--no-open", "--json", "--workspace", join(folder, "w"), ...argv], {
    output: {
      write: async (text) => {
        begun = work(JSON.parse(text.toString())).finally(() => stop.abort());
        begun.catch(() => {});
      },
      note: () => {},
      progress: () => {},
    },
    stdin,
    stderr: { write: () => {} },
    env: { ASSAY_HOME: join(folder, "home") },
    cwd: () => folder,
    places: {
      importWorkerUrl: new URL("../../engine/workspace/import-worker.ts", import.meta.url),
      rendererDir: import.meta.dirname,
      resourcesDir: import.meta.dirname,
      version: "1.2.3",
    },
    stop: stop.signal,
  });
  await begun;
  return code;
}

it("assay serve --ingest takes records, and keeps port and token for the next start", async () => {
  let first: Served["ingest"] | undefined;
  const port = await takenPort().then(({ port, free }) => free().then(() => port));
  for (const [argv, ids] of [
    [
      ["--ingest", String(port)],
      ["t-1", "t-2"],
    ],
    [["--ingest"], ["t-2", "t-3"]],
  ] as const) {
    const code = await serving(argv, async ({ ingest }) => {
      expect(first ?? ingest).toEqual(ingest);
      first = ingest;
      expect(ingest.url).toBe(`http://127.0.0.1:${port}`);
      if (process.platform !== "win32") expect((await stat(ingest.tokenFile)).mode & 0o777).toBe(0o600);
      const token = (await readFile(ingest.tokenFile, "utf8")).trim();
      const answer = await fetch(`${ingest.url}/v1/records`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: executions(ids),
      });
      expect(answer.status).toBe(200);
    });
    expect(code).toBe(0);
  }
  const stats = await runAssay(["stats", "--json", "--workspace", join(folder, "w")], { env: { ASSAY_HOME: join(folder, "home") } });
  expect(JSON.parse(stats.stdout).overall.count).toBe(3);
  // It was opened for those runs alone.
  expect(await serving([], async (served) => expect(served.ingest).toBeUndefined())).toBe(0);
});

it("says when the port is in use, and refuses what is no port", async () => {
  const { port, free } = await takenPort();
  const { code, stderr } = await runAssay(["serve", "--no-open", "--workspace", join(folder, "w"), "--ingest", String(port)], {
    env: { ASSAY_HOME: join(folder, "home") },
  });
  await free();
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining("--ingest PORT") });
  expect((await runAssay(["serve", "--ingest", "70000"])).code).toBe(2);
  const wrong: [string[], string][] = [
    [["80x"], 'not "80x"'],
    [[String(port), "--port", String(port)], "another port"],
  ];
  for (const [argv, says] of wrong)
    expect(await runAssay(["serve", "--ingest", ...argv])).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
});

async function takenPort(): Promise<{ port: number; free: () => Promise<unknown> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return { port, free: () => new Promise((resolve) => server.close(resolve)) };
}
