import { type ErrorValue, maxDraftBytes } from "../../contract/index.ts";

/** Whether the failure says nothing about the draft: the host cannot be reached just now. */
export const isPassing = ({ code }: ErrorValue): boolean => code === "unavailable" || code === "cancelled";

/** Whether the same draft would fail again, so it is not sent again. */
export const isFinal = ({ code }: ErrorValue): boolean => code === "over_limit" || code === "invalid_argument";

/** The failure of a draft that is too large to be kept. @param bytes of its fields as JSON. */
export function tooLarge(bytes: number): ErrorValue {
  const mb = (count: number) => (count / 1_000_000).toFixed(1);
  return {
    code: "over_limit",
    message: `It is ${mb(bytes)} MB; drafts are limited to ${mb(maxDraftBytes)} MB.`,
    fix: "Save it now, or copy it elsewhere.",
  };
}
