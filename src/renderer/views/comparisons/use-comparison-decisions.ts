import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { Tier } from "../../../contract/index.ts";
import { decide, knownComparison, stepBack } from "../../review/decide.ts";
import { useDecisionQueue } from "../../review/decisions.ts";
import { pauseBeforeNext } from "../../review/desk/advance.ts";
import { autoAdvanceName, autoAdvanceNow, leaveAfter, stay } from "../../review/desk/auto-advance.ts";
import { type DeskPanel, openPanel } from "../../review/desk/panel.ts";
import { createListed } from "../../review/listed.ts";
import { withUnsaved } from "../../review/marks.ts";
import { placeNow } from "../../review/place.ts";
import { unsavedActions } from "../../review/queue.ts";
import { getStanding, whyNot } from "../../review/standing.ts";
import { say } from "../../state/notify.ts";
import { useHostQuery } from "../../state/queries.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";
import { type ComparisonListState, filterNow, follows } from "./use-comparison-list.ts";
import type { Navigation } from "./use-navigation.ts";

type CandidateAction = { type: "promote"; tier: Tier; output?: string } | { type: "reject" } | { type: "clear" } | { type: "set_winner" };

/** View-state name: the comparison whose note is being written, "" when none. */
export const noteEditing = "comparisons.noteEditing";
const listed = createListed("comparisons.listed");

/** The decisions on the comparison on screen, saved and pending, and a function for each action a reviewer can take. */
export function useComparisonDecisions({ filter, pages, keys, drawn }: ComparisonListState, { place, detail, move }: Navigation) {
  const queue = useDecisionQueue();
  const curation = useHostQuery("curation.state", {}, follows).data;
  const history = useHostQuery("curation.history", { limit: 10 }, { follows: "comparisons" }).data ?? [];
  const [autoAdvance, setAutoAdvance] = useViewState(autoAdvanceName, false);
  const unsaved = useMemo(() => unsavedActions(queue.waiting), [queue.waiting]);
  const marked = useMemo(() => (detail.data === undefined ? undefined : withUnsaved(detail.data, unsaved)), [detail.data, unsaved]);
  const newestCuration = useRef(curation);
  useLayoutEffect(() => {
    newestCuration.current = curation;
  });

  const standing = getStanding(place.key, filter, { filter, keys, isOther: pages.isOther }, listed);
  useEffect(() => {
    if (place.key !== null && standing === "listed") listed.note(place.key, JSON.stringify(filter));
  }, [place.key, standing, filter]);

  /** Whether the comparison on screen can be decided; if not, shows why. Reads the current state, not that of the last render. */
  const mayDecide = useCallback(
    (key: string | null): key is string => {
      const now = getStanding(key, filterNow(), drawn.current, listed);
      if (key !== null && (now === "unlisted" || now === "asking")) say(whyNot[now]);
      return key !== null && (now === "listed" || now === "left");
    },
    [drawn],
  );

  const tryTo = useCallback(
    (action: Parameters<typeof decide>[0]) => {
      stay();
      const outcome = decide(action);
      if (outcome === "already" && action.type !== "done") say("Already decided.");
      if (outcome === "nowhere") return say("There is no such candidate.");
      const pauseMs = pauseBeforeNext(action, knownComparison(action.comparison), autoAdvanceNow());
      if (pauseMs !== null) leaveAfter(pauseMs, () => move(1));
    },
    [move],
  );
  useEffect(() => stay, []);

  return {
    queue,
    unsaved,
    /** The comparison as it will be once everything is saved. */
    marked,
    curation,
    history,
    standing,
    autoAdvance,
    setAutoAdvance,
    toggleAutoAdvance: useCallback(() => {
      const next = !readViewState(autoAdvanceName, false);
      writeViewState({ [autoAdvanceName]: next });
      say(next ? "Auto-advance is on." : "Auto-advance is off.");
    }, []),
    /** Decides about the focused candidate. */
    onFocused: useCallback(
      (action: CandidateAction) => {
        const { key, position } = placeNow();
        if (!mayDecide(key)) return;
        tryTo({ ...action, comparison: key, position });
      },
      [tryTo, mayDecide],
    ),
    /** Decides about the whole comparison. */
    onWhole: useCallback(
      (type: "tie" | "both_bad" | "skip") => {
        const { key } = placeNow();
        if (mayDecide(key)) tryTo({ type, comparison: key });
      },
      [tryTo, mayDecide],
    ),
    writeNote: useCallback(() => {
      const { key } = placeNow();
      stay();
      if (mayDecide(key)) writeViewState({ [noteEditing]: key });
    }, [mayDecide]),
    /** A person is done with the comparison: says so, and goes to the next. */
    finish: useCallback(() => {
      const { key } = placeNow();
      if (mayDecide(key)) tryTo({ type: "done", comparison: key, done: true });
    }, [mayDecide, tryTo]),
    toggleFlag: useCallback(() => {
      const { key } = placeNow();
      if (mayDecide(key)) decide({ type: "flag", comparison: key, flagged: knownComparison(key)?.flagged !== true });
    }, [mayDecide]),
    /** Opens an editor of the comparison on screen. */
    open: useCallback(
      (panel: DeskPanel) => {
        const { key } = placeNow();
        stay();
        if (mayDecide(key)) openPanel(panel, key);
      },
      [mayDecide],
    ),
    saveNote: useCallback((key: string, note: string) => void decide({ type: "note", comparison: key, note }), []),
    undo: useCallback(() => {
      stay();
      if (!stepBack("undo", newestCuration.current)) say("Nothing to undo.");
    }, []),
    redo: useCallback(() => {
      if (!stepBack("redo", newestCuration.current)) say("Nothing to redo.");
    }, []),
  };
}
export type ComparisonDecisions = ReturnType<typeof useComparisonDecisions>;
