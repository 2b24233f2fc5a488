import { type ClientMessage, readMessage } from "./wire.ts";

/** A text this long (characters) holds hundreds of decisions. */
const longText = 1 << 17;

type Message = ClientMessage | null;

/**
 * Parses messages and takes them in the order in which they came. What a long one costs (10 000 decisions are 0.9 MB: receiving, parsing and checking
 * them 10 ms each) is spread over turns of the event loop, and what comes behind it waits.
 * @param take gets null for what is no message. @param prepare what can be done before a long one is taken.
 * @returns takes the next text; a short one at once, when none waits.
 */
export function takeInTurns(take: (message: Message) => void, prepare: (message: Message) => void): (text: string) => void {
  const waiting: string[] = [];
  const next = () => {
    const text = waiting[0];
    if (text === undefined) return;
    const message = readMessage(text);
    const end = () => {
      waiting.shift();
      take(message);
      if (waiting.length > 0) setImmediate(next);
    };
    if (text.length < longText) return end();
    setImmediate(() => {
      prepare(message);
      setImmediate(end);
    });
  };
  return (text) => {
    if (waiting.length === 0 && text.length < longText) return take(readMessage(text));
    // The first immediate after something was received belongs to the same turn.
    if (waiting.push(text) === 1) setImmediate(() => setImmediate(next));
  };
}
