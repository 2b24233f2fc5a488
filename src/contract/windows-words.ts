import type { EngineWindows } from "./windows.ts";

/** What merged windows say and do not say, in sentences: the same on the screen and on the command line. */

const counted = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** How the numbers are to be read. */
export const windowsMethod =
  "Windows are merged: counts, success, minimum, average and maximum exactly; percentiles are estimates from their t-digests. Times are of arrival.";

/** What is missing, twice or not comparable; nothing when the windows and the executions agree. */
export function windowsNotes(answer: EngineWindows): string[] {
  const { file, overall, events, recovered, executionsOfOthers } = answer;
  const { withoutDigest } = overall.latencyMs;
  const [first] = file.findings;
  return [
    file.rejected > 0
      ? `${counted(file.rejected, "line is no window and is", "lines are no windows and are")} left out${first === undefined ? "" : `; the first, line ${first.line.toLocaleString("en")}: ${first.problem}`}.`
      : null,
    withoutDigest > 0
      ? `${counted(withoutDigest, "window has", "windows have")} no usable t-digest: of percentiles only the lowest and the highest of the windows are known.`
      : null,
    recovered > 0
      ? `${counted(recovered, "window was", "windows were")} recovered after a crash: its executions came some time before it.`
      : null,
    executionsOfOthers > 0
      ? `${counted(executionsOfOthers, "execution is", "executions are")} of engines that windows do not keep apart; they count in the overall numbers only.`
      : null,
    ...(events === null ? [] : eventNotes(answer, events)),
  ].filter((note) => note !== null);
}

function eventNotes({ overall, merged }: EngineWindows, events: NonNullable<EngineWindows["events"]>): (string | null)[] {
  const missing = overall.count - (overall.exact?.count ?? overall.count);
  return [
    missing > 0
      ? `${counted(missing, "execution")} that the windows count ${missing === 1 ? "is" : "are"} not in events.jsonl: lines were changed or taken out, or the file is another workspace's.`
      : null,
    missing < 0
      ? `${counted(-missing, "execution")} on the windows' lines ${missing === -1 ? "is" : "are"} in no window: lines were written into events.jsonl by hand.`
      : null,
    events.gapBytes > 0
      ? `${counted(events.gapBytes, "byte")} of events.jsonl between these windows ${events.gapBytes === 1 ? "is" : "are"} in none of them.`
      : null,
    events.overlapBytes > 0
      ? `${counted(events.overlapBytes, "byte")} of events.jsonl ${events.overlapBytes === 1 ? "is" : "are"} in more than one window, and counted twice.`
      : null,
    merged > 0 && events.recordedBefore > 0
      ? `${counted(events.recordedBefore, "execution")} carr${events.recordedBefore === 1 ? "ies" : "y"} a time before the first window, as imported and late lines do: a time range in the table counts them elsewhere.`
      : null,
    events.notYet > 0
      ? `${counted(events.notYet, "execution is", "executions are")} not in a window yet: the open one is written when it closes.`
      : null,
  ];
}
