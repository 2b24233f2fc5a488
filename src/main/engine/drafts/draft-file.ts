import { createHash } from "node:crypto";
import {
  type Draft,
  type DraftFields,
  type DraftHead,
  type DraftKind,
  type DraftText,
  draftFieldNames,
  draftKinds,
  maxDraftBytes,
} from "../../../contract/index.ts";
import { isCount, parseObject } from "../base/json-value.ts";

/**
 * One draft as a file: a line of JSON that says whose it is, and a line with what was typed. The first line is short, so a listing reads
 * no texts.
 */
const format = 1;
/** A ref of 600 characters in UTF-8, escaped, with the rest of the line around it. */
export const maxHeadBytes = 8 * 1024;
export const maxFileBytes = maxHeadBytes + maxDraftBytes + 1;

const namePattern = /^[0-9a-f]{64}\.jsonl$/;

/** The name of a draft's file. Whatever the target is called, it is a name and no path. */
export function draftFileName({ kind, target }: Pick<DraftHead, "kind" | "target">): string {
  return `${createHash("sha256").update(`${kind}\n${target}`).digest("hex")}.jsonl`;
}

export function isDraftFileName(name: string): boolean {
  return namePattern.test(name);
}

export function encodeFields(fields: DraftFields): string {
  return JSON.stringify(fields);
}

/** @param fieldsJson what `encodeFields` made. */
export function encodeDraft({ kind, target, editedAtMs, writer, sizeBytes }: DraftHead, fieldsJson: string): string {
  return `${JSON.stringify({ format, kind, target, editedAtMs, writer, sizeBytes })}\n${fieldsJson}\n`;
}

/**
 * Reads the first line of a draft's file. A text that is no draft answers why, in the words after "is not a draft: ".
 * @param name of the file, which has to be the one of that draft.
 * @param nowMs a time after it is taken for this one: nobody edits in the future, and such a draft could never be replaced.
 */
export function parseHead(text: string, name: string, nowMs: number): DraftHead | string {
  const end = text.indexOf("\n");
  if (end < 0) return "its first line is too long or has no end";
  const value = parseObject(text.slice(0, end));
  if (value === null) return "its first line is not a JSON object";
  if (value.format !== format) return "it has another format";
  const { kind, target, editedAtMs, writer, sizeBytes } = value;
  const known = isKind(kind) && isText(target, 600) && isText(writer, 64) && isCount(editedAtMs) && isCount(sizeBytes);
  if (!known) return "its first line lacks something";
  const head = { kind, target, editedAtMs: Math.min(editedAtMs, nowMs), writer, sizeBytes };
  return draftFileName(head) === name ? head : "its name is of another draft";
}

/** Reads a whole file. A text that is no draft answers why. */
export function parseDraft(text: string, name: string, nowMs: number): Draft | string {
  const head = parseHead(text, name, nowMs);
  if (typeof head === "string") return head;
  const value = parseObject(text.slice(text.indexOf("\n") + 1));
  if (value === null) return "its second line is not a JSON object";
  const fields: DraftFields = {};
  for (const field of draftFieldNames) {
    const one = value[field];
    if (one === undefined) continue;
    if (!isDraftText(one)) return `its ${field} is not a text`;
    fields[field] = { text: one.text, basedOn: one.basedOn };
  }
  return { ...head, fields };
}

const isKind = (value: unknown): value is DraftKind => draftKinds.some((kind) => kind === value);
const isText = (value: unknown, maxLength: number): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= maxLength;
const isDraftText = (value: unknown): value is DraftText => {
  const { text, basedOn } = (value ?? {}) as Partial<Record<keyof DraftText, unknown>>;
  return typeof text === "string" && typeof basedOn === "string" && basedOn.length <= 100;
};
