import { readViewState, useViewState, writeViewState } from "../state/view-state.ts";
import { type Place, startPlace } from "./movement.ts";

const name = "comparisons.place";

/** The place, restored after a restart; an invalid one becomes the start. */
function parsePlace(stored: Partial<Place>): Place {
  const { key, index, position } = stored;
  return {
    key: typeof key === "string" && /^[0-9a-f]{24}$/.test(key) ? key : null,
    index: whole(index),
    position: whole(position),
  };
}

const whole = (value: unknown) => (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0);

/** The place at this moment, not at the last render: two quick key presses must both count. */
export const placeNow = (): Place => parsePlace(readViewState<Partial<Place>>(name, startPlace));

export function setPlace(place: Place): void {
  writeViewState({ [name]: place });
}

/** View-state to open the comparisons view at one comparison, for `navigate`. */
export const atComparison = (key: string): Record<string, unknown> => ({ [name]: { key, index: 0, position: 0 } });

export function usePlace(): Place {
  const [stored] = useViewState<Partial<Place>>(name, startPlace);
  return parsePlace(stored);
}

const samplesName = "samples.place";

function parseSamplePlace(stored: Partial<Place>): Place {
  const { key, index } = stored;
  return { key: typeof key === "string" ? key : null, index: typeof index === "number" && index >= 0 ? Math.floor(index) : 0, position: 0 };
}

/** Which sample is selected at this moment, by its ref. */
export const samplePlaceNow = (): Place => parseSamplePlace(readViewState<Partial<Place>>(samplesName, startPlace));

export function setSamplePlace(place: Place): void {
  writeViewState({ [samplesName]: place });
}

export function useSamplePlace(): Place {
  const [stored] = useViewState<Partial<Place>>(samplesName, startPlace);
  return parseSamplePlace(stored);
}
