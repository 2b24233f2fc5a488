import { useCallback, useEffect, useMemo, useRef } from "react";
import { afterPaint } from "../../components/after-paint.ts";
import { useFirstResult } from "../../components/first-result.ts";
import { candidateLetter } from "../../components/format.ts";
import { knownComparison } from "../../review/decide.ts";
import { goTo, moveCandidate, moveComparison, neighbours, settle, startPlace } from "../../review/movement.ts";
import { atSample, placeNow, setPlace, usePlace } from "../../review/place.ts";
import { createRest } from "../../review/rest.ts";
import { navigate } from "../../state/navigation.ts";
import { say } from "../../state/notify.ts";
import { prefetch, useHostQuery } from "../../state/queries.ts";
import { findSample } from "./find-sample.ts";
import { type ComparisonListState, type DrawnList, follows } from "./use-comparison-list.ts";

/** The next page is requested this many rows before the end of those loaded, once keys pause … */
const loadAhead = 60;
const keysPauseMs = 200;
/** … and so many rows before it even if they do not: a second of a key held down. Reading it takes both processors from a press. */
const loadAtOnce = 30;

/** The comparison on screen, and which of its candidates has the focus. */
export function useShown({ keys, pages: { isOther } }: ComparisonListState) {
  const place = usePlace();
  const { data, error, refetch } = useHostQuery("comparisons.get", { key: place.key ?? "" }, { enabled: place.key !== null, ...follows });

  const missing = error?.code === "not_found";
  useEffect(() => {
    // Those are rows of the list before.
    if (isOther) return;
    const now = placeNow();
    // Another workspace's comparison, or one that was removed: start at the top.
    const settled = settle(keys, missing && keys.length > 0 && !keys.includes(now.key ?? "") ? startPlace : now);
    if (settled !== now && settled.key !== null && (settled.key !== now.key || settled.index !== now.index)) setPlace(settled);
  }, [keys, missing, isOther]);

  const soon = neighbours(keys, place).join(" ");
  useEffect(() => {
    afterPaint(() => {
      for (const key of soon.split(" ")) if (key !== "") prefetch("comparisons.get", { key });
    });
  }, [soon]);
  return { place, detail: data, error, refetch };
}

/** The ways to other comparisons and candidates. The same object on every render. */
export function useNavigation({ form, pages, keys, drawn }: ComparisonListState) {
  const { leave, cancel: cancelFirst } = useFirstResult(pages.first !== undefined && !pages.isOther, () => {
    const [first] = keys;
    const here = placeNow().key;
    if (first === undefined) say("Nothing matches the search.");
    else if (form.text.trim() !== "" || here === null || !keys.includes(here)) setPlace({ key: first, index: 0, position: 0 });
  });

  const waiting = useContinueWhenLoaded(keys, pages);
  const whenCalm = useMemo(() => createRest(keysPauseMs), []);
  const move = useCallback(
    (by: 1 | -1) => {
      const { keys: now, hasMore, loadMore } = drawn.current;
      cancelFirst();
      const here = placeNow();
      const next = moveComparison(now, here, by);
      const stays = next.key === here.key;
      waiting.current = stays && by === 1 && hasMore ? { at: here.key, isLast: false } : null;
      if (stays) say(by === 1 ? (hasMore ? "Loading more comparisons." : "This is the last comparison.") : "This is the first comparison.");
      setPlace(next);
      if (!hasMore || next.index < now.length - loadAhead) return;
      if (next.index >= now.length - loadAtOnce) loadMore();
      else whenCalm(() => drawn.current.loadMore());
    },
    [cancelFirst, drawn, waiting, whenCalm],
  );

  return useMemo(
    () => ({
      move,
      /** Leaves the search field for the first result. */
      leaveSearch: leave,
      goTo: (key: string) => setPlace(goTo(drawn.current.keys, placeNow(), key)),
      moveFocus: (by: 1 | -1) => {
        const now = placeNow();
        setPlace(moveCandidate(now, countCandidates(now.key, drawn.current), by));
      },
      toSample: () => {
        const { key, position } = placeNow();
        const detail = key === null ? undefined : knownComparison(key);
        const ref = detail === undefined ? null : findSample(detail, position);
        if (ref === null) say("No candidate of this comparison is in the dataset.");
        else navigate("samples", atSample(ref));
      },
      focus: (position: number) => setPlace({ ...placeNow(), position }),
      focusLetter: (position: number) => {
        const now = placeNow();
        const count = countCandidates(now.key, drawn.current);
        const letters = 26;
        const again = now.position % letters === position ? now.position + letters : position;
        if (position < count) setPlace({ ...now, position: again < count ? again : position });
        else say(`There is no candidate ${candidateLetter(position)}.`);
      },
    }),
    [move, leave, drawn],
  );
}
export type Navigation = ReturnType<typeof useNavigation>;

/** When somebody moves on past the last loaded comparison, goes on as soon as the next one has been loaded. */
function useContinueWhenLoaded(keys: readonly string[], { isFetching, loadMore }: { isFetching: boolean; loadMore(): void }) {
  /** Where they stood; `isLast` after one more page was asked for. */
  const waiting = useRef<{ at: string | null; isLast: boolean } | null>(null);
  useEffect(() => {
    const wait = waiting.current;
    if (wait === null || isFetching) return;
    const here = placeNow();
    const next = moveComparison(keys, here, 1);
    const goesOn = wait.at === here.key && next.key !== here.key;
    // The page that was being fetched may have held nothing new; ask once more, not for ever.
    waiting.current = goesOn || wait.at !== here.key || wait.isLast ? null : { ...wait, isLast: true };
    if (goesOn) {
      say("");
      setPlace(next);
    } else if (waiting.current !== null) loadMore();
  }, [keys, isFetching, loadMore]);
  return waiting;
}

function countCandidates(key: string | null, { rows }: DrawnList): number {
  if (key === null) return 0;
  return knownComparison(key)?.candidates.length ?? rows.find((row) => row.key === key)?.candidates ?? 0;
}
