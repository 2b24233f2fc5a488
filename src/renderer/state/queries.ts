import { keepPreviousData, type QueryKey, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { ErrorValue, Input, Output, ProcedureName, Result, Snapshot } from "../../contract/index.ts";
import { transport } from "../transport/index.ts";
import { reportFailure } from "./notify.ts";
import { CallFailure, type Fetched, fetchOnce, queryClient } from "./query-client.ts";
import { type Revision, revisionNow, useFollow } from "./revisions.ts";

type Follows = keyof Snapshot["revisions"];

interface Options {
  enabled?: boolean;
  follows?: Follows;
  /** How long the followed revision has to stand still first, in ms; see `useFollow`. */
  calmMs?: number;
  keepPrevious?: boolean;
}

const toKey = <N extends ProcedureName>(name: N, input: Input<N>): QueryKey => [name, input];
const toFailure = (error: Error | null): ErrorValue | null => (error instanceof CallFailure ? error.value : null);
const freshness =
  (follows: Follows | undefined, calmMs = 0) =>
  (query: { state: { data: unknown } }) => {
    const data = query.state.data as { revisions?: Revision; pages?: { revisions?: Revision }[] } | undefined;
    const revisions = data?.revisions ?? data?.pages?.[0]?.revisions;
    if (follows === undefined || revisions === undefined) return 0;
    return revisions[follows] === revisionNow()[follows] ? Number.POSITIVE_INFINITY : calmMs;
  };

/**
 * The answer of a procedure, cached by its name and input. With `follows` it is fetched again, data staying on screen, when that revision
 * of the snapshot grows. With `keepPrevious` the answer to another input stays until this one is answered, and `isOther` is true. Aborted when
 * the last component that uses it unmounts.
 */
export function useHostQuery<N extends ProcedureName>(
  name: N,
  input: Input<N>,
  options: Options = {},
): { data: Output<N> | undefined; error: ErrorValue | null; isLoading: boolean; isFetching: boolean; isOther: boolean; refetch(): void } {
  const { enabled = true, follows, calmMs, keepPrevious = false } = options;
  const result = useQuery<Fetched<Output<N>>>({
    queryKey: toKey(name, input),
    queryFn: ({ signal }) => fetchOnce(name, input, signal),
    enabled,
    staleTime: freshness(follows, calmMs),
    placeholderData: keepPrevious ? keepPreviousData : undefined,
  });
  const { refetch } = result;
  useFollow({
    follows,
    calmMs,
    enabled,
    revisions: result.data?.revisions,
    tookMs: result.data?.tookMs,
    isFetching: result.isFetching,
    refetch,
  });
  const again = useCallback(() => void refetch(), [refetch]);
  return {
    data: result.data?.value,
    error: toFailure(result.error),
    isLoading: result.isLoading,
    isFetching: result.isFetching,
    isOther: result.isPlaceholderData,
    refetch: again,
  };
}

/** Asks once, so that components find the answer in the cache. A failure is left to whoever uses the query. */
export async function prefetchHostQuery<N extends ProcedureName>(name: N, input: Input<N>): Promise<void> {
  await queryClient.prefetchQuery({ queryKey: toKey(name, input), queryFn: ({ signal }) => fetchOnce(name, input, signal) });
}

type Paged = "executions.list" | "comparisons.list" | "samples.list" | "quarantine.list" | "quarantine.groups" | "dataset.clusters";
type Row<N extends Paged> = Output<N>["rows"][number];

/**
 * Pages of a list. `first` is the newest first page, with its totals. While the answer to another input is fetched, the rows of the one
 * before stay, and `isOther` is true.
 */
export function useHostPages<N extends Paged>(
  name: N,
  input: Omit<Input<N>, "cursor">,
  options: Options = {},
): {
  rows: Row<N>[];
  first: Output<N> | undefined;
  error: ErrorValue | null;
  isLoading: boolean;
  isFetching: boolean;
  isOther: boolean;
  hasMore: boolean;
  loadMore(): void;
} {
  const { enabled = true, follows, calmMs, keepPrevious = true } = options;
  const result = useInfiniteQuery({
    queryKey: [name, input, "pages"] as QueryKey,
    queryFn: ({ pageParam, signal }) =>
      fetchOnce(name, { ...input, ...(pageParam === null ? {} : { cursor: pageParam }) } as Input<N>, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Fetched<Output<N>>) => page.value.nextCursor,
    enabled,
    staleTime: freshness(follows, calmMs),
    placeholderData: keepPrevious ? keepPreviousData : undefined,
  });
  const { fetchNextPage, hasNextPage, isFetching, refetch } = result;
  const pages = result.data?.pages;
  const tookMs = pages?.reduce((sum, page) => sum + page.tookMs, 0);
  useFollow({ follows, calmMs, enabled, revisions: pages?.[0]?.revisions, tookMs, isFetching, refetch });
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.value.rows as Row<N>[]), [pages]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return {
    rows,
    first: pages?.[0]?.value,
    error: toFailure(result.error),
    isLoading: result.isLoading,
    isFetching,
    isOther: result.isPlaceholderData,
    hasMore: hasNextPage,
    loadMore,
  };
}

/** Calls a procedure once, outside the cache. */
export async function query<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  return transport.call(name, input);
}

/** Calls a procedure that changes something. A failure is also shown as a notification. */
export async function mutate<N extends ProcedureName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
  const answer = await transport.call(name, input);
  if (!answer.ok) reportFailure(answer.error);
  return answer;
}

/** Fetches ahead into the cache that `useHostQuery` reads. */
export function prefetch<N extends ProcedureName>(name: N, input: Input<N>): void {
  void queryClient.prefetchQuery({
    queryKey: toKey(name, input),
    queryFn: ({ signal }) => fetchOnce(name, input, signal),
    staleTime: 1000,
  });
}
