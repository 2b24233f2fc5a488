import type { ActorKind, BiasMeter, JudgingReport, Signal } from "../../../contract/index.ts";
import type { LogState } from "../curation/state/log-state.ts";
import type { JudgedKeys } from "../queries/decision-keys.ts";
import type { Database } from "../store/duckdb.ts";
import { AgreementTally } from "./agreement.ts";
import { type DecidedComparison, decidedKeys, readDecided, readVerdict } from "./decided.ts";
import { findLooks, readWord } from "./looks.ts";
import { addPreference, MeterTally } from "./meter.ts";
import { readRecorded } from "./recorded.ts";

export interface Decided {
  people: BiasMeter;
  reviewers: JudgingReport["reviewers"];
  agents: BiasMeter;
  /** Of people with recorded winners. */
  agreement: AgreementTally;
  /** The comparisons that it counts. */
  judged: JudgedKeys;
}

const maxReviewers = 20;

/** Those who decided most first; nobody where one person decided everything. */
function listMeters(tallies: ReadonlyMap<string, MeterTally>): JudgingReport["reviewers"] {
  if (tallies.size < 2) return [];
  const all = [...tallies].map(([name, tally]) => ({ name, meter: tally.result() }));
  return all
    .sort((one, other) => other.meter.comparisons - one.meter.comparisons || (one.name < other.name ? -1 : 1))
    .slice(0, maxReviewers);
}

/** Goes once through every comparison that somebody decided. @throws AssayError cancelled; of the index. */
export async function measureDecided(db: Database, state: LogState, signal?: Signal): Promise<Decided> {
  const looks = findLooks(state);
  const reviewers = new Map<string, MeterTally>();
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
  /** To each person's own meter what they said themselves, also where another's decision is in force. */
  const addReviewers = ({ key, answers }: DecidedComparison) => {
    const all = looks.get(key) ?? [];
    for (const { actor, shown } of all) {
      const tally = reviewers.get(actor) ?? new MeterTally();
      reviewers.set(actor, tally);
      const word = state.reviewers.verdicts(key).find((one) => one.kind === "person" && one.actor === actor)?.verdict;
      const isInForce = all.at(-1)?.actor === actor;
      const verdict = isInForce || word === undefined ? readVerdict(state, "person", key, answers.length) : readWord(word, answers.length);
      if (verdict === "none" || (!isInForce && word === undefined)) continue;
      if (verdict === "tie") tally.leftOut.add("tie");
      else if (verdict === "both_bad") tally.leftOut.add("all_bad");
      else addPreference(tally, verdict, answers, shown);
    }
  };
  const add = (kind: ActorKind, comparison: DecidedComparison) => {
    const { key, answers, winner } = comparison;
    const verdict = readVerdict(state, kind, key, answers.length);
    const look = looks.get(key)?.at(-1);
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
    for (const comparison of comparisons) {
      for (const kind of ["person", "agent"] as const) add(kind, comparison);
      addReviewers(comparison);
    }
  }
  // Decided, and not in the file any more.
  if (keys > found) tallies.person.leftOut.add("unknown", keys - found);
  return { people: tallies.person.result(), reviewers: listMeters(reviewers), agents: tallies.agent.result(), agreement, judged };
}
