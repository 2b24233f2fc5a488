import { eventNames } from "../../contract/index.ts";
import { createDispatcher, type Log, type Session } from "../engine/index.ts";
import { type Connection, serveSocket } from "./socket.ts";
import type { Socket } from "./ws.ts";

/** All clients of one session. Events are serialised once and sent to all; one visible client keeps snapshots frequent. */
export interface Hub {
  join(socket: Socket): void;
  readonly size: number;
  close(): void;
}

/** Connects a session with its sockets. */
export function createHub(session: Session, log: Log): Hub {
  const dispatcher = createDispatcher(session.handlers, log);
  const connections = new Set<Connection>();
  const newest = new Map<string, string>();
  const tellVisible = () => session.setVisible([...connections].some((connection) => connection.visible));

  const subscriptions = eventNames.map((name) =>
    session.subscribe(name, (data) => {
      const frame = JSON.stringify({ event: name, data });
      newest.set(name, frame);
      for (const connection of connections) connection.announce(frame);
    }),
  );

  return {
    join(socket) {
      const connection = serveSocket(socket, dispatcher, log, tellVisible);
      connections.add(connection);
      for (const frame of newest.values()) connection.announce(frame);
      tellVisible();
      socket.onClose(() => {
        connections.delete(connection);
        tellVisible();
      });
    },
    get size() {
      return connections.size;
    },
    close() {
      for (const unsubscribe of subscriptions) unsubscribe();
    },
  };
}
