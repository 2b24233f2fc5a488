import { join } from "node:path";
import { type AssayError, type ChannelName, type Config, channelNames } from "../../../contract/index.ts";
import { type Log, silentLog } from "../base/log.ts";
import { createChannels } from "../collector/create-channels.ts";
import { Quarantine } from "../collector/quarantine.ts";
import { CurationLog } from "../curation/state/curation-log.ts";
import { Journal } from "../files/journal.ts";
import { openNamedJournal } from "../files/journal-file.ts";
import { makeFolder } from "../files/make-folder.ts";
import { realFolder } from "../files/named-file.ts";
import { privateFileMode, privateFolderMode } from "../files/open-inside.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { AutomaticSamples } from "./automatic-samples.ts";
import { type EmbeddedCollector, OwningCollector } from "./owning-collector.ts";
import { openWindowFile } from "./window-file.ts";

/** Lines of one channel that were just fsynced. */
export interface DurableLines {
  lines: number;
  /** Their byte range in the channel's file. */
  fromOffset: number;
  toOffset: number;
  /** The facts that statistics need of each execution, in order; empty for other channels. */
  facts: readonly ExecutionFacts[];
}

export interface CollectorOptions {
  /** Called after lines of a channel became durable. What it throws is logged and otherwise ignored. */
  onDurable?(channel: ChannelName, lines: DurableLines): void;
  /** Called once when a file cannot be written (its lines are kept and retried), and once when it can again (null). */
  onProblem?(file: ChannelName | "quarantine" | "aggregated_stats", error: AssayError | null): void;
  /** Default false: true writes windows of statistics to aggregated_stats.jsonl, as the configuration says. */
  aggregate?: boolean;
  log?: Log;
}

/**
 * Makes a collector for a program that only writes: the channels' JSONL files and quarantine.jsonl in `outputDir`, without an index.
 * Honours `json_engine.training.auto_generate_samples` (then also training_samples.jsonl and curation.jsonl).
 * Its files are locked until `close`, or until the process ends: a second collector, or a workspace, on the same folder is
 * refused. Afterwards the folder can be opened as the output folder of a workspace.
 * @param outputDir made when it does not exist. Links are followed. New files are private to their owner.
 * @throws AssayError in_use (with the owner's pid where the system tells it), disabled (`aggregate`, and the configuration switches
 * windows off), unavailable (no file locks here), permission, refused, io.
 */
export async function createCollectorFromConfig(
  validator: SchemaValidator,
  outputDir: string,
  config: Config,
  options: CollectorOptions = {},
): Promise<EmbeddedCollector> {
  await makeFolder(outputDir, privateFolderMode);
  const close: (() => Promise<void>)[] = [];
  try {
    return await open(validator, await realFolder(outputDir), config, options, close);
  } catch (thrown) {
    for (const step of close.reverse()) await step().catch(() => {});
    throw thrown;
  }
}

async function open(
  validator: SchemaValidator,
  outputDir: string,
  config: Config,
  options: CollectorOptions,
  close: (() => Promise<void>)[],
): Promise<EmbeddedCollector> {
  const { strict_validation: strict, training, output } = config.json_engine;
  const repairs: string[] = [];
  const log = options.log ?? silentLog;
  /** A hook that throws must not look like a failed write: the lines would be written again. */
  const guarded = (call: () => void) => {
    try {
      call();
    } catch (error) {
      log("error", "hook_failed", { error });
    }
  };
  const openJournal = async (name: string) => {
    const path = join(outputDir, name);
    const { journal, torn } = await Journal.open(path, undefined, openNamedJournal(privateFileMode));
    close.push(() => journal.close());
    if (torn) repairs.push(`${path} ended in a torn line of ${torn.bytes} bytes; it was cut off and kept in ${torn.keptAt}.`);
    return journal;
  };
  // The file that every collector opens comes first: a second collector is refused before it touches another.
  const quarantine = new Quarantine(await openJournal("quarantine.jsonl"));
  const journals = new Map<ChannelName, Journal>();
  for (const name of channelNames) {
    const { enabled, filename } = output.channels[name];
    if (enabled) journals.set(name, await openJournal(filename));
  }
  let samples: AutomaticSamples | null = null;
  if (training.auto_generate_samples) {
    const curation = await CurationLog.open(join(outputDir, "curation.jsonl"));
    close.push(() => curation.events.close());
    repairs.push(...curation.events.repairs);
    samples = new AutomaticSamples({
      curation,
      dataset: journals.get("training_samples") ?? (await openJournal(output.channels.training_samples.filename)),
      validator,
      thresholds: { gold: training.gold_threshold, silver: training.silver_threshold, bronze: training.bronze_threshold },
      onDurable: (lines) => guarded(() => options.onDurable?.("training_samples", { ...lines, facts: [] })),
      onProblem: (error) => guarded(() => options.onProblem?.("training_samples", error)),
      log,
    });
  }
  const windows = options.aggregate
    ? await openWindowFile({
        outputDir,
        config,
        events: journals.get("events"),
        validator,
        onProblem: (error) => guarded(() => options.onProblem?.("aggregated_stats", error)),
        log,
      })
    : null;
  if (windows) close.push(() => windows.journal.close());
  const channels = createChannels(journals, config, {
    onDurable:
      (name) =>
      (batch, { fromOffset, toOffset }) => {
        const facts = name === "events" && (windows || options.onDurable) ? batch.facts() : [];
        // The lines are on disk: a failure here must not make the channel write them again.
        if (name === "events") guarded(() => windows?.aggregator.add(facts, { fromOffset, toOffset }));
        if (name === "comparisons") guarded(() => samples?.take(batch.parts));
        guarded(() => options.onDurable?.(name, { lines: batch.lines, fromOffset, toOffset, facts }));
      },
    onProblem: (name, error) => guarded(() => options.onProblem?.(name, error)),
  });
  const onQuarantineProblem = (error: AssayError | null) => guarded(() => options.onProblem?.("quarantine", error));
  return new OwningCollector({ channels, quarantine, validator, strict, onQuarantineProblem, samples, windows, repairs, close });
}
