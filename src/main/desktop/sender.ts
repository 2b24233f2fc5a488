/** The part of Electron's sender frame that says who is speaking. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
  /** Whether another document has taken the frame's place while its last listeners still run. */
  readonly detached: boolean;
}

/**
 * Whether a message comes from our own page: a living top frame of our origin. Read synchronously when the
 * message arrives; a frame that has gone away since is null and is refused.
 */
export function isOwnPage(frame: SenderFrame | null, ownOrigin: string): boolean {
  try {
    return frame !== null && !frame.detached && frame.parent === null && frame.origin === ownOrigin;
  } catch {
    // Electron throws when a frame is read whose document is gone; nobody is there to be answered.
    return false;
  }
}
