/** What a test can ask of a running double over the child process's message channel, and what it answers. */

/** One thing that main did with the double, in order. */
export interface JournalEntry {
  what: string;
  detail?: unknown;
}

/**
 * A frame as main would see it in `event.senderFrame`; `parent` true stands for some parent frame. `disposed`: reading it
 * throws, as Electron does when the document goes away between message and look.
 */
export interface SpeakingFrame {
  origin: string;
  parent: boolean;
  detached?: boolean;
  disposed?: boolean;
}

/** What the next dialog of a kind answers. A dialog nobody prepared for is an error. */
export interface DialogAnswers {
  openDialog?: { canceled: boolean; filePaths: string[] };
  saveDialog?: { canceled: boolean; filePath: string };
  messageBox?: { response: number };
}

export type ContentsEvent = "will-attach-webview" | "will-redirect" | "will-navigate" | "will-frame-navigate";

export type Ask =
  | { ask: "journal" }
  | { ask: "close-window" }
  | { ask: "quit" }
  | { ask: "second-instance"; argv?: string[]; cwd?: string; sent?: unknown }
  | { ask: "open-file"; path: string }
  | { ask: "focus"; focused: boolean }
  | { ask: "click-notification" }
  | { ask: "tray"; item: string }
  | { ask: "put-clock-forward"; ms: number }
  | { ask: "prepare-dialogs"; answers: DialogAnswers }
  | { ask: "permission"; permission: string; origin: string; isMainFrame: boolean }
  | { ask: "menu"; command: string }
  | { ask: "devices" }
  | { ask: "contents-event"; event: ContentsEvent; url: string; isMainFrame?: boolean }
  | { ask: "download" }
  | { ask: "window-open"; url: string }
  | { ask: "speak"; frame: SpeakingFrame | null; channel: string; args: unknown[] }
  | { ask: "fetch"; method: string; url: string }
  | { ask: "reject-unhandled" };

export interface Ready {
  ready: true;
  /** Where a second client can join the window's Chromium. */
  endpoint: string;
  chromiumPid: number;
}

export type Reply = { reply: number; value: unknown } | { reply: number; failure: string };
export type FromDouble = Ready | Reply;
export type ToDouble = Ask & { id: number };

/** The https origin that stands for the app scheme in a Chromium that cannot be taught a new one. */
export const standInOrigin = "https://app.workbench.invalid";

/** An address as Electron's Chromium would name it. */
export function toAppAddress(address: string): string {
  const url = new URL(address);
  return url.origin === standInOrigin ? `workbench://app${url.pathname}${url.search}${url.hash}` : address;
}

/** An address as the stand-in Chromium can load it. */
export function toStandInAddress(address: string): string {
  const url = new URL(address);
  return url.protocol === "workbench:" ? `${standInOrigin}${url.pathname}${url.search}${url.hash}` : address;
}

/** The origin of an address as Electron's frames spell it. */
export function frameOrigin(address: string): string {
  const url = new URL(toAppAddress(address));
  return url.protocol === "workbench:" ? `workbench://${url.host}` : url.origin;
}
