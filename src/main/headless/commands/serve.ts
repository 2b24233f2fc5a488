import { resolve } from "node:path";
import { defaultStateDir, ensureSampleWorkspace, openSession, RecentWorkspaces, sampleWorkspacePath } from "../../engine/index.ts";
import { openBrowser } from "../browser.ts";
import type { Command, CommandContext } from "../command.ts";
import { onEnterKey } from "../enter-key.ts";
import { jsonLine, printable } from "../output.ts";
import { formatStartCommand } from "../start-command.ts";
import { startRemembered } from "../start-remembered.ts";
import { usageError } from "../usage.ts";
import { readPort } from "../values.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "Serve the screen to a browser on this machine",
  positionals: "",
  options: {
    workspace: { type: "string", value: "DIR", help: "Workspace folder; default: the last one opened, else a sample" },
    port: { type: "string", value: "N", help: "Port on 127.0.0.1; default (and 0): the previous one if free, else any" },
    "no-open": { type: "boolean", help: "Do not open the browser" },
  },
  example: "assay serve --workspace DIR --no-open",
  async run(context) {
    const { options, output, places } = context;
    if (options.positionals.length > 0) throw usageError(`serve takes no ${options.positionals[0]}; did you mean --workspace?`, "serve");
    const port = readPort(options.text("port") ?? "0");
    const stateDir = defaultStateDir(context.env, process.platform);
    const workspacePath = await chooseWorkspace(context, stateDir);
    const session = await openSession({
      workspacePath,
      stateDir,
      importWorkerUrl: places.importWorkerUrl,
      host: {
        host: "web",
        version: places.version,
        platform: process.platform,
        canPickFolder: false,
        startCommand: formatStartCommand(workspacePath, port === 0 ? undefined : String(port), context.env),
      },
      isSample: workspacePath === sampleWorkspacePath(stateDir),
      log: context.log,
    });
    try {
      const host = await startRemembered({ session, rendererDir: places.rendererDir, port, log: context.log }, stateDir);
      const address = host.newAddress();
      const hasKeys = "isTTY" in context.stdin && context.stdin.isTTY === true;
      if (options.flag("json")) await output.write(jsonLine({ url: address, port: host.port, workspace: workspacePath, pid: process.pid }));
      else
        await output.write(
          `Assay serves ${printable(workspacePath)} at\n  ${address}\nThe address opens one browser tab, within a minute.${hasKeys ? " Press Enter for another." : ""}\nPress Ctrl-C to stop.\n`,
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
  },
};

/** The named workspace, else the last one opened, else the sample. */
async function chooseWorkspace(context: CommandContext, stateDir: string): Promise<string> {
  const named = context.options.text("workspace");
  if (named !== undefined) return resolve(named);
  const recent = await RecentWorkspaces.open(stateDir);
  return (await recent.newest()) ?? ensureSampleWorkspace(stateDir, context.places.resourcesDir);
}

function stopped(stop: AbortSignal): Promise<void> {
  // The listening socket keeps the process alive.
  return new Promise((resolve) => (stop.aborted ? resolve() : stop.addEventListener("abort", () => resolve(), { once: true })));
}
