import { type Place, startPlace } from "../../review/movement.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";

const name = "samples.place";

function read(stored: Partial<Place>): Place {
  const { key, index } = stored;
  return { key: typeof key === "string" ? key : null, index: typeof index === "number" && index >= 0 ? Math.floor(index) : 0, position: 0 };
}

/** Which sample is selected at this moment, by its ref. */
export const samplePlaceNow = (): Place => read(readViewState<Partial<Place>>(name, startPlace));

export function setSamplePlace(place: Place): void {
  writeViewState({ [name]: place });
}

export function useSamplePlace(): Place {
  const [stored] = useViewState<Partial<Place>>(name, startPlace);
  return read(stored);
}
