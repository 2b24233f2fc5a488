import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef } from "react";
import type { ComparisonFilter, ComparisonRow } from "../../../contract/index.ts";
import { startPlace } from "../../review/movement.ts";
import { placeNow, setPlace } from "../../review/place.ts";
import { queueNow, showQueue, useQueueId } from "../../review/queues/queue-state.ts";
import { useHostPages } from "../../state/queries.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";
import { emptyFilterForm, type FilterForm, readFilterForm, toFilter } from "./filter.ts";
import { filterName } from "./filter-name.ts";
import { type ListOrder, orderName, readOrder } from "./order.ts";

const pageSize = 200;
/** The screen shows a person's own decisions at once, so the list is fetched again only when key presses pause. */
export const follows = { follows: "comparisons", calmMs: 400 } as const;
const scrollToTop = { "comparisons.scroll": 0 };

/** The list as last rendered. Key presses can outrun renders, so they read this instead of a value that a render closed over. */
export interface DrawnList {
  rows: readonly ComparisonRow[];
  keys: readonly string[];
  /** The requested filter; `isOther` while the rows still belong to the previous one. */
  filter: object;
  isOther: boolean;
  hasMore: boolean;
  loadMore(): void;
}

/** The current filter, not that of the last render. */
export const filterNow = (): object => (queueNow() === "" ? ordered(formFilterNow(), orderNow()) : { queue: queueNow() });
const orderNow = () => readOrder(readViewState<unknown>(orderName, "recorded"));
const ordered = (filter: ComparisonFilter, order: ListOrder): object => (order === "recorded" ? filter : { ...filter, order });
const formFilterNow = () => toFilter(readFilterForm(readViewState<object>(filterName, emptyFilterForm)));

/** The filter and the comparisons that match it. */
export function useComparisonList() {
  const [stored, setStored] = useViewState<object>(filterName, emptyFilterForm);
  const form = useMemo(() => readFilterForm(stored), [stored]);
  const filter = useMemo(() => toFilter(form), [form]);
  const queue = useQueueId();
  const [storedOrder, setStoredOrder] = useViewState<unknown>(orderName, "recorded");
  const order = readOrder(storedOrder);
  /** What the list is of: a queue, or a filter. */
  const scope = useMemo<object>(() => (queue === "" ? ordered(filter, order) : { queue }), [queue, filter, order]);
  const pages = useHostPages(
    "comparisons.list",
    queue === "" ? { filter, ...(order === "recorded" ? {} : { order }), limit: pageSize } : { filter: {}, queue, limit: pageSize },
    follows,
  );
  const { rows, hasMore, loadMore, isOther } = pages;
  const keys = useMemo(() => rows.map((row) => row.key), [rows]);
  const drawn: RefObject<DrawnList> = useRef({ rows, keys, filter: scope, isOther, hasMore, loadMore });
  useLayoutEffect(() => {
    drawn.current = { rows, keys, filter: scope, isOther, hasMore, loadMore };
  });
  const { first, error, isFetching } = pages;
  const setOrder = useCallback(
    (next: ListOrder) => {
      setStoredOrder(next);
      setPlace(startPlace);
      writeViewState(scrollToTop);
    },
    [setStoredOrder],
  );
  const setForm = useCallback(
    (next: FilterForm) => {
      setStored(next);
      // Moving on starts at the top of the new list, unless the comparison on screen is in it.
      setPlace({ ...placeNow(), index: 0 });
      writeViewState(scrollToTop);
    },
    [setStored],
  );
  const clearFilter = useCallback(() => {
    if (queueNow() !== "") showQueue("");
    setStored(emptyFilterForm);
    writeViewState(scrollToTop);
  }, [setStored]);
  // The same object while it says the same, so that what shows it is drawn only when the list changes.
  return useMemo(
    () => ({
      form,
      filter: scope,
      /** The filter of the form, also while a queue is shown. */
      formFilter: filter,
      pages: { rows, first, error, isFetching, isOther, loadMore },
      keys,
      drawn,
      /** Of the filter; a queue has its own. */
      order,
      setOrder,
      setForm,
      clearFilter,
    }),
    [form, scope, filter, rows, first, error, isFetching, isOther, loadMore, keys, order, setOrder, setForm, clearFilter],
  );
}
export type ComparisonListState = ReturnType<typeof useComparisonList>;
