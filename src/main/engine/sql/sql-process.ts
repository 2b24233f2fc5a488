import { toErrorValue } from "../../../contract/index.ts";
import { copyFileOut } from "../files/inside.ts";
import type { FromSqlProcess, ToSqlProcess } from "./messages.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

/** The process that answers one question of SQL: copies the index, asks, and is ended by who started it. Built as `sql-process.js`, beside the import worker. */

/** Beyond it the process ends itself: DuckDB counts most of its memory, and not long texts. */
const maxResidentBytes = 1_200_000_000;
const watchMs = 50;

/** Of a utility process of Electron's. */
interface ParentPort {
  on(event: "message", listener: (event: { data: ToSqlProcess }) => void): void;
  postMessage(message: FromSqlProcess): void;
}
const { parentPort } = process as unknown as { parentPort?: ParentPort };

let sandbox: Sandbox | null = null;

const send = (message: FromSqlProcess, then: () => void = () => {}) => {
  if (!parentPort) process.send?.(message, then);
  else {
    parentPort.postMessage(message);
    setTimeout(then, watchMs);
  }
};

const exceeded = {
  code: "over_limit",
  message: "The query needs more memory than it may use.",
  fix: "Ask for less at once, or for shorter texts.",
} as const;
setInterval(() => {
  if (process.memoryUsage.rss() > maxResidentBytes) send({ failed: exceeded }, () => process.kill(process.pid, "SIGKILL"));
}, watchMs);

async function answer(message: ToSqlProcess): Promise<void> {
  if ("copy" in message) {
    const { from, to } = message.copy;
    for (const end of ["", ".wal"]) await copyFileOut(`${from}${end}`, `${to}${end}`);
    send({ copied: true });
  } else if ("ask" in message) {
    const { sandbox: options, question } = message.ask;
    sandbox = await openSandbox(options);
    send({ answer: await sandbox.run(question) });
  } else sandbox?.interrupt();
}

const take = (message: ToSqlProcess) => {
  answer(message).catch((thrown: unknown) => send({ failed: toErrorValue(thrown) }));
};

if (parentPort) parentPort.on("message", ({ data }) => take(data));
else {
  process.on("message", take);
  // Whoever asked is gone.
  process.on("disconnect", () => process.exit(0));
}
