import { useEffect, useMemo } from "react";
import type { ComparisonDetail, CurationState, Tier } from "../../../contract/index.ts";
import { decide, knownComparison, stepBack } from "../../review/decide.ts";
import { useUnsaved } from "../../review/decisions.ts";
import { pauseBeforeNext } from "../../review/desk/advance.ts";
import { autoAdvanceName, autoAdvanceNow, leaveAfter, stay } from "../../review/desk/auto-advance.ts";
import { type DeskPanel, openPanel } from "../../review/desk/panel.ts";
import { createListed } from "../../review/listed.ts";
import { withUnsaved } from "../../review/marks.ts";
import { placeNow } from "../../review/place.ts";
import { getStanding, whyNot } from "../../review/standing.ts";
import { say } from "../../state/notify.ts";
import { type Fetched, queryClient } from "../../state/query-client.ts";
import { readViewState, writeViewState } from "../../state/view-state.ts";
import { type ComparisonListState, filterNow } from "./use-comparison-list.ts";
import type { Navigation } from "./use-navigation.ts";

type CandidateAction = { type: "promote"; tier: Tier; output?: string } | { type: "reject" } | { type: "clear" } | { type: "set_winner" };

/** View-state name: the comparison whose note is being written, "" when none. */
export const noteEditing = "comparisons.noteEditing";
const listed = createListed("comparisons.listed");

/** The comparison on screen with the decisions that are on their way, and whether it is in the list. */
export function useMarked({ filter, pages, keys }: ComparisonListState, key: string | null, detail: ComparisonDetail | undefined) {
  const unsaved = useUnsaved(key ?? "");
  /** The comparison as it will be once everything is saved. */
  const marked = useMemo(() => (detail === undefined ? undefined : withUnsaved(detail, unsaved)), [detail, unsaved]);
  const standing = getStanding(key, filter, { filter, keys, isOther: pages.isOther }, listed);
  useEffect(() => {
    if (key !== null && standing === "listed") listed.note(key, JSON.stringify(filter));
  }, [key, standing, filter]);
  return { marked, standing };
}

const curationNow = () => queryClient.getQueryData<Fetched<CurationState>>(["curation.state", {}])?.value;

/** A function for each action a reviewer can take; the same object on every render. */
export function useComparisonDecisions({ drawn }: ComparisonListState, { move }: Pick<Navigation, "move">) {
  useEffect(() => stay, []);
  return useMemo(() => {
    /** Whether the comparison on screen can be decided; if not, shows why. Reads the current state, not that of the last render. */
    const mayDecide = (key: string | null): key is string => {
      const now = getStanding(key, filterNow(), drawn.current, listed);
      if (key !== null && (now === "unlisted" || now === "asking")) say(whyNot[now]);
      return key !== null && (now === "listed" || now === "left");
    };
    const tryTo = (action: Parameters<typeof decide>[0]) => {
      stay();
      const outcome = decide(action);
      if (outcome === "already" && action.type !== "done") say("Already decided.");
      if (outcome === "nowhere") return say("There is no such candidate.");
      const pauseMs = pauseBeforeNext(action, knownComparison(action.comparison), autoAdvanceNow());
      if (pauseMs !== null) leaveAfter(pauseMs, () => move(1));
    };
    return {
      toggleAutoAdvance: () => {
        const next = !readViewState(autoAdvanceName, false);
        writeViewState({ [autoAdvanceName]: next });
        say(next ? "Auto-advance is on." : "Auto-advance is off.");
      },
      /** Decides about the focused candidate. */
      onFocused: (action: CandidateAction) => {
        const { key, position } = placeNow();
        if (!mayDecide(key)) return;
        tryTo({ ...action, comparison: key, position });
      },
      /** Decides about the whole comparison. */
      onWhole: (type: "tie" | "both_bad" | "skip") => {
        const { key } = placeNow();
        if (mayDecide(key)) tryTo({ type, comparison: key });
      },
      writeNote: () => {
        const { key } = placeNow();
        stay();
        if (mayDecide(key)) writeViewState({ [noteEditing]: key });
      },
      /** A person is done with the comparison: says so, and goes to the next. */
      finish: () => {
        const { key } = placeNow();
        if (mayDecide(key)) tryTo({ type: "done", comparison: key, done: true });
      },
      toggleFlag: () => {
        const { key } = placeNow();
        if (mayDecide(key)) decide({ type: "flag", comparison: key, flagged: knownComparison(key)?.flagged !== true });
      },
      /** Opens an editor of the comparison on screen. */
      open: (panel: DeskPanel) => {
        const { key } = placeNow();
        stay();
        if (mayDecide(key)) openPanel(panel, key);
      },
      saveNote: (key: string, note: string) => void decide({ type: "note", comparison: key, note }),
      undo: () => {
        stay();
        if (!stepBack("undo", curationNow())) say("Nothing to undo.");
      },
      redo: () => {
        if (!stepBack("redo", curationNow())) say("Nothing to redo.");
      },
    };
  }, [drawn, move]);
}
export type ComparisonDecisions = ReturnType<typeof useComparisonDecisions>;
