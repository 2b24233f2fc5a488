import type { Finding } from "../../../contract/index.ts";
import { shorten } from "../base/json-value.ts";
import { reasonOf } from "../collector/quarantine-line.ts";

/** Of texts in the index: messages quote what they found, and a file edited by hand may hold anything. */
const maxTextCharacters = 500;

/** What the index keeps of findings to list and group by: the first of them. */
export function toReason(findings: readonly Finding[]): { reason: string; message: string; fix: string | null } {
  const [first] = findings;
  return {
    reason: shorten(reasonOf(findings), maxTextCharacters),
    message: shorten(String(first?.message ?? "Rejected."), maxTextCharacters),
    fix: first?.fix === undefined ? null : shorten(String(first.fix), maxTextCharacters),
  };
}
