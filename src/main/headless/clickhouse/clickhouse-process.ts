import { answerRequest } from "./answer-request.ts";
import type { ClickHouseRequest, FromClickHouse } from "./messages.ts";

/**
 * The process that talks with a ClickHouse server: the only part of Assay that opens a connection outwards, and only for `query --clickhouse` and
 * `import --clickhouse`. Built as `clickhouse-process.js`, beside the command line. It is told one request over its channel, and ends with it.
 */

const stop = new AbortController();

/** Resolves when more may come: the reader decides how fast. */
const write = (line: string) => new Promise<void>((resolve) => process.stdout.write(line, () => resolve()));

const answerAndEnd = (said: FromClickHouse) => {
  // Not before everything is written: the reader ends with what it is told.
  process.stdout.end(() => process.send?.(said, () => process.exit(0)));
};

process.stdout.on("error", () => process.exit(0));
process.once("message", (request: ClickHouseRequest) => void answerRequest(request, stop.signal, write).then(answerAndEnd));
// Whoever asked is gone.
process.once("disconnect", () => {
  stop.abort();
  process.exit(0);
});
