import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findOwnersDoor, openWorkspace, silentLog, type Workspace } from "../../engine/index.ts";
import { needs } from "../../engine/testing/needs.ts";
import { importWorkerUrl } from "../../engine/testing/open-temporary.ts";
import { runCli } from "../run.ts";
import { runAssay } from "../testing/run-assay.ts";
import { WorkspaceCopies } from "../testing/workspace-copies.ts";
import { createOpenDoor } from "./open-door.ts";

const copies = new WorkspaceCopies();
let owner: Workspace | null = null;
const open = async () => {
  const places = { importWorkerUrl, rendererDir: "", resourcesDir: "", version: "1.2.3" };
  const door = createOpenDoor(async () => runCli, places, silentLog);
  owner = await openWorkspace({ path: copies.workspace, importWorkerUrl, log: silentLog, door });
};
const onWorkspace = (argv: readonly string[]) => runAssay([...argv, "--workspace", copies.workspace]);

afterEach(async () => {
  await owner?.close();
  owner = null;
});

needs.posix.describe("a door named by a stranger's lock", () => {
  let touched = false;
  let place = "";
  const servers: ReturnType<typeof createServer>[] = [];
  beforeEach(async () => {
    touched = false;
    await open();
    place = join(copies.folder, `s${copies.count}`);
    await mkdir(place, { mode: 0o700 });
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const listen = async (folder: string, name: string) => {
    await mkdir(join(place, folder), { mode: 0o700 });
    const server = createServer((socket) => {
      touched = true;
      socket.destroy();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(join(place, folder, name), resolve));
    return join(place, folder, name);
  };
  const pointTo = async (door: unknown) => {
    const path = join(copies.workspace, ".assay", "lock");
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), door }));
  };

  it.each([
    ["another program's socket", "agent", "S.agent"],
    ["a folder that is not Assay's", "assay-door-", "door"],
    ["another name", "assay-door-abc123", "other"],
  ])("%s is not talked to", async (_, folder, name) => {
    await pointTo(await listen(folder, name));
    expect((await onWorkspace(["stats"])).code).toBe(5);
    expect(touched).toBe(false);
  });

  it("a folder that others may enter is not talked to", async () => {
    const address = await listen("assay-door-abc123", "door");
    await chmod(dirname(address), 0o755);
    await pointTo(address);
    expect((await onWorkspace(["stats"])).code).toBe(5);
    expect(touched).toBe(false);
  });

  it("one that answers nothing ends with 5", async () => {
    await pointTo(await listen("assay-door-abc123", "door"));
    const { code, stderr } = await onWorkspace(["stats"]);
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(/in use by process \d+, which does not answer/) });
  });

  it("is not removed, nor what lies in its folder, when the owner is dead", async () => {
    await owner?.close();
    owner = null;
    const folder = join(place, "assay-door-abc123");
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(folder, "door"), "mine");
    const lock = { pid: 2 ** 22 - 3, processStart: "x", host: hostname(), id: "dead", takenAt: "then", door: join(folder, "door") };
    await writeFile(join(copies.workspace, ".assay", "lock"), JSON.stringify(lock));
    await open();
    expect(await readFile(join(folder, "door"), "utf8")).toBe("mine");
  });

  it.each([[7], ["x".repeat(400)], ["relative/door"]])("door %j: a lock as before, or none", async (door) => {
    await pointTo(door);
    expect(await findOwnersDoor(copies.workspace)).toBeNull();
  });
});
