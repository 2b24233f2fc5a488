import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { ComparisonDetail, ComparisonRow, Tier } from "../../../contract/index.ts";
import { candidateLetter } from "../../components/candidate-letter.ts";
import { useFirstResult } from "../../components/first-result.ts";
import { decide, knownComparison, stepBack } from "../../review/decide.ts";
import { useDecisions } from "../../review/decisions.ts";
import { createListed } from "../../review/listed.ts";
import { withUnsaved } from "../../review/marks.ts";
import { goTo, moveCandidate, moveComparison, neighbours, settle } from "../../review/movement.ts";
import { placeNow, setPlace, usePlace } from "../../review/place.ts";
import { unsavedActions } from "../../review/queue.ts";
import { say } from "../../review/said.ts";
import { standingOf, whyNot } from "../../review/standing.ts";
import { prefetch, useAsk, useAskPages } from "../../state/queries.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";
import { emptyFilterForm, type FilterForm, filterOf, readFilterForm } from "./filter.ts";
import { noteEditing } from "./pane-state.ts";

const pageSize = 200;
/** What a reviewer decides is on the screen at once; the engine is asked for the same when the keys rest. */
const follows = { follows: "comparisons", calmMs: 400 } as const;
/** Rows before the end of what is loaded at which more is asked for: two seconds of a key held down. */
const loadAhead = 60;
const autoAdvanceName = "comparisons.autoAdvance";
const filterName = "comparisons.filter";
const listed = createListed("comparisons.listed");

