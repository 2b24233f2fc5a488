import { describe, expect, it } from "vitest";
import { createDispatcher, silentLog } from "../engine/index.ts";
import { dropClientBytes, serveSocket, skipSnapshotsBytes } from "./socket.ts";
import { scriptedSession } from "./testing/scripted-session.ts";
import type { Socket } from "./ws.ts";

/** A client that does not read: `bufferedBytes` is what a test says. */
function stuckSocket() {
  const state = { bufferedBytes: 0, sent: [] as string[], dropped: false, text: (_: string) => {} };
  const socket: Socket = {
    send: (text) => state.sent.push(text),
    get bufferedBytes() {
      return state.bufferedBytes;
    },
    onText: (listener) => {
      state.text = listener;
    },
    onBinary: () => {},
    onClose: () => {},
    close: () => {},
    drop: () => {
      state.dropped = true;
    },
  };
  const session = scriptedSession();
  const connection = serveSocket(socket, createDispatcher(session.handlers), silentLog, () => {});
  return { state, session, connection };
}

describe("a slow client", () => {
  it("misses snapshots while it is behind, and gets them again afterwards", () => {
    const { state, connection } = stuckSocket();
    connection.announce("a");
    state.bufferedBytes = skipSnapshotsBytes + 1;
    connection.announce("b");
    state.bufferedBytes = 0;
    connection.announce("c");
    expect(state).toMatchObject({ sent: ["a", "c"], dropped: false });
  });

  it("is dropped when it is far behind", () => {
    const { state, connection } = stuckSocket();
    state.bufferedBytes = dropClientBytes + 1;
    connection.announce("a");
    expect(state).toMatchObject({ sent: [], dropped: true });
  });

  it("cannot have unlimited pending calls", async () => {
    const { state, session } = stuckSocket();
    session.script("host.info", () => new Promise(() => {}));
    for (let id = 0; id < 257; id++) state.text(JSON.stringify({ id, call: "host.info", input: {} }));
    expect(state.sent.map((frame) => JSON.parse(frame))).toMatchObject([{ id: 256, result: { ok: false, error: { code: "over_limit" } } }]);
  });
});
