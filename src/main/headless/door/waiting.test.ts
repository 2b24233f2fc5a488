import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { openWorkspace, silentLog } from "../../engine/index.ts";
import { makeDoorAddress, removeDoor } from "../../engine/lock/door-address.ts";
import { acquireLock } from "../../engine/lock/lock.ts";
import { needs } from "../../engine/testing/needs.ts";
import { importWorkerUrl } from "../../engine/testing/open-temporary.ts";
import { runCli } from "../run.ts";
import { runAssay } from "../testing/run-assay.ts";
import { WorkspaceCopies } from "../testing/workspace-copies.ts";
import { createOpenDoor } from "./open-door.ts";

/** Commands that come while the owner opens or closes the workspace: it has the lock, and does not listen. */

const copies = new WorkspaceCopies();
const places = { importWorkerUrl, rendererDir: "", resourcesDir: "", version: "1.2.3" };

/** A command, and whether it has ended although it had to wait. */
async function startWaiting(argv: readonly string[]) {
  const ran = runAssay([...argv, "--workspace", copies.workspace]);
  const early = await Promise.race([ran, wait(300)]);
  return { ran, early };
}

needs.posix.describe("while the owner has the lock and does not listen, a command", () => {
  it.each([[["stats"]], [["decide", "--actor", "script"]]])("%j waits for one that is still opening", async (argv) => {
    const door = createOpenDoor(async () => runCli, places, silentLog);
    let open = () => {};
    const isOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    let owner: ReturnType<typeof openWorkspace> | undefined;
    await new Promise<void>((resolve) => {
      owner = openWorkspace({
        path: copies.workspace,
        importWorkerUrl,
        log: silentLog,
        door: async (...args) => {
          resolve();
          await isOpen;
          return door(...args);
        },
      });
    });
    const { ran, early } = await startWaiting(argv);
    open();
    expect({ early, code: (await ran).code }).toEqual({ early: undefined, code: 0 });
    await (await owner)?.close();
  });

  it("opens the workspace itself when that ends instead", async () => {
    const lock = await acquireLock(join(copies.workspace, ".assay"), await makeDoorAddress());
    const { ran, early } = await startWaiting(["stats"]);
    await lock.release();
    expect({ early, code: (await ran).code }).toEqual({ early: undefined, code: 0 });
  });

  it("does not wait for one whose door could not be opened", async () => {
    const address = await makeDoorAddress();
    const lock = await acquireLock(join(copies.workspace, ".assay"), address);
    await removeDoor(address);
    expect((await runAssay(["stats", "--workspace", copies.workspace])).code).toBe(5);
    await lock.release();
  });
});
