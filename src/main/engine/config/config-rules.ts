import { type Config, toMeasure } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { type ConfigFault, shown } from "./check-config.ts";
import { basePathFault } from "./output-folder.ts";

/** Rules between keys, which a schema cannot express. */

const ownFiles = ["curation.jsonl", "quarantine.jsonl"];

/** The first rule that a configuration of the right shape breaks, or null. */
export function brokenRule(config: Config): ConfigFault | null {
  return thresholds(config) ?? filenames(config) ?? basePath(config) ?? windows(config) ?? objectives(config);
}

function thresholds({ json_engine: { training } }: Config): ConfigFault | null {
  const { gold_threshold: gold, silver_threshold: silver, bronze_threshold: bronze } = training;
  if (gold >= silver && silver >= bronze) return null;
  return {
    path: "json_engine.training",
    message: `must have gold_threshold ≥ silver_threshold ≥ bronze_threshold, not ${gold}, ${silver}, ${bronze}`,
  };
}

function filenames({ json_engine }: Config): ConfigFault | null {
  // On macOS and Windows, names that differ only in case or Unicode normalisation are one file.
  const seen = new Map(ownFiles.map((name) => [name, "Assay itself"]));
  for (const [channel, { filename }] of Object.entries(json_engine.output.channels)) {
    const key = filename.normalize("NFC").toLowerCase();
    const other = seen.get(key);
    const path = `json_engine.output.channels.${channel}.filename`;
    if (other !== undefined) return { path, message: `must be a name of its own; "${filename}" is used by ${other}` };
    seen.set(key, path);
  }
  return null;
}

function basePath({ json_engine }: Config): ConfigFault | null {
  const message = basePathFault(json_engine.output.base_path);
  return message === null ? null : { path: "json_engine.output.base_path", message };
}

/** Each says one thing, and no other says it of the same engine. */
function objectives(config: Config): ConfigFault | null {
  const seen = new Map<string, number>();
  for (const [place, one] of config.objectives.entries()) {
    const path = `objectives.${place}`;
    const measure = toMeasure(one);
    if (measure === null) return { path, message: `must have either latency_ms with share, or success, or quality, not ${shown(one)}` };
    const key = `${measure} ${one.engine}`;
    const other = seen.get(key);
    if (other !== undefined)
      return { path, message: `must be the only one of ${measure} for ${shown(one.engine)}; objectives.${other} is one, too` };
    seen.set(key, place);
  }
  return null;
}

export const windowPaths = [
  "json_engine.output.channels.aggregated_stats.window_minutes",
  "json_engine.aggregation.window_minutes",
] as const;

function windows({ json_engine }: Config): ConfigFault | null {
  const stats = json_engine.output.channels.aggregated_stats.window_minutes;
  const aggregation = json_engine.aggregation.window_minutes;
  if (stats === aggregation) return null;
  return {
    path: windowPaths[0],
    message: `is ${stats}, but ${windowPaths[1]} is ${aggregation}; they say the same thing and must be equal`,
  };
}

/** The window length has two keys; a missing one takes the value of the other. */
export function shareWindowMinutes(value: unknown): unknown {
  if (!isObject(value)) return value;
  const [stats, aggregation] = windowPaths.map((path) => valueAt(value, path));
  if (stats !== undefined && aggregation === undefined) return withValueAt(value, windowPaths[1].split("."), stats);
  if (aggregation !== undefined && stats === undefined) return withValueAt(value, windowPaths[0].split("."), aggregation);
  return value;
}

function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
}

/** A copy with one value set. A non-object on the way is left alone: the check reports it. */
function withValueAt(value: unknown, keys: readonly string[], put: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return put;
  if (value !== undefined && !isObject(value)) return value;
  const here = value ?? {};
  return { ...here, [key]: withValueAt(Object.hasOwn(here, key) ? here[key] : undefined, rest, put) };
}
