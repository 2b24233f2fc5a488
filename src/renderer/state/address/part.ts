import type { Field } from "./field.ts";

/** One remembered value of a view (see `view-state.ts`) as parameters of an address. */
export interface AddressPart {
  /** Its view-state name. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly quietParameters: readonly string[];
  /** @param stored as remembered: undefined before it was ever set, and of any shape. What an address need not say is left out. */
  write(stored: unknown): readonly (readonly [parameter: string, value: string])[];
  /** The value to remember; the initial one where the address says nothing. */
  read(parameters: URLSearchParams): unknown;
}

/** A remembered value that is one field. @param initial what an address without the parameter means. */
export function valuePart<T>(name: string, initial: T, field: Field<T>): AddressPart {
  const said = JSON.stringify(initial);
  return {
    name,
    parameters: [field.parameter],
    quietParameters: field.isQuiet ? [field.parameter] : [],
    write: (stored) =>
      JSON.stringify(stored) === said ? [] : field.write(stored as T | undefined).map((value) => [field.parameter, value]),
    read: (parameters) => field.read(parameters.getAll(field.parameter)) ?? initial,
  };
}

/** A remembered object, one field a property. @param initial the properties that an address without their parameters means. */
export function fieldsPart<T extends object>(
  name: string,
  initial: T,
  fields: { readonly [P in keyof T]-?: Field<NonNullable<T[P]>> | null },
): AddressPart {
  const parts = (Object.entries(fields) as [keyof T & string, Field<unknown> | null][]).flatMap(([property, field]) =>
    field === null ? [] : [{ property, field, part: valuePart<unknown>(property, initial[property], field) }],
  );
  return {
    name,
    parameters: parts.flatMap(({ part }) => part.parameters),
    quietParameters: parts.flatMap(({ part }) => part.quietParameters),
    write: (stored) =>
      typeof stored === "object" && stored !== null
        ? parts.flatMap(({ property, part }) => part.write((stored as Record<string, unknown>)[property]))
        : [],
    read: (parameters) => ({
      ...initial,
      ...Object.fromEntries(
        parts.flatMap(({ property, field }) => {
          const value = field.read(parameters.getAll(field.parameter));
          return value === undefined ? [] : [[property, value]];
        }),
      ),
    }),
  };
}
