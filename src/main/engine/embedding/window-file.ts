import { join } from "node:path";
import { AssayError, type Config } from "../../../contract/index.ts";
import { lastWindowEnd } from "../aggregator/last-window.ts";
import { MetricsAggregator } from "../aggregator/metrics-aggregator.ts";
import type { Log } from "../base/log.ts";
import { retriedByItself } from "../files/io-error.ts";
import { Journal } from "../files/journal.ts";
import { openNamedJournal } from "../files/journal-file.ts";
import { privateFileMode } from "../files/open-inside.ts";
import { readLines } from "../files/read-lines.ts";
import { recordBytes, toLine } from "../lines/line-bytes.ts";
import { type ExecutionFacts, toExecutionFacts } from "../records/facts.ts";
import { inspectLine } from "../records/inspect-line.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";

export interface WindowFile {
  aggregator: MetricsAggregator;
  journal: Journal;
}

export interface WindowFileOptions {
  outputDir: string;
  config: Config;
  /** The open journal of the channel `events`; undefined when it is disabled. */
  events: Journal | undefined;
  validator: SchemaValidator;
  /** Called once when windows cannot be written (with the error) and once when they can again (null). */
  onProblem(error: AssayError | null): void;
  log: Log;
}

/**
 * Opens aggregated_stats.jsonl and an aggregator that writes it, with the window and the percentiles of the configuration.
 * Executions in events.jsonl that no window covers, because a crash came first, become one recovered window.
 * @throws AssayError disabled (the configuration switches windows or the channel `events` off), in_use, permission, io …
 */
export async function openWindowFile({ outputDir, config, events, validator, onProblem, log }: WindowFileOptions): Promise<WindowFile> {
  const { aggregation, output, strict_validation: strict } = config.json_engine;
  if (!aggregation.enabled) throw disabled("json_engine.aggregation.enabled");
  if (!output.channels.aggregated_stats.enabled) throw disabled("json_engine.output.channels.aggregated_stats.enabled");
  if (!events) throw disabled("json_engine.output.channels.events.enabled");
  const path = join(outputDir, output.channels.aggregated_stats.filename);
  const { journal } = await Journal.open(path, undefined, openNamedJournal(privateFileMode));
  let isFailing = false;
  try {
    const aggregator = new MetricsAggregator({
      append: async (line) => {
        const failure = await journal.append([toLine(line)]).durable.then(() => null, retriedByItself);
        if (isFailing !== (failure !== null)) onProblem(failure);
        isFailing = failure !== null;
        if (failure) throw failure;
      },
      windowMinutes: aggregation.window_minutes,
      percentiles: aggregation.compute_percentiles,
      log,
    });
    const last = await lastWindowEnd(path);
    const lastToOffset = last?.toOffset ?? 0;
    const eventsBytes = events.durableBytes;
    const rows = readFacts(events.path, lastToOffset, eventsBytes, validator, strict);
    await aggregator.recover({ lastToOffset, ...(last ? { lastWindowEndMs: last.windowEndMs } : {}), eventsBytes, rows });
    aggregator.start();
    return { aggregator, journal };
  } catch (thrown) {
    await journal.close();
    throw thrown;
  }
}

async function* readFacts(
  path: string,
  from: number,
  to: number,
  validator: SchemaValidator,
  strict: boolean,
): AsyncGenerator<ExecutionFacts[]> {
  for await (const lines of readLines(path, from, to)) {
    yield lines.flatMap((line) => {
      const seen = inspectLine(validator, recordBytes(line.bytes), { kind: "engine_execution", strict, routesKinds: true });
      const facts = seen.accepted && seen.kind === "engine_execution" ? toExecutionFacts(seen.record) : null;
      return facts ? [facts] : [];
    });
  }
}

function disabled(key: string): AssayError {
  return new AssayError("disabled", `Windows of statistics are asked for, but ${key} is false.`, {
    where: key,
    fix: `Set ${key} to true, or do not ask for windows.`,
  });
}
