import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import type { DraftFieldName, DraftFields, DraftKind, DraftText } from "../../contract/index.ts";
import { transport } from "../transport/index.ts";
import { DraftSync } from "./draft-sync.ts";
import { draftKey, type LocalDraft } from "./draft-types.ts";
import { liveStore } from "./live.ts";

/** Another window may open another workspace before this one knows: its drafts must not land there. */
function shownWorkspace(): { workspace?: string } {
  const path = liveStore.getState().snapshot?.workspacePath;
  return path === undefined ? {} : { workspace: path };
}

/** What is typed and not saved, in this window. */
export const drafts = new DraftSync({
  writer: crypto.randomUUID(),
  calls: {
    list: () => transport.call("drafts.list", {}),
    get: ({ kind, target }) => transport.call("drafts.get", { kind, target }),
    put: (draft) => transport.call("drafts.put", { ...draft, ...shownWorkspace() }),
    discard: (draft) => transport.call("drafts.discard", { ...draft, ...shownWorkspace() }),
  },
});

/** Text that the page's end would cut off while it is sent. */
const largeLength = 64 * 1024;

/** Joins the drafts to the window and the host: sent when the page is left, asked for again when another window changed one. */
export function connectDrafts(): void {
  liveStore.subscribe((now, before) => {
    if (now.snapshot?.workspacePath !== before.snapshot?.workspacePath) return;
    if (now.snapshot?.revisions.drafts !== before.snapshot?.revisions.drafts) void drafts.refresh();
  });
  transport.connection.subscribe((now, before) => {
    if (now.state === "open" && before.state !== "open" && now.opened > 1) drafts.reconnected();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") void drafts.flushAll();
  });
  window.addEventListener("blur", () => void drafts.flushAll());
  window.addEventListener("pagehide", () => void drafts.flushAll());
  // A desktop window would not close at all, and could not ask.
  if (window.assay === undefined) {
    window.addEventListener("beforeunload", (event) => {
      void drafts.flushAll();
      if ([...drafts.getState().local.values()].some(wouldBeLost)) event.preventDefault();
    });
  }
  void drafts.refresh();
}

function wouldBeLost({ state, fields }: LocalDraft): boolean {
  if (state === "failed") return true;
  if (state !== "waiting" && state !== "sending") return false;
  return Object.values(fields).reduce((sum, { text }) => sum + text.length, 0) > largeLength;
}

const none: DraftFields = {};

/** One draft: what was typed, whether it is on disk, and what can be done with it. */
export function useDraft(kind: DraftKind, target: string) {
  const id = useMemo(() => ({ kind, target }), [kind, target]);
  const { listed, heads, local } = useSyncExternalStore(drafts.subscribe, drafts.getState);
  const mine = local.get(draftKey(id));
  const isOnDisk = heads.has(draftKey(id));
  const toLoad = isOnDisk && mine === undefined;
  useEffect(() => {
    if (toLoad) void drafts.load(id);
  }, [toLoad, id]);
  return {
    id,
    /** The fields that were edited; empty when none was. */
    fields: mine?.fields ?? none,
    /** Undefined when there is no draft. */
    status: mine,
    /** There may be a draft, and its text has not come yet. */
    loading: !listed || toLoad,
    edit: useCallback((field: DraftFieldName, text: DraftText | null) => drafts.edit(id, field, text), [id]),
    discard: useCallback(() => drafts.discard(id), [id]),
  };
}
export type UsedDraft = ReturnType<typeof useDraft>;

/** For an open editor: its draft is not replaced unasked, and is sent when the editor goes. */
export function useOpenDraft(kind: DraftKind, target: string): void {
  useEffect(() => {
    const id = { kind, target };
    const release = drafts.hold(id);
    return () => {
      release();
      void drafts.flush(id);
    };
  }, [kind, target]);
}

/**
 * A short name for a text, equal for equal texts; for noticing a change, not for safety.
 * @returns its length and 53 bits of hash (cyrb53).
 */
export function fingerprint(text: string): string {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return `${text.length}:${(4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(16)}`;
}
