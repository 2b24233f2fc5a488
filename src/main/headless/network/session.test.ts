import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSession, type Session, silentLog } from "../../engine/index.ts";
import { importWorkerUrl } from "../../engine/testing/open-temporary.ts";
import { HttpListener } from "./network-listener.ts";
import { executions } from "./testing/open-network-door.ts";

/** The door of a session: it belongs to a workspace, and stays through what reopens it. */

let folder: string;
let session: Session;
const never = { signal: new AbortController().signal };
const open = async () =>
  openSession({
    workspacePath: join(folder, "first"),
    stateDir: join(folder, "state"),
    importWorkerUrl,
    host: { host: "web", version: "1", platform: "test", canPickFolder: false },
    network: (intake) => new HttpListener({ stateDir: join(folder, "state"), log: silentLog }, intake),
    log: silentLog,
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-network-session-"));
  session = await open();
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

const state = async () => (await session.handlers["live.snapshot"]({}, never)).network;
const send = async (port: number, id: string) => {
  const { token } = await session.handlers["network.token"]({}, never);
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/records`, { method: "POST", headers, body: executions([id]) });
  return answer.status;
};

it("is off at first, and for every other workspace; it is on again where it was on", async () => {
  expect(await state()).toMatchObject({ state: "off", endpoints: [{ requests: 0 }, {}, {}] });
  const { port } = await session.handlers["network.set"]({ on: true }, never);
  expect(await send(port, "t-1")).toBe(200);

  // Settings reopen the workspace: address and token stay.
  const { config } = await session.handlers["config.get"]({}, never);
  await session.handlers["config.set"]({ config: { ...config, review: { reasons: "a,b" } } }, never);
  expect(await send(port, "t-2")).toBe(200);

  await session.handlers["workspace.create"]({ name: "second" }, never);
  expect(await state()).toMatchObject({ state: "off" });
  await expect(send(port, "t-3")).rejects.toThrow();

  await session.close();
  session = await open();
  expect(await state()).toMatchObject({ state: "on", port });
  expect(await send(port, "t-4")).toBe(200);
  const old = await session.handlers["network.token"]({}, never);
  expect((await session.handlers["network.renewToken"]({}, never)).token).not.toBe(old.token);
  const headers = { authorization: `Bearer ${old.token}` };
  expect((await fetch(`http://127.0.0.1:${port}/v1/records`, { method: "POST", headers, body: "" })).status).toBe(401);

  expect(await session.handlers["network.set"]({ on: false }, never)).toMatchObject({ state: "off" });
  await expect(send(port, "t-5")).rejects.toThrow();
  // Nothing of it lies in the workspace.
  const files = await readdir(join(folder, "first"), { recursive: true });
  expect(files.filter((name) => /token|network/.test(name))).toEqual([]);
});

it("says why it cannot be opened, and opens elsewhere", async () => {
  const { port } = await session.handlers["network.set"]({ on: true }, never);
  const other = await openSession({
    workspacePath: join(folder, "other"),
    stateDir: join(folder, "state"),
    importWorkerUrl,
    host: { host: "web", version: "1", platform: "test", canPickFolder: false },
    network: (intake) => new HttpListener({ stateDir: join(folder, "state"), log: silentLog }, intake),
    log: silentLog,
  });
  const failed = await other.handlers["network.set"]({ on: true, port }, never);
  expect(failed).toMatchObject({ state: "failed", port, error: { code: "unavailable" } });
  // Any free one, when none is named and the usual one is taken.
  const opened = await other.handlers["network.set"]({ on: true, port: 0 }, never);
  expect(opened.state).toBe("on");
  expect(opened.port).not.toBe(port);
  await other.close();
});
