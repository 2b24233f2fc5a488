import { defaultSimilarity, type ImportKind, importKinds, type RecordKind, recordKinds, type Tier, tiers } from "../../contract/index.ts";
import { nearest, usageError } from "./usage.ts";

/** Parsers of option values; each error says what is allowed. */

export function oneOf<const T extends readonly string[]>(name: string, value: string, allowed: T): T[number] {
  if (allowed.includes(value)) return value;
  const near = nearest(value, allowed);
  throw usageError(`--${name} must be one of ${allowed.join(", ")}, not "${value}".${near ? ` Did you mean ${near}?` : ""}`);
}

export const readKind = (value: string): RecordKind => oneOf("kind", value, recordKinds);
export const readImportKind = (value: string): ImportKind => oneOf("kind", value, importKinds);
export const readTier = (value: string): Tier => oneOf("tier", value, tiers);

export const similarityHelp = `Similarity from which two samples are near duplicates, 0.6 to 1; default: ${defaultSimilarity}`;

export function readSimilarity(value: string, command: string): number {
  const similarity = /^\d(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(similarity >= 0.6 && similarity <= 1)) throw usageError(`--threshold must be a number from 0.6 to 1, not "${value}".`, command);
  return similarity;
}

/** Parses a list such as `50,95,99.9`: 1 to 20 distinct percentiles, each more than 0 and less than 100. */
export function readPercentiles(value: string): number[] {
  const numbers = value.split(",").map((part) => (/^\s*\d+(\.\d+)?\s*$/.test(part) ? Number(part) : Number.NaN));
  if (numbers.some((number) => !(number > 0 && number < 100))) {
    throw usageError(`--percentiles must be numbers more than 0 and less than 100, separated by commas, not "${value}".`);
  }
  if (new Set(numbers).size !== numbers.length) throw usageError(`--percentiles ${value} names one twice.`);
  if (numbers.length > 20) throw usageError("--percentiles takes 20 at most.");
  return numbers;
}

export function readPort(value: string, option = "port"): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw usageError(`--${option} must be a number from 0 to 65535, not "${value}".`);
  return port;
}

const maxActorCharacters = 200;

/** The name of somebody who decides. @throws AssayError invalid_argument. */
export function readActor(name: string, option: string, command: string): string {
  if (name !== "" && name.length <= maxActorCharacters && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return name;
  throw usageError(`${option} is a name of at most ${maxActorCharacters} characters on one line.`, command);
}
