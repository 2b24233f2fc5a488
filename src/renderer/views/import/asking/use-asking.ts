import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import type { Askable, ConversionPlan, ErrorValue, ImportPreview, ReplacementCounts } from "../../../../contract/index.ts";
import { formatCount } from "../../../components/format.ts";
import { useSnapshot } from "../../../state/live.ts";
import { reportDone } from "../../../state/notify.ts";
import { mutate, query, useHostQuery } from "../../../state/queries.ts";
import { completePlan, describeObstacle } from "./plan.ts";

/** Pause in typing after which the file is read again, in ms. */
const settleMs = 250;

const unplanned: ConversionPlan = { dialect: "custom", answers: {} };

export interface Asking {
  preview: ImportPreview | undefined;
  /** Files that one answer fits, this one among them. */
  alike: readonly string[];
  error: ErrorValue | null;
  retry(): void;
  plan: ConversionPlan | null;
  setPlan(plan: ConversionPlan): void;
  /** Every question asked about this file so far: an answered one keeps its place. */
  questions: readonly Askable[];
  obstacle: string | null;
  /** What the plan would replace; null when nothing. While that is counted, what the plan before would. */
  earlier: ReplacementCounts | null;
  /** Whether that is replaced. */
  replaces: boolean;
  toggleReplace(): void;
  busy: boolean;
  /** Imports those files by the plan, if something of this one would come in. */
  accept(jobs: readonly string[]): void;
}

/** The state of a file that waits for an answer: the plan being edited and its preview. */
export function useAsking(job: string): Asking {
  const [edited, setPlan] = useState<ConversionPlan | null>(null);
  const [settled] = useDebouncedValue(edited, settleMs);
  const [questions, setQuestions] = useState<readonly Askable[]>([]);
  const [busy, setBusy] = useState(false);
  const { data, error, isFetching, refetch } = useHostQuery("imports.preview", { job, plan: settled }, { keepPrevious: true });
  const preview = data?.preview;

  const missing = preview?.asks.filter((name) => !questions.includes(name)) ?? [];
  if (missing.length > 0) setQuestions([...questions, ...missing]);

  // Files come in and go while this one is looked at.
  const [asking] = useDebouncedValue(useSnapshot((snapshot) => snapshot.importTotals.asking) ?? 0, settleMs);
  const seen = useRef(asking);
  useEffect(() => {
    if (seen.current !== asking && asking > 0) refetch();
    seen.current = asking;
  }, [asking, refetch]);

  const plan = completePlan(edited, preview);
  const isCurrent = edited === settled && !isFetching;
  const [wantsReplace, setReplace] = useState(false);
  const counted = preview?.plan ?? null;
  const earlier = useHostQuery(
    "imports.earlier",
    { job, plan: counted ?? unplanned },
    { enabled: counted !== null && describeObstacle(preview as ImportPreview) === null && !busy, keepPrevious: true },
  );
  const replaces = wantsReplace && earlier.data != null;
  const accept = async (jobs: readonly string[]) => {
    if (plan === null || busy) return;
    setBusy(true);
    try {
      if (!isCurrent) {
        const now = await query("imports.preview", { job, plan });
        if (!now.ok || describeObstacle(now.value.preview) !== null) return;
      }
      const answer = await mutate("imports.answer", { jobs: [...jobs], plan, ...(replaces && { replace: true }) });
      if (answer.ok && jobs.length > 1) reportDone(`Importing ${formatCount(jobs.length)} files like this one.`);
    } finally {
      setBusy(false);
    }
  };
  return {
    preview,
    alike: data?.alike ?? [job],
    error,
    retry: refetch,
    plan,
    setPlan,
    questions,
    obstacle: preview === undefined ? null : describeObstacle(preview),
    earlier: earlier.data ?? null,
    replaces,
    toggleReplace: () => setReplace(!wantsReplace),
    busy,
    accept: (jobs) => void accept(jobs),
  };
}
