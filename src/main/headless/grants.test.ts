import { mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Grant, Snapshot } from "../../contract/index.ts";
import { uploadTicketHeader } from "../../contract/web-door.ts";
import { openSession, type Session, silentLog } from "../engine/index.ts";
import { startWebHost, type WebHost } from "./serve.ts";
import { connectClient, type SocketClient } from "./testing/socket-client.ts";

/** What a screen may name of this disk: nothing but what it was given, once. The real engine, uploads and calls over real sockets. */

const secret = '{"the file":"a made-up name must not lead to"}\n';
interface Running {
  workspace: string;
  session: Session;
  host: WebHost;
  client: SocketClient;
}
let folder: string;
let ours: Running;
let theirs: Running;

async function start(name: string): Promise<Running> {
  const workspace = join(folder, name);
  const session = await openSession({
    workspacePath: workspace,
    stateDir: join(folder, `${name}-state`),
    importWorkerUrl: new URL("../engine/workspace/import-worker.ts", import.meta.url),
    host: { host: "web", version: "0", platform: process.platform, canPickFolder: false },
    log: silentLog,
  });
  const host = await startWebHost({ session, rendererDir: folder, port: 0, log: silentLog });
  return { workspace, session, host, client: await connectClient(host) };
}

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "assay-grants-")));
  await writeFile(join(folder, "secret.jsonl"), secret);
  [ours, theirs] = await Promise.all([start("ours"), start("theirs")]);
});
afterAll(async () => {
  for (const { client, host, session } of [ours, theirs]) {
    client.close();
    await host.close();
    await session.close();
  }
  await rm(folder, { recursive: true });
});

async function upload({ host, client }: Running, name: string, body = "{}\n"): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${host.port}/files?name=${name}`, {
    method: "POST",
    headers: { [uploadTicketHeader]: client.ticket, origin: `http://127.0.0.1:${host.port}` },
    body,
  });
  return ((await response.json()) as { value: Grant }).value.id;
}

const uses = {
  "imports.start": (grants: string[]) => ours.client.call("imports.start", { grants, kind: "auto", keepDuplicates: false }),
  "models.import": (grants: string[]) => ours.client.call("models.import", { grants }),
};
type Use = keyof typeof uses;

const uploads = () => readdir(join(ours.workspace, ".assay", "uploads")).catch(() => []);

/** Puts a link where the newest upload lies. */
async function linkInsteadOfUpload(before: readonly string[], target: string): Promise<void> {
  const added = (await uploads()).find((name) => !before.includes(name)) ?? "";
  const path = join(ours.workspace, ".assay", "uploads", added);
  await rm(path);
  await symlink(target, path);
}

/** A file of the disk that the session was handed, as the desktop does. */
async function handedOver(name: string): Promise<{ id: string; path: string }> {
  const path = join(await mkdtemp(join(folder, "handed-")), name);
  await writeFile(path, "{}\n");
  return { id: (await ours.session.grant(path)).id, path };
}

