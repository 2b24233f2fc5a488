import { parseSize } from "../../../contract/index.ts";
import { formatCount } from "../../components/format.ts";
import type { Field } from "./fields.ts";

export type Parsed = { ok: true; value: unknown } | { ok: false; message: string };

const no = (message: string): Parsed => ({ ok: false, message });

/** "from 1 to 1,000,000", "more than 0 and less than 100": the range of a field in words. */
export function rangeText(field: Field): string {
  if (field.kind === "size") return sizeRange;
  const plain = (value: number) => (Number.isInteger(value) ? formatCount(value) : String(value));
  const low =
    field.exclusiveMinimum !== undefined
      ? `more than ${plain(field.exclusiveMinimum)}`
      : field.minimum !== undefined
        ? `at least ${plain(field.minimum)}`
        : "";
  const high =
    field.exclusiveMaximum !== undefined
      ? `less than ${plain(field.exclusiveMaximum)}`
      : field.maximum !== undefined
        ? `at most ${plain(field.maximum)}`
        : "";
  if (field.minimum !== undefined && field.maximum !== undefined) return `from ${plain(field.minimum)} to ${plain(field.maximum)}`;
  return [low, high].filter((part) => part !== "").join(" and ");
}

/** Above 2^53 bytes no size is a whole number, which is more than any disk. */
const sizeRange = "at least 1 byte, written with its unit: 500 MB, 2 GB, 1.5 GiB";

function parseBytes(field: Field, typed: string): Parsed {
  const bytes = parseSize(typed);
  if (bytes === null) return no(`“${typed.trim()}” is not a size. Write a number and a unit, such as 500 MB or 2 GB.`);
  return bytes >= (field.minimum ?? 0) ? { ok: true, value: bytes } : no(`Must be ${sizeRange}.`);
}

function parseNumber(field: Field, typed: string): Parsed {
  const text = typed.trim().replace(/[\s_\u2009]/g, "");
  if (text === "") return no("Enter a number.");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
    return no(`“${typed.trim()}” is not a number. Use digits, with a point for decimals.`);
  const value = Number(text);
  if (field.kind === "integer" && !Number.isSafeInteger(value)) return no("Must be a whole number.");
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = field;
  const within =
    (minimum === undefined || value >= minimum) &&
    (maximum === undefined || value <= maximum) &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
    (exclusiveMaximum === undefined || value < exclusiveMaximum);
  return within ? { ok: true, value } : no(`Must be ${rangeText(field)}.`);
}

function parseNumbers(field: Field, typed: string): Parsed {
  const parts = typed.split(/[,;]/).map((part) => part.trim());
  const given = parts.filter((part) => part !== "");
  if (given.length < (field.minItems ?? 0)) return no("Enter at least one number; separate several with commas.");
  if (given.length > (field.maxItems ?? Number.POSITIVE_INFINITY)) return no(`Enter at most ${field.maxItems} numbers.`);
  const values: number[] = [];
  for (const part of given) {
    const parsed = parseNumber(field, part);
    if (!parsed.ok) return no(`${part}: ${parsed.message}`);
    values.push(Number(parsed.value));
  }
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  return twice === undefined ? { ok: true, value: values } : no(`${twice} appears twice.`);
}

function parseText(field: Field, typed: string): Parsed {
  if (typed.length < (field.minLength ?? 0)) return no("Must not be empty.");
  if (typed.length > (field.maxLength ?? Number.POSITIVE_INFINITY)) return no(`Must have at most ${field.maxLength} characters.`);
  if (field.pattern?.test(typed) === false) return no(`“${typed}” is not valid. ${field.description}`);
  if (field.path.endsWith("base_path") && (/^([/\\]|[a-z]:)/i.test(typed) || typed.split(/[/\\]/).includes(".."))) {
    return no("Must be a relative path inside the workspace, without “..”.");
  }
  return { ok: true, value: typed };
}

/** Parses what was typed into a field: the value, or a sentence saying why it is invalid. */
export function parseField(field: Field, typed: string | boolean): Parsed {
  if (typeof typed === "boolean") return { ok: true, value: typed };
  switch (field.kind) {
    case "size":
      return parseBytes(field, typed);
    case "integer":
    case "number":
      return parseNumber(field, typed);
    case "numbers":
      return parseNumbers(field, typed);
    case "constant":
      return { ok: true, value: field.standard };
    default:
      return parseText(field, typed);
  }
}
