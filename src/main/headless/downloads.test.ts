import { once } from "node:events";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Entry, type Options, open, type ZipFile as YauzlZip } from "yauzl";
import { AssayError, type ExportMade } from "../../contract/index.ts";
import { Downloads } from "./downloads.ts";
import { GuardedScreen } from "./testing/guarded-screen.ts";
import { rawConnection } from "./testing/raw-client.ts";

const screen = new GuardedScreen();
const text = "one row\n".repeat(200_000);
let path: string;

beforeAll(() => {
  path = join(screen.folder, "exports", "a b");
  screen.session.exportMade = (job) => {
    if (job !== "job") throw new AssayError("not_found", "There is no such export.");
    const files = ["train.jsonl", "test.jsonl"].map((name) => ({ name, sizeBytes: text.length, sha256: "" }));
    return { path, files } as unknown as ExportMade;
  };
});
beforeEach(async () => {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  for (const name of ["train.jsonl", "test.jsonl"]) await writeFile(join(path, name), text);
  await writeFile(join(path, "manifest.json"), "{}");
  await writeFile(join(path, "private.txt"), "no part of the export");
});
afterAll(() => rm(path, { recursive: true, force: true }));

const issue = async (query: string) => JSON.parse((await screen.ask({ method: "POST", target: `/downloads${query}` })).body);
const get = (target: string) => fetch(`http://127.0.0.1:${screen.host.port}${target}`);

describe("a download of an export", () => {
  it("is one file as it is, once", async () => {
    const { value } = await issue("?job=job&file=train.jsonl");
    const response = await get(value.path);
    expect(response.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''train.jsonl");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect((await response.text()) === text).toBe(true);
    expect((await get(value.path)).status).toBe(403);
  });

  it("is the whole folder in a zip, and nothing else of it", async () => {
    const { value } = await issue("?job=job");
    const response = await get(value.path);
    expect(response.headers.get("content-disposition")).toContain("a%20b.zip");
    const zip = join(screen.folder, "got.zip");
    await writeFile(zip, new Uint8Array(await response.arrayBuffer()));
    const sizes: Record<string, number> = {};
    const entries = await promisify<string, Options, YauzlZip>(open)(zip, { autoClose: true });
    entries.on("entry", ({ fileName, uncompressedSize }: Entry) => {
      sizes[fileName] = uncompressedSize;
    });
    await once(entries, "end");
    expect(sizes).toEqual({ "a b/train.jsonl": text.length, "a b/test.jsonl": text.length, "a b/manifest.json": 2 });
  });

  it.each(["private.txt", "../a b/train.jsonl", "..", "", "/etc/passwd"])("is no file beside the export: %s", async (file) => {
    expect(await issue(`?job=job&file=${encodeURIComponent(file)}`)).toMatchObject({ ok: false, error: { code: "not_found" } });
  });

  it("is refused for another job, and when the export has changed since", async () => {
    expect(await issue("?job=other")).toMatchObject({ ok: false, error: { code: "not_found" } });
    const changed = await issue("?job=job&file=train.jsonl");
    await writeFile(join(path, "train.jsonl"), "other");
    expect((await get(changed.value.path)).status).toBe(409);
    const linked = await issue("?job=job&file=manifest.json");
    await rm(join(path, "manifest.json"));
    await symlink(join(screen.folder, "secret.js"), join(path, "manifest.json"));
    expect((await get(linked.value.path)).status).toBe(409);
  });

  it("that is cancelled ends, and another one works", async () => {
    const { value } = await issue("?job=job");
    const { socket } = rawConnection(screen.host.port);
    await new Promise<void>((resolve) => {
      socket.once("data", () => socket.destroy());
      socket.once("close", () => resolve());
      socket.write(`GET ${value.path} HTTP/1.1\r\nHost: 127.0.0.1:${screen.host.port}\r\n\r\n`);
    });
    const again = await issue("?job=job&file=test.jsonl");
    expect((await (await get(again.value.path)).text()) === (await readFile(join(path, "test.jsonl"), "utf8"))).toBe(true);
  });

  it("expires unused after a minute", async () => {
    let nowMs = 0;
    const downloads = new Downloads(screen.session, () => nowMs);
    const [late, soon] = [downloads.issue("/downloads?job=job"), downloads.issue("/downloads?job=job")];
    nowMs = 59_999;
    expect(downloads.take(soon)).not.toBeNull();
    nowMs = 60_000;
    expect(downloads.take(late)).toBeNull();
  });
});
