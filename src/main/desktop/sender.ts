/** The part of Electron's sender frame that says who is speaking. */
export interface SenderFrame {
  readonly origin: string;
  readonly parent: unknown;
}

/**
 * Whether a message comes from our own page: a living top frame of our origin. Read synchronously when the
 * message arrives; a frame that has gone away since is null and is refused.
 */
export function isOwnPage(frame: SenderFrame | null, ownOrigin: string): boolean {
  return frame !== null && frame.parent === null && frame.origin === ownOrigin;
}
