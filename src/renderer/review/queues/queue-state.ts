import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";
import { dropRanking } from "../desk/panel.ts";
import { startPlace } from "../movement.ts";
import { setPlace } from "../place.ts";

/** View-state name: the queue on screen. */
export const queueName = "comparisons.queue";

/** The queue on screen at this moment; "" for all comparisons by the filter. */
export const queueNow = (): string => asId(readViewState<unknown>(queueName, ""));
export const useQueueId = (): string => asId(useViewState<unknown>(queueName, "")[0]);
const asId = (value: unknown) => (typeof value === "string" ? value : "");

/** Shows a queue from its start, or all comparisons. */
export function showQueue(id: string): void {
  // First the list: the start of the one before is no place in this one.
  writeViewState({ [queueName]: id, "comparisons.scroll": 0 });
  setPlace(startPlace);
  dropRanking();
}
