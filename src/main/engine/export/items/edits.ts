import { parseObject } from "../../base/json-value.ts";
import type { CurationLog } from "../../curation/state/curation-log.ts";
import type { SampleEntry } from "../../curation/state/sample-registry.ts";

/**
 * The record of a sample before anybody edited it: what was collected, or made of a candidate.
 * @returns null where the log does not say it.
 * @throws AssayError damaged, io … of the log.
 */
export async function readOriginal(log: CurationLog, { ref, touched }: SampleEntry): Promise<Record<string, unknown> | null> {
  const first = touched[0];
  if (first === undefined) return null;
  const { changes } = await log.events.part(first);
  for (const change of changes) {
    if (change.of !== "sample" || change.ref !== ref) continue;
    const line = change.original ?? (change.before ?? change.after)?.line;
    return line === undefined ? null : parseObject(line);
  }
  return null;
}

/** Who changed a sample last. @throws AssayError damaged, io … of the log. */
export async function readLastActor(log: CurationLog, { touched }: SampleEntry): Promise<string> {
  const last = touched.at(-1);
  if (last === undefined) return "collected";
  const { actor_kind, type } = await log.events.part(last);
  return actor_kind ?? (type === "generate" ? "auto" : "person");
}
