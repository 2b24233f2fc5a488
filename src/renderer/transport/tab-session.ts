import { launchCodeHeader, launchCodeParameter, parseSessionToken, type SessionToken } from "../../contract/web-door.ts";
import { isResult } from "./socket-messages.ts";

/** In the tab's session storage, which is the origin's, port included, and of this tab alone; a reload keeps it. */
const storageKey = "assay.session";

export interface TabSession {
  /** Whether there may be one: then the tab connects while it is asked for. */
  isLikely: boolean;
  /** undefined when there is none: the code is used up or too old, and the tab is new. */
  token: Promise<SessionToken | undefined>;
}

/**
 * The session of this tab: exchanged for the launch code of the address, which leaves the address bar first, or the one the tab
 * had before it was reloaded.
 */
export function openTabSession(): TabSession {
  const address = new URL(window.location.href);
  const code = address.searchParams.get(launchCodeParameter);
  if (code === null) {
    const recalled = parseSessionToken(recall());
    return { isLikely: recalled !== undefined, token: Promise.resolve(recalled) };
  }
  address.searchParams.delete(launchCodeParameter);
  window.history.replaceState(null, "", address);
  return { isLikely: true, token: exchanged(code) };
}

async function exchanged(code: string): Promise<SessionToken | undefined> {
  const text = await exchange(code);
  if (text === undefined) return parseSessionToken(recall());
  remember(text);
  return parseSessionToken(text);
}

async function exchange(code: string): Promise<string | undefined> {
  try {
    const response = await fetch("/session", { method: "POST", headers: { [launchCodeHeader]: code }, credentials: "omit" });
    const answer: unknown = await response.json();
    if (isResult(answer) && answer.ok) return (answer.value as { session: string }).session;
  } catch {
    // Not reached, or no JSON: as good as no session.
  }
  return undefined;
}

function recall(): string | null {
  try {
    return window.sessionStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function remember(text: string): void {
  try {
    window.sessionStorage.setItem(storageKey, text);
  } catch {
    // No storage: the session lasts until the tab is reloaded.
  }
}
