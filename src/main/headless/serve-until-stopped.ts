import { resolve } from "node:path";
import { AssayError } from "../../contract/index.ts";
import { ensureSampleWorkspace, findDefaultWorkspace, openSession, RecentWorkspaces, sampleWorkspacePath } from "../engine/index.ts";
import { openBrowser } from "./browser.ts";
import type { CommandContext } from "./command.ts";
import { createOpenDoor } from "./door/open-door.ts";
import { onEnterKey } from "./enter-key.ts";
import { HttpListener } from "./network/network-listener.ts";
import { jsonLine, printable } from "./output.ts";
import { formatStartCommand } from "./start-command.ts";
import { startRemembered } from "./start-remembered.ts";
import { getStateDir, noteDefault } from "./with-workspace.ts";

/**
 * `assay serve`: opens the workspace and serves the screen until the process is told to stop.
 * @param port 0: the previous one if free, else any.
 * @param ingest opens the network door; see `NetworkOptions.open`.
 * @throws AssayError what `openSession` and `startWebHost` throw; unavailable when the door's port cannot be had.
 */
export async function serveUntilStopped(context: CommandContext, port: number, ingest?: { port: number }): Promise<number> {
  const { options, output, places } = context;
  const stateDir = getStateDir(context);
  const workspacePath = await chooseWorkspace(context, stateDir);
  let network: HttpListener | undefined;
  const session = await openSession({
    workspacePath,
    stateDir,
    resourcesDir: places.resourcesDir,
    importWorkerUrl: places.importWorkerUrl,
    host: {
      host: "web",
      version: places.version,
      platform: process.platform,
      canPickFolder: false,
      startCommand: formatStartCommand(workspacePath, port === 0 ? undefined : String(port), context.env),
    },
    isSample: workspacePath === sampleWorkspacePath(stateDir),
    door: createOpenDoor(async () => context.runCli, places, context.log),
    network: (intake) => {
      network = new HttpListener({ stateDir, log: context.log, ...(ingest && { open: ingest }) }, intake);
      return network;
    },
    log: context.log,
  });
  try {
    const door = ingest && network ? await describeDoor(network) : undefined;
    const host = await startRemembered({ session, rendererDir: places.rendererDir, port, log: context.log }, stateDir);
    const address = host.newAddress();
    const hasKeys = "isTTY" in context.stdin && context.stdin.isTTY === true;
    if (options.flag("json"))
      await output.write(
        jsonLine({ url: address, port: host.port, workspace: workspacePath, pid: process.pid, ...(door && { ingest: door }) }),
      );
    else
      await output.write(
        `Assay serves ${printable(workspacePath)} at\n  ${address}\nThe address opens one browser tab, within a minute.${hasKeys ? " Press Enter for another." : ""}\n${door ? doorText(door) : ""}Press Ctrl-C to stop.\n`,
      );
    if (!options.flag("no-open")) await openBrowser(host.newAddress(), stateDir, process.platform, context.env);
    const stopListening = onEnterKey(context.stdin, () => {
      // With --json stdout holds one document only, so later addresses are notes.
      output.note(`  ${host.newAddress()}`);
    });
    await stopped(context.stop);
    stopListening();
    await host.close();
  } finally {
    await session.close();
  }
  return 0;
}

interface DoorAddress {
  url: string;
  tokenFile: string;
}

/** @throws AssayError why the network door is not open. */
async function describeDoor(network: HttpListener): Promise<DoorAddress> {
  const { error, port } = network.state();
  if (error !== null)
    throw new AssayError("unavailable", `The network door cannot be opened: ${error.message}`, {
      fix: "Name another port with --ingest PORT.",
    });
  return { url: `http://127.0.0.1:${port}`, tokenFile: (await network.token()).path };
}

const doorText = ({ url, tokenFile }: DoorAddress) =>
  `Records and spans are taken at\n  ${url}/v1/records and ${url} (OTLP/HTTP)\nwith the token in\n  ${printable(tokenFile)}\n`;

/** The named workspace, else the default one if it is there, else the newest that is, else the sample. */
async function chooseWorkspace(context: CommandContext, stateDir: string): Promise<string> {
  const named = context.options.text("workspace");
  if (named !== undefined) return resolve(context.cwd(), named);
  const chosen = await findDefaultWorkspace({ env: context.env, cwd: context.cwd(), stateDir });
  if (chosen !== null && chosen.source !== "last_opened") {
    noteDefault(context, chosen);
    return chosen.path;
  }
  const path = await (await RecentWorkspaces.open(stateDir)).newest();
  if (path === undefined) return ensureSampleWorkspace(stateDir, context.places.resourcesDir);
  noteDefault(context, { path, source: "last_opened", isSample: path === sampleWorkspacePath(stateDir) });
  return path;
}

function stopped(stop: AbortSignal): Promise<void> {
  // The listening socket keeps the process alive.
  return new Promise((resolve) => (stop.aborted ? resolve() : stop.addEventListener("abort", () => resolve(), { once: true })));
}
