import { type ViewName, viewNames } from "../../../contract/index.ts";
import type { AddressPart } from "./part.ts";

/** What of each view is in its address. */
export type AddressTable = Readonly<Record<ViewName, readonly AddressPart[]>>;

/** The longest address that is written; a longer one names its view alone. Browsers take far more. */
const maxLength = 16_000;

/**
 * The address of a view as it is remembered: `#/executions?engine=a&success=no`. The same state always gives the same address.
 * @param values the view state.
 */
export function writeAddress(table: AddressTable, view: ViewName, values: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams(
    table[view].flatMap((part) => part.write(values[part.name]).map(([name, value]) => [name, value])),
  );
  const all = parameters.size === 0 ? `#/${view}` : `#/${view}?${parameters}`;
  return all.length > maxLength ? `#/${view}` : all;
}

export interface ReadAddress {
  view: ViewName;
  /** View state for every part of the view, what the address does not say with its initial value. */
  values: Record<string, unknown>;
}

/** @param hash of a location, with its "#". @returns null where it names no view. */
export function readAddress(table: AddressTable, hash: string): ReadAddress | null {
  const [path = "", query = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  const view = viewNames.find((name) => name === path);
  if (view === undefined) return null;
  const parameters = new URLSearchParams(query);
  return { view, values: Object.fromEntries(table[view].map((part) => [part.name, part.read(parameters)])) };
}

/** What two addresses have to differ in for the way between them to be a step of Back. */
export function addressStep(table: AddressTable, address: string): string {
  const [path = "", query = ""] = splitOnce(address, "?");
  const view = viewNames.find((name) => path === `#/${name}`);
  if (view === undefined) return path;
  const parameters = new URLSearchParams(query);
  for (const name of table[view].flatMap((part) => part.quietParameters)) parameters.delete(name);
  return `${path}?${parameters}`;
}

/** The address in a text that somebody pasted: of any host, since only what follows "#" counts. */
export function findAddress(table: AddressTable, pasted: string): string | null {
  const at = pasted.indexOf("#/");
  if (at < 0 || pasted.length > 2 * maxLength) return null;
  const hash = pasted.slice(at).trim();
  return readAddress(table, hash) === null ? null : hash;
}

function splitOnce(whole: string, separator: string): string[] {
  const at = whole.indexOf(separator);
  return at < 0 ? [whole] : [whole.slice(0, at), whole.slice(at + separator.length)];
}
