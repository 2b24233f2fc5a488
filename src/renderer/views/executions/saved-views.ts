import type { ExecutionFilter, ExecutionSort } from "../../../contract/index.ts";
import { isExecutionSort, tidy } from "./filter.ts";

/** A filter and a sort under a name, kept in the workspace's view state. */
export interface SavedView {
  name: string;
  filter: ExecutionFilter;
  sort: ExecutionSort;
}

export const maxSavedViews = 50;
export const maxNameCharacters = 60;

/** What can be read of what was remembered: anybody may have written the file. */
export function readSavedViews(stored: readonly unknown[]): SavedView[] {
  const views = stored.flatMap((one) => {
    const { name, filter, sort } = (typeof one === "object" && one !== null ? one : {}) as Record<string, unknown>;
    if (typeof name !== "string" || name.trim() === "" || typeof filter !== "object" || filter === null) return [];
    return [{ name: name.slice(0, maxNameCharacters), filter: tidy(filter), sort: isExecutionSort(sort) ? sort : "newest" }];
  });
  return views.filter(({ name }, at) => views.findIndex((other) => other.name === name) === at).slice(0, maxSavedViews);
}

/** With this view, in place of one of its name, by name. */
export function withSavedView(views: readonly SavedView[], view: SavedView): SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view].sort((a, b) => a.name.localeCompare(b.name)).slice(0, maxSavedViews);
}

/** The view that is on screen, if it is one of them. */
export function findSavedView(views: readonly SavedView[], filter: ExecutionFilter, sort: ExecutionSort): SavedView | undefined {
  const said = JSON.stringify(tidy(filter));
  return views.find((view) => view.sort === sort && JSON.stringify(view.filter) === said);
}
