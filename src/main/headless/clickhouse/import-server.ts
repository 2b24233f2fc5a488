import { Readable } from "node:stream";
import { sourceFailedKey } from "../../engine/index.ts";
import type { CommandContext } from "../command.ts";
import { usageError } from "../usage.ts";
import { describePlace, readAddress } from "./address.ts";
import type { ClickHouseTask } from "./messages.ts";
import { defaultTable, readRowFilter } from "./query-server.ts";
import { type RunningRequest, startRequest } from "./start-process.ts";

const newline = 0x0a;
/** Spans that --dry-run reads. */
const previewSpans = 200;

/**
 * Imports spans of a server's table. This process reads them, through the one that talks with the server, and gives them to an import of spans from stdin:
 * that one may run where the workspace is open already, in a window, which is told neither the address nor who asks.
 * @returns the exit code. @throws AssayError invalid_argument, refused.
 */
export async function importServer(context: CommandContext): Promise<number> {
  const { options, env } = context;
  const address = readAddress(options.text("clickhouse") ?? "", env);
  const table = options.text("table") ?? defaultTable;
  const isDry = options.flag("dry-run");
  const limit = readLimit(options.text("limit"));
  const task: ClickHouseTask = {
    type: "spans",
    table,
    filter: readRowFilter(context),
    limit: isDry ? Math.min(limit ?? previewSpans, previewSpans) : limit,
  };
  const running = startRequest(context, { address, task });
  const notes = new Set<string>();
  const stdin = Readable.from(readSpans(running, context.stop, notes), { objectMode: false });
  const workspace = options.text("workspace");
  const argv = [
    "import",
    "--otlp-stdin",
    describePlace(address, table),
    ...(workspace === undefined ? [] : ["--workspace", workspace]),
    ...["dry-run", "json", "verbose"].flatMap((name) => (options.flag(name) ? [`--${name}`] : [])),
  ];
  try {
    const { output, cwd, places, stop, log } = context;
    const stderr = { write: (text: string) => log("info", "import", { text }) };
    const code = await context.runCli(argv, { output, stdin, stderr, env, cwd, places, stop });
    for (const note of notes) output.note(`assay: ${note}`);
    if (isDry) output.note(`assay: These are the newest spans alone, ${previewSpans} at most; an import takes all that are chosen.`);
    return code === 0 && notes.size > 0 ? 1 : code;
  } finally {
    running.kill();
  }
}

/** Whole lines of spans as the process writes them; the last one says what failed, if anything did. */
async function* readSpans({ stdout, said, kill }: RunningRequest, stop: AbortSignal, notes: Set<string>): AsyncGenerator<Uint8Array> {
  let carried: Uint8Array[] = [];
  try {
    for await (const chunk of stdout as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(newline) + 1;
      if (end > 0) {
        yield Buffer.concat([...carried, chunk.subarray(0, end)]);
        carried = [];
      }
      carried.push(chunk.subarray(end));
    }
    const end = await said;
    if (stop.aborted) return;
    if ("failed" in end) yield Buffer.from(`${JSON.stringify({ [sourceFailedKey]: end.failed })}\n`);
    if ("written" in end && end.written.tooLong > 0)
      notes.add(`${end.written.tooLong} spans were left out: each is longer than 6 MB, which no execution may be.`);
  } finally {
    kill();
  }
}

function readLimit(value: string | undefined): number | null {
  if (value === undefined) return null;
  const limit = /^\d{1,12}$/.test(value) ? Number(value) : 0;
  if (limit < 1) throw usageError(`--limit must be a whole number from 1, not "${value}".`, "import");
  return limit;
}
