import { maxTimeS } from "../../../contract/index.ts";

/** How one value is written in an address, and read from what anybody may have typed there. */
export interface Field<T> {
  readonly parameter: string;
  /** A change of it alone is no step of Back: typing, or moving through a list. */
  readonly isQuiet: boolean;
  /** The values under the parameter; none where there is nothing to say. */
  write(value: T | undefined): readonly string[];
  /** @returns undefined where the values say nothing, or nothing that can be. */
  read(values: readonly string[]): T | undefined;
}

interface FieldOptions {
  isQuiet?: boolean;
}

/** What the host takes of a searched text; names are shorter. */
const maxTextCharacters = 2000;
/** Of an engine, for one. */
const maxNameCharacters = 512;

/** Whether a text has at most so many characters: Unicode's, as the host counts them. */
export const isWithin = (value: string, maxCharacters: number) =>
  value.length <= maxCharacters || (value.length <= maxCharacters * 2 && [...value].length <= maxCharacters);

/** A text that is not empty nor too long to be asked for; with `among`, one of these. */
export function text<T extends string = string>(
  parameter: string,
  { isQuiet = false, among, maxCharacters = maxTextCharacters }: FieldOptions & { among?: readonly T[]; maxCharacters?: number } = {},
): Field<T> {
  return {
    parameter,
    isQuiet,
    write: (value) => (typeof value === "string" && value !== "" ? [value] : []),
    read: ([value]) => {
      if (value === undefined || value === "" || !isWithin(value, maxCharacters)) return undefined;
      return among === undefined ? (value as T) : among.find((one) => one === value);
    },
  };
}

interface Bounds {
  min?: number;
  max?: number;
  isWhole?: boolean;
}

/** A finite number within its bounds, which are inclusive. */
export function number(
  parameter: string,
  { isQuiet = false, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, isWhole = false }: FieldOptions & Bounds = {},
): Field<number> {
  const isOne = (value: number) => Number.isFinite(value) && value >= min && value <= max && (!isWhole || Number.isSafeInteger(value));
  return {
    parameter,
    isQuiet,
    write: (value) => (typeof value === "number" && isOne(value) ? [String(value)] : []),
    read: ([value]) => (value === undefined || value.trim() === "" || !isOne(Number(value)) ? undefined : Number(value)),
  };
}

/** Several numbers, each under the same parameter and within the same bounds. */
export function numbers(parameter: string, bounds: FieldOptions & Bounds = {}): Field<number[]> {
  const one = number(parameter, bounds);
  return {
    parameter,
    isQuiet: one.isQuiet,
    write: (value) => (Array.isArray(value) ? value.flatMap((each: number) => one.write(each)) : []),
    read: (values) => {
      const known = values.map((value) => one.read([value])).filter((value) => value !== undefined);
      return known.length === 0 ? undefined : known;
    },
  };
}

/** Whole Unix seconds, as far as records have them. */
export const time = (parameter: string): Field<number> => number(parameter, { min: 0, max: maxTimeS, isWhole: true });

/** yes or no. */
export function flag(parameter: string, { isQuiet = false }: FieldOptions = {}): Field<boolean> {
  return {
    parameter,
    isQuiet,
    write: (value) => (typeof value === "boolean" ? [value ? "yes" : "no"] : []),
    read: ([value]) => (value === "yes" ? true : value === "no" ? false : undefined),
  };
}

/** Several texts, each under the same parameter. */
export function texts<T extends string = string>(
  parameter: string,
  { isQuiet = false, among }: FieldOptions & { among?: readonly T[] } = {},
): Field<T[]> {
  return {
    parameter,
    isQuiet,
    write: (value) => (Array.isArray(value) ? value.filter((one): one is T => typeof one === "string" && one !== "") : []),
    read: (values) => {
      const known = values.filter(
        (one): one is T => one !== "" && isWithin(one, maxNameCharacters) && (among === undefined || among.some((name) => name === one)),
      );
      return known.length === 0 ? undefined : known;
    },
  };
}
