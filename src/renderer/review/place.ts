import type { AddressPart } from "../state/address/part.ts";
import { readViewState, useViewState, writeViewState } from "../state/view-state.ts";
import { type Place, startPlace } from "./movement.ts";

const whole = (value: unknown) => (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0);

/** The place that a view remembers under `name`, restored after a restart; an invalid one becomes the start. */
function createPlace(name: string, isKey: (key: string) => boolean) {
  const parse = ({ key, index, position }: Partial<Place>): Place => ({
    key: typeof key === "string" && isKey(key) ? key : null,
    index: whole(index),
    position: whole(position),
  });
  return {
    now: (): Place => parse(readViewState<Partial<Place>>(name, startPlace)),
    set: (place: Place): void => writeViewState({ [name]: place }),
    use: (): Place => parse(useViewState<Partial<Place>>(name, startPlace)[0]),
  };
}

const comparisonsName = "comparisons.place";
const comparisons = createPlace(comparisonsName, (key) => /^[0-9a-f]{24}$/.test(key));
const samplesName = "samples.place";
const samples = createPlace(samplesName, () => true);

/** The place at this moment, not at the last render: two quick key presses must both count. */
export const placeNow = comparisons.now;
export const setPlace = comparisons.set;
export const usePlace = comparisons.use;

/** Which sample is selected at this moment, by its ref. */
export const samplePlaceNow = samples.now;
export const setSamplePlace = samples.set;
export const useSamplePlace = samples.use;

/** The place in an address: which one, found again in its list by its key. Moving through the list is no step of Back. */
function createPart(name: string, parameter: string): AddressPart {
  return {
    name,
    parameters: [parameter],
    quietParameters: [parameter],
    write: (stored) => {
      const key = (stored as Partial<Place> | null | undefined)?.key;
      return typeof key === "string" ? [[parameter, key]] : [];
    },
    read: (parameters): Place => ({ ...startPlace, key: parameters.get(parameter) }),
  };
}
export const placeParts = {
  comparisons: createPart(comparisonsName, "comparison"),
  samples: createPart(samplesName, "sample"),
};

/** View-state to open the comparisons view at one comparison, for `navigate`. */
export const atComparison = (key: string): Record<string, unknown> => ({ [comparisonsName]: { key, index: 0, position: 0 } });

/** View-state to open the samples view at one sample, in its list. */
export const atSample = (ref: string): Record<string, unknown> => ({
  [samplesName]: { key: ref, index: 0, position: 0 },
  "samples.part": "samples",
});
