/** The part of Electron's sender frame that identifies the page. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
  /** Whether another document has replaced the frame's while its last listeners still run. */
  readonly detached: boolean;
}

/**
 * Whether a message comes from our own page: a live top frame of our origin. Call it synchronously when the message arrives; a frame
 * destroyed since is null and is refused.
 */
export function isOwnPage(frame: SenderFrame | null, ownOrigin: string): boolean {
  try {
    return frame !== null && !frame.detached && frame.parent === null && frame.origin === ownOrigin;
  } catch {
    // Electron throws when the frame's document is gone; there is nobody to answer.
    return false;
  }
}
