import { join } from "node:path";
import { counted, latin1, seen, short } from "./files.ts";

interface SampleChange {
  of: "sample";
  ref: string;
  before: { line: string; copies: number } | null;
  after: { line: string; copies: number } | null;
}
interface ReviewChange {
  of: "review";
  comparison: string;
  before: { note?: string; tags?: string[] };
  after: { note: string; tags?: string[] };
}
type Decision = ReviewChange | { of: "candidate" };
/** `repeat`: in the second look at a comparison of a blind queue. */
type Change = SampleChange | Decision | { of: "repeat"; change: Decision };

export interface Step {
  id: string;
  type: string;
  /** The queue in which it was decided. */
  queue?: string;
  changes: Change[];
}

/** The complete events of curation.jsonl, read from outside. A partial event at the end has no effect. */
export async function steps(workspace: string, violate: (message: string) => void): Promise<Step[]> {
  const { lines } = await seen(join(workspace, "output", "curation.jsonl"));
  const all: Step[] = [];
  let open: (Step & { parts: number; got: number }) | null = null;
  for (const [i, line] of lines.entries()) {
    let part: { event_id: string; type: string; queue?: string; part: number; parts: number; changes: Change[] };
    try {
      part = JSON.parse(Buffer.from(line, "latin1").toString("utf8"));
    } catch {
      violate(`line ${i + 1} of curation.jsonl is torn: ${short(line)}`);
      continue;
    }
    if (part.part === 0) {
      if (open) violate(`event ${open.id} of curation.jsonl is there in part, and other events follow`);
      open = {
        id: part.event_id,
        type: part.type,
        ...(part.queue !== undefined && { queue: part.queue }),
        changes: [],
        parts: part.parts,
        got: 0,
      };
    }
    if (!open || open.id !== part.event_id || open.got !== part.part) {
      violate(`line ${i + 1} of curation.jsonl is part ${part.part} of an event whose other parts are missing`);
      continue;
    }
    open.got++;
    open.changes.push(...part.changes);
    if (open.got < open.parts) continue;
    all.push(open);
    open = null;
  }
  return all;
}

/** Notes of decisions, in the order written. */
export function listNotes(all: readonly Step[]): string[] {
  return all
    .filter(({ type }) => type === "decide")
    .flatMap(({ changes }) =>
      changes.flatMap((change) =>
        change.of === "review" && change.after.note !== "" && change.after.note !== change.before.note ? [change.after.note] : [],
      ),
    );
}

/** The steps that tagged a comparison so, in its first look or in its second. */
export function listTagged(all: readonly Step[], tag: string, look: "first" | "second"): Step[] {
  const tags = (change: Change) => {
    const decision = change.of === "repeat" ? change.change : change;
    const isLook = (change.of === "repeat") === (look === "second");
    return (
      isLook && decision.of === "review" && decision.after.tags?.includes(tag) === true && decision.before.tags?.includes(tag) !== true
    );
  };
  return all.filter(({ type, changes }) => type === "decide" && changes.some(tags));
}

/**
 * Compares the dataset with the log: every current sample is there as often as it should be, its earlier versions are not, and an undecided
 * collected line is unchanged.
 * @param collected lines that were imported, each different.
 */
export async function checkDataset(
  workspace: string,
  all: readonly Step[],
  collected: readonly string[],
  violate: (message: string) => void,
): Promise<void> {
  const { lines } = await seen(join(workspace, "output", "training_samples.jsonl"));
  const there = counted(lines);
  const wanted = counted(collected.map((line) => latin1(line)));
  const now = new Map<string, SampleChange["after"]>();
  for (const { changes } of all) {
    for (const change of changes) {
      if (change.of !== "sample") continue;
      for (const version of [change.before, change.after]) if (version) wanted.delete(latin1(version.line));
      now.set(change.ref, change.after);
    }
  }
  for (const version of now.values()) if (version) wanted.set(latin1(version.line), version.copies);
  for (const [line, times] of wanted)
    if (there.get(line) !== times) violate(`the dataset holds ${there.get(line) ?? 0} times instead of ${times}: ${short(line)}`);
  for (const line of there.keys()) if (!wanted.has(line)) violate(`the dataset holds a line that no decision explains: ${short(line)}`);
}
