import type { ActorKind, BiasMeter, Signal } from "../../../contract/index.ts";
import type { LogState } from "../curation/state/log-state.ts";
import type { EventRecord } from "../curation/state/undo-history.ts";
import type { JudgedKeys } from "../queries/decision-keys.ts";
import type { Database } from "../store/duckdb.ts";
import { AgreementTally } from "./agreement.ts";
import { type DecidedComparison, decidedKeys, readDecided, readVerdict } from "./decided.ts";
import { addPreference, MeterTally } from "./meter.ts";
import { readRecorded } from "./recorded.ts";

export interface Decided {
  people: BiasMeter;
  agents: BiasMeter;
  /** Of people with recorded winners. */
  agreement: AgreementTally;
  /** The comparisons that it counts. */
  judged: JudgedKeys;
}

/** Goes once through every comparison that somebody decided. @throws AssayError cancelled; of the index. */
export async function measureDecided(db: Database, state: LogState, signal?: Signal): Promise<Decided> {
  const looks = findLooks(state.history.listed);
  const tallies = { person: new MeterTally(), agent: new MeterTally() };
  const agreement = new AgreementTally();
  const judged = { agreed: [] as string[], differed: [] as string[] };
  let keys = 0;
  let found = 0;
  const counted = function* () {
    for (const key of decidedKeys(state)) {
      keys++;
      yield key;
    }
  };
  const add = (kind: ActorKind, comparison: DecidedComparison) => {
    const { key, answers, winner } = comparison;
    const verdict = readVerdict(state, kind, key, answers.length);
    const look = looks.get(key);
    const { leftOut } = tallies[kind];
    if (verdict === "none") return;
    if (kind === "person" && look === undefined) return leftOut.add("many_at_once");
    if (kind === "person") {
      const engines = answers.map(({ engine_id }) => engine_id);
      const agreed = agreement.add({ people: verdict, judge: readRecorded(winner, answers), score: winner.winner_score, engines });
      if (agreed !== null) judged[agreed ? "agreed" : "differed"].push(key);
    }
    if (verdict === "tie") return leftOut.add("tie");
    if (verdict === "both_bad") return leftOut.add("all_bad");
    return addPreference(tallies[kind], verdict, answers, (kind === "person" && look?.shown) || null);
  };
  for await (const comparisons of readDecided(db, counted(), signal)) {
    found += comparisons.length;
    for (const comparison of comparisons) for (const kind of ["person", "agent"] as const) add(kind, comparison);
  }
  // Decided, and not in the file any more.
  if (keys > found) tallies.person.leftOut.add("unknown", keys - found);
  return { people: tallies.person.result(), agents: tallies.agent.result(), agreement, judged };
}

/** Comparisons that people decided one at a time, with the order in which they saw the answers, where the log says it. */
function findLooks(events: readonly EventRecord[]): Map<string, { shown: readonly number[] | null }> {
  const looks = new Map<string, { shown: readonly number[] | null }>();
  for (const { type, actorKind, undone, keys, shown, isRepeat } of events) {
    if (type !== "decide" || actorKind !== "person" || undone || isRepeat) continue;
    const [key] = keys;
    if (keys.length === 1 && key !== undefined) looks.set(key, { shown: shown ?? null });
    else for (const one of keys) looks.delete(one);
  }
  return looks;
}