const refused: { what: string; code: string; grants: (use: Use) => Promise<string[]> }[] = [
  { what: "a made-up id", code: "not_found", grants: async () => ["3f1c9e52-0000-4000-8000-000000000000"] },
  { what: "a path", code: "not_found", grants: async () => [join(folder, "secret.jsonl")] },
  { what: "a path out of the workspace", code: "not_found", grants: async () => ["../secret.jsonl"] },
  { what: "an encoded path", code: "not_found", grants: async () => ["%2e%2e%2fsecret.jsonl"] },
  { what: "a name of every object", code: "not_found", grants: async () => ["__proto__"] },
  { what: "an id with a NUL", code: "not_found", grants: async () => ["a\0b"] },
  { what: "an empty id", code: "invalid_argument", grants: async () => [""] },
  { what: "an id as long as a message", code: "invalid_argument", grants: async () => ["x".repeat(1 << 20)] },
  { what: "somebody else's grant", code: "not_found", grants: async () => [await upload(theirs, "theirs.jsonl")] },
  {
    what: "a grant that was used",
    code: "not_found",
    grants: async (use) => {
      const id = await upload(ours, "used.jsonl");
      expect(await uses[use]([id])).toMatchObject({ ok: true });
      return [id];
    },
  },
  {
    what: "one grant twice",
    code: "not_found",
    grants: async () => {
      const id = await upload(ours, "twice.jsonl");
      return [id, id];
    },
  },
  {
    what: "an upload whose file is a link now",
    code: "refused",
    grants: async () => {
      const before = await uploads();
      const id = await upload(ours, "x.jsonl");
      await linkInsteadOfUpload(before, join(folder, "secret.jsonl"));
      return [id];
    },
  },
  {
    what: "a file that is a link now",
    code: "refused",
    grants: async () => {
      const { id, path } = await handedOver("linked.jsonl");
      await rm(path);
      await symlink(join(folder, "secret.jsonl"), path);
      return [id];
    },
  },
  {
    what: "a file that another took the place of",
    code: "refused",
    grants: async () => {
      const { id, path } = await handedOver("replaced.jsonl");
      await writeFile(`${path}.new`, secret);
      await rename(`${path}.new`, path);
      return [id];
    },
  },
  {
    what: "a file that is gone",
    code: "refused",
    grants: async () => {
      const { id, path } = await handedOver("gone.jsonl");
      await rm(path);
      return [id];
    },
  },
];

describe.each(Object.keys(uses) as Use[])("%s", (use) => {
  it.each(refused)("refuses $what", async ({ code, grants }) => {
    const ids = await grants(use);
    const answer = await uses[use](ids);
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(answer).length).toBeLessThan(1000);
    expect(await readFile(join(folder, "secret.jsonl"), "utf8")).toBe(secret);
    await clearJobs();
    expect(JSON.stringify(await newestSnapshot())).not.toMatch(/(secret|linked|replaced|gone|theirs|twice)\.jsonl/);
  });

  it("uses none of several if one is invalid; the others stay usable", async () => {
    const good = await upload(ours, "good.jsonl");
    expect(await uses[use]([good, "made up"])).toMatchObject({ ok: false, error: { code: "not_found" } });
    const { id, path } = await handedOver("bad.jsonl");
    await rm(path);
    expect(await uses[use]([good, id])).toMatchObject({ ok: false, error: { code: "refused" } });
    expect(await uses[use]([good])).toMatchObject({ ok: true });
  });

  it("accepts a link that a person chose, and a file that grew meanwhile", async () => {
    const { path } = await handedOver("growing.jsonl");
    await symlink(path, join(folder, `${use}.link`));
    const { id } = await ours.session.grant(join(folder, `${use}.link`));
    await writeFile(path, "{}\n", { flag: "a" });
    expect(await uses[use]([id])).toMatchObject({ ok: true });
  });
});

it("each grant is logged with name and size", async () => {
  await handedOver("logged.jsonl");
  const logFolder = join(ours.workspace, ".assay", "log");
  const logged = async () =>
    (await Promise.all((await readdir(logFolder)).map((name) => readFile(join(logFolder, name), "utf8"))))
      .flatMap((text) => text.split("\n"))
      .filter((line) => line.includes("file_granted") && line.includes("logged.jsonl"))
      .map((line) => JSON.parse(line) as unknown);
  await expect
    .poll(logged)
    .toEqual([expect.objectContaining({ level: "info", event: "file_granted", name: "logged.jsonl", sizeBytes: 3, isUpload: false })]);
});

async function newestSnapshot(): Promise<Snapshot> {
  const answer = await ours.client.call("live.snapshot", {});
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value as Snapshot;
}

async function clearJobs(): Promise<void> {
  await ours.client.call("imports.clearFinished", {});
  await ours.client.call("models.clearFinished", {});
}