/** All the comparisons view knows and can do; its components only show and call. */
export function useReview() {
  const [storedForm, setStoredForm] = useViewState<object>(filterName, emptyFilterForm);
  const form = useMemo(() => readFilterForm(storedForm), [storedForm]);
  const filter = useMemo(() => filterOf(form), [form]);
  const list = useAskPages("comparisons.list", { filter, limit: pageSize }, follows);
  const place = usePlace();
  const detail = useAsk("comparisons.get", { key: place.key ?? "" }, { enabled: place.key !== null, ...follows });
  const curation = useAsk("curation.state", {}, follows);
  const history = useAsk("curation.history", { limit: 10 }, { follows: "comparisons" });
  const queue = useDecisions();
  const [autoAdvance, setAutoAdvance] = useViewState(autoAdvanceName, false);

  const unsaved = useMemo(() => unsavedActions(queue.waiting), [queue.waiting]);
  const marked = useMemo(() => (detail.data === undefined ? undefined : withUnsaved(detail.data, unsaved)), [detail.data, unsaved]);
  const { rows, hasMore, loadMore } = list;
  const keys = useMemo(() => rows.map((row) => row.key), [rows]);

  // Key presses come faster than renders; they read what is newest, not what the last render closed over.
  const { isOther } = list;
  const newest = useRef({ rows, keys, hasMore, loadMore, filter, isOther, curation: curation.data });
  useLayoutEffect(() => {
    newest.current = { rows, keys, hasMore, loadMore, filter, isOther, curation: curation.data };
  });

  const standing = standingOf(place.key, filter, { filter, keys, isOther }, listed);
  useEffect(() => {
    if (place.key !== null && standing === "listed") listed.note(place.key, JSON.stringify(filter));
  }, [place.key, standing, filter]);

  /** Whether keys may decide about what is on screen; says why not. Reads what is in force now, not what was drawn last. */
  const mayDecide = useCallback((key: string | null): key is string => {
    const asked = filterOf(readFilterForm(readViewState<object>(filterName, emptyFilterForm)));
    const now = standingOf(key, asked, newest.current, listed);
    if (key !== null && (now === "unlisted" || now === "asking")) say(whyNot[now]);
    return key !== null && (now === "listed" || now === "left");
  }, []);

  const firstResult = useFirstResult(list.first !== undefined && !isOther, () => {
    const [first] = keys;
    const here = placeNow().key;
    if (first === undefined) say("Nothing matches the search.");
    else if (form.text.trim() !== "" || here === null || !keys.includes(here)) setPlace({ key: first, index: 0, position: 0 });
  });

  const missing = detail.error?.code === "not_found";
  useEffect(() => {
    const now = placeNow();
    // Another workspace's comparison, or one that is no more: start at the top.
    const settled = settle(keys, missing && keys.length > 0 && !keys.includes(now.key ?? "") ? { key: null, index: 0, position: 0 } : now);
    if (settled !== now && settled.key !== null && (settled.key !== now.key || settled.index !== now.index)) setPlace(settled);
  }, [keys, missing]);

  const soon = neighbours(keys, place).join(" ");
  useEffect(() => {
    for (const key of soon.split(" ")) if (key !== "") prefetch("comparisons.get", { key });
  }, [soon]);

  /** Where somebody went on from when the next comparison was not loaded yet. */
  const waits = useRef<{ at: string | null; isLast: boolean } | null>(null);

  const { cancel: cancelFirst } = firstResult;
  const move = useCallback(
    (by: 1 | -1) => {
      const { keys: now, hasMore: more, loadMore: load } = newest.current;
      cancelFirst();
      const here = placeNow();
      const next = moveComparison(now, here, by);
      const stays = next.key === here.key;
      waits.current = stays && by === 1 && more ? { at: here.key, isLast: false } : null;
      if (stays) say(by === 1 ? (more ? "Loading more comparisons." : "This is the last comparison.") : "This is the first comparison.");
      setPlace(next);
      if (more && next.index >= now.length - loadAhead) load();
    },
    [cancelFirst],
  );

  const { isFetching } = list;
  useEffect(() => {
    const wait = waits.current;
    if (wait === null || isFetching) return;
    const here = placeNow();
    const next = moveComparison(keys, here, 1);
    const goesOn = wait.at === here.key && next.key !== here.key;
    // What was being fetched may have been what is there already; asked for once more, not for ever.
    waits.current = goesOn || wait.at !== here.key || wait.isLast ? null : { ...wait, isLast: true };
    if (goesOn) {
      say("");
      setPlace(next);
    } else if (waits.current !== null) loadMore();
  }, [keys, isFetching, loadMore]);

  const moveFocus = useCallback((by: 1 | -1) => {
    const now = placeNow();
    setPlace(moveCandidate(now, candidateCount(now.key, newest.current.rows), by));
  }, []);

  const afterDecision = useCallback(
    (outcome: ReturnType<typeof decide>, already: string, advance: boolean) => {
      if (outcome === "already") say(already);
      if (outcome === "nowhere") say("There is no candidate at this place.");
      else if (advance) move(1);
    },
    [move],
  );

  const onFocused = useCallback(
    (action: { type: "promote"; tier: Tier } | { type: "reject" } | { type: "clear" } | { type: "set_winner" }) => {
      const { key, position } = placeNow();
      if (!mayDecide(key)) return;
      const advance = action.type !== "clear" && readViewState(autoAdvanceName, false);
      afterDecision(decide({ ...action, comparison: key, position }), "That is decided already.", advance);
    },
    [afterDecision, mayDecide],
  );

  const onWhole = useCallback(
    (type: "tie" | "both_bad" | "skip") => {
      const { key } = placeNow();
      if (!mayDecide(key)) return;
      afterDecision(
        decide({ type, comparison: key }),
        "That is decided already.",
        type === "skip" || readViewState(autoAdvanceName, false),
      );
    },
    [afterDecision, mayDecide],
  );

  return {
    form,
    filter,
    setForm: useCallback(
      (next: FilterForm) => {
        setStoredForm(next);
        // In the new list the way on starts at its top, unless the comparison on screen is in it.
        setPlace({ ...placeNow(), index: 0 });
        writeViewState({ "comparisons.scroll": 0 });
      },
      [setStoredForm],
    ),
    list,
    keys,
    place,
    detail,
    marked,
    curation: curation.data,
    history: history.data ?? [],
    queue,
    unsaved,
    autoAdvance,
    setAutoAdvance,
    toggleAutoAdvance: useCallback(() => {
      const next = !readViewState(autoAdvanceName, false);
      writeViewState({ [autoAdvanceName]: next });
      say(next ? "Auto-advance is on." : "Auto-advance is off.");
    }, []),
    move,
    moveFocus,
    focus: useCallback((position: number) => setPlace({ ...placeNow(), position }), []),
    focusLetter: useCallback((position: number) => {
      const now = placeNow();
      if (position < candidateCount(now.key, newest.current.rows)) setPlace({ ...now, position });
      else say(`There is no candidate ${candidateLetter(position)}.`);
    }, []),
    standing,
    leaveSearch: firstResult.leave,
    clearFilter: useCallback(() => {
      setStoredForm(emptyFilterForm);
      writeViewState({ "comparisons.scroll": 0 });
    }, [setStoredForm]),
    writeNote: useCallback(() => {
      const { key } = placeNow();
      if (mayDecide(key)) writeViewState({ [noteEditing]: key });
    }, [mayDecide]),
    goTo: useCallback((key: string) => setPlace(goTo(newest.current.keys, placeNow(), key)), []),
    onFocused,
    onWhole,
    note: useCallback((key: string, text: string) => void decide({ type: "note", comparison: key, note: text }), []),
    undo: useCallback(() => {
      if (!stepBack("undo", newest.current.curation)) say("Nothing to undo.");
    }, []),
    redo: useCallback(() => {
      if (!stepBack("redo", newest.current.curation)) say("Nothing to redo.");
    }, []),
  };
}
export type Review = ReturnType<typeof useReview>;

function candidateCount(key: string | null, rows: readonly ComparisonRow[]): number {
  if (key === null) return 0;
  const known: ComparisonDetail | undefined = knownComparison(key);
  return known?.candidates.length ?? rows.find((row) => row.key === key)?.candidates ?? 0;
}
