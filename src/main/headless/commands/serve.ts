import type { Command } from "../command.ts";
import { usageError } from "../usage.ts";
import { readPort } from "../values.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "Serve the screen to a browser on this machine",
  positionals: "",
  options: {
    workspace: {
      type: "string",
      value: "DIR",
      help: "Workspace folder; default: ASSAY_WORKSPACE, else the current folder if it is one, else the last one opened, else a sample",
    },
    port: { type: "string", value: "N", help: "Port on 127.0.0.1; default (and 0): the previous one if free, else any" },
    ingest: {
      type: "string",
      value: "PORT",
      implied: "0",
      help: "While this runs, take records and OpenTelemetry spans over HTTP, from programs on this machine that have the token (see below); default port: the previous one, else 4318, else any free one",
    },
    "no-open": { type: "boolean", help: "Do not open the browser" },
  },
  examples: (assay) => [
    `${assay} serve`,
    `${assay} serve --workspace DIR --no-open`,
    `${assay} serve --workspace DIR --port 4000 --json`,
    `${assay} serve --workspace DIR --ingest 4318`,
  ],
  notes: `--ingest opens the network door: POST /v1/records, /v1/traces and /v1/logs on 127.0.0.1, each with the header \`Authorization: Bearer TOKEN\`. The address
and the file that holds the token are printed, with --json as "ingest"; only you can read that file. Live has examples to copy.`,
  async run(context) {
    const { options } = context;
    const [stray] = options.positionals;
    const ingest = options.text("ingest");
    // A word after --ingest that is no number stands for itself.
    if (ingest !== undefined && /^\d/.test(stray ?? "")) readPort(stray as string, "ingest");
    if (stray !== undefined) throw usageError(`serve takes no ${stray}; did you mean --workspace?`, "serve");
    const port = readPort(options.text("port") ?? "0");
    const network = ingest === undefined ? undefined : { port: readPort(ingest, "ingest") };
    if (network !== undefined && port !== 0 && network.port === port)
      throw usageError(`--port and --ingest are both ${port}. Give the network door another port.`, "serve");
    // The web host is loaded by the command that needs it.
    const { serveUntilStopped } = await import("../serve-until-stopped.ts");
    return serveUntilStopped(context, port, network);
  },
};
