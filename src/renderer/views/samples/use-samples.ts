import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { Tier } from "../../../contract/index.ts";
import { useFirstResult } from "../../components/first-result.ts";
import { stepBack } from "../../review/decide.ts";
import { useDecisionQueue } from "../../review/decisions.ts";
import { createListed } from "../../review/listed.ts";
import { moveComparison, neighbours, settle } from "../../review/movement.ts";
import { atComparison, samplePlaceNow, setSamplePlace, useSamplePlace } from "../../review/place.ts";
import { unsavedActions } from "../../review/queue.ts";
import { getStanding, whyNot } from "../../review/standing.ts";
import { navigate } from "../../state/navigation.ts";
import { say } from "../../state/notify.ts";
import { prefetch, useHostPages, useHostQuery } from "../../state/queries.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";
import { changeTier, demote, withRecentActions, withUnsavedChanges } from "./changes.ts";
import { editingName } from "./drafts.ts";
import { readSampleForm, toListed, toListInput, toSampleFilter } from "./filter.ts";
import { emptySampleForm, filterName, type SampleFilterForm } from "./filter-form.ts";

/** Rows before the end of what is loaded at which more is asked for: two seconds of a key held down. */
const loadAhead = 60;
const listed = createListed("samples.listed");

/** All the samples view knows and can do; its components only show and call. */
export function useSamples() {
  const [storedForm, setStoredForm] = useViewState<object>(filterName, emptySampleForm);
  const form = useMemo(() => readSampleForm(storedForm), [storedForm]);
  const filter = useMemo(() => toSampleFilter(form), [form]);
  const input = useMemo(() => toListInput(form), [form]);
  const shown = useMemo(() => toListed(form), [form]);
  const list = useHostPages("samples.list", { ...input, limit: 200 }, { follows: "samples" });
  const place = useSamplePlace();
  const detail = useHostQuery("samples.get", { ref: place.key ?? "-" }, { enabled: place.key !== null, follows: "samples" });
  const curation = useHostQuery("curation.state", {}, { follows: "samples" });
  const queue = useDecisionQueue();
  const unsaved = useMemo(() => unsavedActions(queue.waiting), [queue.waiting]);
  const marked = useMemo(() => (detail.data === undefined ? undefined : withUnsavedChanges(detail.data, unsaved)), [detail.data, unsaved]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was saved a moment ago changes how rows look
  const rows = useMemo(() => list.rows.map(withRecentActions).filter((row) => row !== null), [list.rows, queue.savedSteps]);
  const keys = useMemo(() => rows.map((row) => row.ref), [rows]);
  /** Demoted, undone or of another workspace: it is not in the dataset. */
  const gone = detail.error?.code === "not_found";

  const newest = useRef({ keys, list, filter: shown, isOther: list.isOther, marked, gone, curation: curation.data });
  useLayoutEffect(() => {
    newest.current = { keys, list, filter: shown, isOther: list.isOther, marked, gone, curation: curation.data };
  });

  const standing = getStanding(place.key, shown, { filter: shown, keys, isOther: list.isOther }, listed);
  useEffect(() => {
    if (place.key !== null && standing === "listed") listed.note(place.key, JSON.stringify(shown));
  }, [place.key, standing, shown]);

  const firstResult = useFirstResult(list.first !== undefined && !list.isOther, () => {
    const [first] = keys;
    const here = samplePlaceNow().key;
    if (first === undefined) say("Nothing matches the search.");
    else if (form.text.trim() !== "" || here === null || !keys.includes(here)) setSamplePlace({ key: first, index: 0, position: 0 });
  });
  const { cancel: cancelFirst } = firstResult;

  useEffect(() => {
    const now = samplePlaceNow();
    const settled = settle(keys, now);
    if (settled !== now && settled.key !== null && (settled.key !== now.key || settled.index !== now.index)) setSamplePlace(settled);
  }, [keys]);

  const soon = neighbours(keys, place).join("\n");
  useEffect(() => {
    for (const ref of soon.split("\n")) if (ref !== "") prefetch("samples.get", { ref });
  }, [soon]);

  const onSample = useCallback((act: (now: NonNullable<typeof marked>) => void) => {
    const { marked: now, gone: isGone } = newest.current;
    if (now === undefined || isGone || now.detail.row.ref !== samplePlaceNow().key) say("There is no sample to change.");
    else act(now);
  }, []);

  /** Changes what is on screen, unless the filter does not show it. Reads what is in force now, not what was drawn last. */
  const onListed = useCallback(
    (act: (now: NonNullable<typeof marked>) => void) => {
      const asked = toListed(readSampleForm(readViewState<object>(filterName, emptySampleForm)));
      const now = getStanding(samplePlaceNow().key, asked, newest.current, listed);
      if (now === "unlisted" || now === "asking") say(whyNot[now]);
      else onSample(act);
    },
    [onSample],
  );

  return {
    form,
    filter,
    setForm: useCallback(
      (next: SampleFilterForm) => {
        setStoredForm(next);
        setSamplePlace({ ...samplePlaceNow(), index: 0 });
        writeViewState({ "samples.scroll": 0 });
      },
      [setStoredForm],
    ),
    list,
    rows,
    place,
    detail,
    marked,
    gone,
    standing,
    leaveSearch: firstResult.leave,
    curation: curation.data,
    queue,
    unsaved,
    move: useCallback(
      (by: 1 | -1) => {
        const { keys: now, list: pages } = newest.current;
        cancelFirst();
        const next = moveComparison(now, samplePlaceNow(), by);
        setSamplePlace(next);
        if (pages.hasMore && next.index >= now.length - loadAhead) pages.loadMore();
      },
      [cancelFirst],
    ),
    tier: useCallback((tier: Tier) => onListed((now) => (changeTier(now.detail, tier) ? undefined : say(`Already ${tier}.`))), [onListed]),
    demote: useCallback(() => onListed((now) => demote(now.detail)), [onListed]),
    edit: useCallback(() => onListed((now) => writeViewState({ [editingName]: now.detail.row.ref })), [onListed]),
    toComparison: useCallback(
      () =>
        onSample((now) => {
          if (now.detail.comparison === null) say("This sample did not come from a comparison.");
          else navigate("comparisons", atComparison(now.detail.comparison));
        }),
      [onSample],
    ),
    undo: useCallback(() => {
      if (!stepBack("undo", newest.current.curation)) say("Nothing to undo.");
    }, []),
    redo: useCallback(() => {
      if (!stepBack("redo", newest.current.curation)) say("Nothing to redo.");
    }, []),
  };
}
export type SamplesState = ReturnType<typeof useSamples>;
