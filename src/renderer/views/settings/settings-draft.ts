import { useMemo } from "react";
import { useDraft, useOpenDraft } from "../../state/drafts.ts";
import type { Draft } from "./form.ts";

export const nothing: Draft = {};

/** Unsaved edits of the configuration, stored like the workspace's other drafts. */
export function useSettingsDraft(): { draft: Draft; setDraft: (next: Draft) => void } {
  const { fields, edit } = useDraft("settings", "config");
  useOpenDraft("settings", "config");
  const json = fields.form?.text ?? "";
  const draft = useMemo(() => parseSettingsDraft(json), [json]);
  return {
    draft,
    setDraft: (next) => edit("form", Object.keys(next).length === 0 ? null : { text: JSON.stringify(next), basedOn: "" }),
  };
}

/** The draft file is untrusted: only strings and booleans are accepted. */
export function parseSettingsDraft(json: string): Draft {
  try {
    const value: unknown = json === "" ? {} : JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return nothing;
    return Object.fromEntries(Object.entries(value).filter(([, typed]) => typeof typed === "string" || typeof typed === "boolean"));
  } catch {
    return nothing;
  }
}
