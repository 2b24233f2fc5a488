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
 * One draft per file: a short line of JSON with its head, then a line with the texts. A listing reads only the first.
 */
const format = 1;
/** A ref of 600 characters in UTF-8, escaped, with the rest of the line around it. */
export const maxHeadBytes = 8 * 1024;
export const maxFileBytes = maxHeadBytes + maxDraftBytes + 1;

const namePattern = /^[0-9a-f]{64}\.jsonl$/;

/** File name of a draft; never a path, whatever the target is called. */
export function draftFileName({ kind, target }: Pick<DraftHead, "kind" | "target">): string {
  return `${createHash("sha256").update(`${kind}\n${target}`).digest("hex")}.jsonl`;
}

export function isDraftFileName(name: string): boolean {
  return namePattern.test(name);
}

export function encodeFields(fields: DraftFields): string {
  return JSON.stringify(fields);
}

/** @param fieldsJson from `encodeFields`. */
export function encodeDraft({ kind, target, editedAtMs, writer, sizeBytes }: DraftHead, fieldsJson: string): string {
  return `${JSON.stringify({ format, kind, target, editedAtMs, writer, sizeBytes })}\n${fieldsJson}\n`;
}

/**
 * Parses the first line of a draft's file.
 * @param name of the file; has to be the one for that draft.
 * @param nowMs later edit times are clamped to it: a draft from the future could never be replaced.
 * @returns the head, or why it is not a draft, to follow "is not a draft: ".
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

/** Parses a whole file. @returns the draft, or why it is not one. */
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
