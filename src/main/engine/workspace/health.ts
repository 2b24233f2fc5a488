import { basename } from "node:path";
import type { AssayError, ChannelName, Snapshot } from "../../../contract/index.ts";
import { describeRejected, type LeftOut } from "../store/left-out.ts";

/** One thing a person should know about the state of a workspace. */
export interface HealthEntry {
  /** `repaired`: opening put it right. `found`: odd, and left as it is. `active`: wrong now, until it is over. */
  state: "repaired" | "found" | "active";
  /** What it is about: a channel, "lock", "config", "curation", … */
  about: string;
  message: string;
  /** Of an active problem. */
  code?: string;
  fix?: string;
}

/** Problems that last until they are over, one for each thing they are about. */
export class ActiveProblems {
  readonly #problems = new Map<string, AssayError>();
  /** When each was first noticed, in ms; also of those that are read from elsewhere. */
  #since = new Map<string, number>();

  /** @param error null once it is over. */
  set(about: string, error: AssayError | null): void {
    if (error) this.#problems.set(about, error);
    else this.#problems.delete(about);
  }

  /** When each of these was first noticed. What is not among them is over, and starts anew when it comes back. */
  noticed(entries: readonly HealthEntry[]): number[] {
    const now = Date.now();
    const keys = entries.map(({ about, code = "" }) => `${about} ${code}`);
    this.#since = new Map(keys.map((key) => [key, this.#since.get(key) ?? now]));
    return keys.map((key) => this.#since.get(key) ?? now);
  }

  list(): HealthEntry[] {
    return [...this.#problems].map(([about, { code, message, fix }]) => ({
      state: "active",
      about,
      code,
      message,
      ...(fix !== undefined && { fix }),
    }));
  }
}

/** What a workspace's health is read from. */
export interface HealthSources {
  problems: ActiveProblems;
  journals: { readonly repairs: readonly string[]; readonly channels: ReadonlyMap<ChannelName, { readonly path: string }> };
  index: { readonly repairs: readonly string[]; readonly leftOut: ReadonlyMap<ChannelName, LeftOut>; readonly status: { state: string } };
  curation: {
    readonly repairs: readonly string[];
    readonly problems: readonly string[];
    readonly datasetProblem: string | null;
    readonly indexProblem: string | null;
  };
  models: { readonly problems: readonly string[] };
}

/** Everything there is to say about a workspace's state, active problems first. */
export function readHealth(sources: HealthSources): HealthEntry[] {
  const { problems, journals, index, curation, models } = sources;
  const notes = (state: "repaired" | "found", about: string, messages: readonly string[]) =>
    messages.map((message): HealthEntry => ({ state, about, message }));
  const refused = [...index.leftOut].flatMap(([channel, leftOut]) => {
    const path = journals.channels.get(channel)?.path ?? channel;
    return describeRejected(basename(path), leftOut) ?? [];
  });
  return [
    ...problems.list(),
    ...laggingProjections(sources),
    ...notes("repaired", "journals", journals.repairs),
    ...notes("repaired", "index", index.repairs),
    ...notes("repaired", "curation", curation.repairs),
    ...notes("found", "curation", curation.problems),
    ...notes("found", "models", models.problems),
    ...notes("found", "journals", refused),
  ];
}

/** The dataset file and the index follow the journals; what each lacks while it cannot be written. */
function laggingProjections({ curation, index }: HealthSources): HealthEntry[] {
  const lagging: HealthEntry[] = [];
  const add = (code: string, message: string, fix: string) => lagging.push({ state: "active", about: code, code, message, fix });
  if (curation.datasetProblem !== null)
    add("dataset", curation.datasetProblem, "Decisions are safe in curation.jsonl; the dataset file is tried again by itself.");
  if (curation.indexProblem !== null) add("index_behind", curation.indexProblem, "Free some disk space; the index catches up by itself.");
  if (index.status.state === "failed")
    add(
      "index",
      "The index cannot be built; what comes in is safe in the JSONL files.",
      "Free disk space, or delete .assay and open the workspace again.",
    );
  return lagging;
}

/** Active problems, as a snapshot carries them. */
export function toAlerts(health: readonly HealthEntry[], problems: ActiveProblems): Snapshot["alerts"] {
  const active = health.filter(({ state }) => state === "active");
  const since = problems.noticed(active);
  return active.map(({ code = "", message, fix }, i) => ({ code, message, ...(fix !== undefined && { fix }), sinceMs: since[i] ?? 0 }));
}

/** What opening repaired or found, in sentences. */
export function toNotes(health: readonly HealthEntry[]): string[] {
  return health.filter(({ state }) => state !== "active").map(({ message }) => message);
}
