import type { ConversionPlan, QuarantineRetry, QuarantineScope, restorable } from "../../../contract/index.ts";
import { formatCount, visibleText } from "../../components/format.ts";
import { mutate } from "../../state/queries.ts";
import { queryClient } from "../../state/query-client.ts";

/** What was done with rejected lines, and how it is undone. */
export interface QuarantineOutcome {
  message: string;
  undo: { what: (typeof restorable)[number]; mark: number } | null;
}

const countLines = (lines: number) => `${formatCount(lines)} ${lines === 1 ? "line" : "lines"}`;

/** Shows the list anew at once: the revision that it follows may take a second. */
function refresh(): void {
  for (const name of ["quarantine.groups", "quarantine.list"]) void queryClient.invalidateQueries({ queryKey: [name] });
}

/** "2 lines are records now; 1 was there already; 3 stay rejected: 3 × …". */
export function describeRetry({ accepted, duplicates, rejected, reasons }: QuarantineRetry): string {
  const parts: string[] = [];
  if (accepted > 0) parts.push(`${countLines(accepted)} ${accepted === 1 ? "is a record" : "are records"} now`);
  if (duplicates > 0) parts.push(`${countLines(duplicates)} ${duplicates === 1 ? "was a record" : "were records"} already`);
  if (rejected > 0) {
    const [first] = reasons;
    const why = first === undefined ? "" : `: ${visibleText(first.example.message)}`;
    parts.push(`${countLines(rejected)} ${rejected === 1 ? "stays" : "stay"} rejected${why}`);
  }
  if (parts.length === 0) return "No line can be retried as it is.";
  const text = parts.join("; ");
  return text.endsWith(".") ? text : `${text}.`;
}

/** @returns null when it failed; the failure is shown. */
export async function retryLines(
  scope: QuarantineScope,
  more: { text?: string; plan?: ConversionPlan } = {},
): Promise<QuarantineRetry | null> {
  const answer = await mutate("quarantine.retry", { scope, ...more });
  refresh();
  return answer.ok ? answer.value : null;
}

/** @returns null when it failed; the failure is shown. */
export async function dismissLines(scope: QuarantineScope): Promise<QuarantineOutcome | null> {
  const answer = await mutate("quarantine.dismiss", { scope });
  refresh();
  if (!answer.ok) return null;
  const { lines, mark } = answer.value;
  return { message: `Dismissed ${countLines(lines)}.`, undo: mark === null ? null : { what: "dismissed", mark } };
}

/** @returns null when it failed; the failure is shown. */
export async function purgeLines(): Promise<QuarantineOutcome | null> {
  const answer = await mutate("quarantine.purge", {});
  refresh();
  return answer.ok ? { message: `Purged ${countLines(answer.value.lines)}.`, undo: null } : null;
}

/** @param mark of one step; without it, everything of its sort. */
export async function restoreLines(what: (typeof restorable)[number], mark?: number): Promise<QuarantineOutcome | null> {
  const answer = await mutate("quarantine.restore", { what, ...(mark !== undefined && { mark }) });
  refresh();
  return answer.ok ? { message: `Restored ${countLines(answer.value.lines)}.`, undo: null } : null;
}
