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

/** A text that is not empty; with `among`, one of these. */
export function text<T extends string = string>(
  parameter: string,
  { isQuiet = false, among }: FieldOptions & { among?: readonly T[] } = {},
): Field<T> {
  return {
    parameter,
    isQuiet,
    write: (value) => (typeof value === "string" && value !== "" ? [value] : []),
    read: ([value]) => {
      if (value === undefined || value === "") return undefined;
      return among === undefined ? (value as T) : among.find((one) => one === value);
    },
  };
}

/** A finite number. */
export function number(parameter: string, { isQuiet = false }: FieldOptions = {}): Field<number> {
  return {
    parameter,
    isQuiet,
    write: (value) => (typeof value === "number" && Number.isFinite(value) ? [String(value)] : []),
    read: ([value]) => (value === undefined || value.trim() === "" || !Number.isFinite(Number(value)) ? undefined : Number(value)),
  };
}

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
      const known = values.filter((one): one is T => one !== "" && (among === undefined || among.some((name) => name === one)));
      return known.length === 0 ? undefined : known;
    },
  };
}
