import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { launchCodeParameter } from "../../contract/web-door.ts";
import type { Log, Session } from "../engine/index.ts";
import { askForSession } from "./admission.ts";
import { calmLog } from "./calm-log.ts";
import { Downloads } from "./downloads.ts";
import { judge } from "./guard.ts";
import { createHub } from "./hub.ts";
import { LaunchCodes } from "./launch-codes.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { createLoopbackServer, refuseUpgrade } from "./loopback-server.ts";
import { answerPage } from "./pages.ts";
import { type Answering, answerRequest } from "./requests.ts";
import { createUploads } from "./upload.ts";
import { type StoredSession, WebSessions } from "./web-sessions.ts";
import { WrongCodes } from "./wrong-codes.ts";
import { createSocketServer } from "./ws.ts";

export interface WebHostOptions {
  session: Session;
  /** The folder of the built screen. */
  rendererDir: string;
  /** 0: any free port. */
  port: number;
  log: Log;
  limits?: Partial<Limits>;
  /** Sessions that an earlier start admitted on this port; sessions are bound to a port. */
  knownSessions?: (port: number) => readonly StoredSession[];
  /** Called with all sessions when they have changed. */
  saveSessions?: (port: number, sessions: StoredSession[]) => void;
}

export interface WebHost {
  /** A new address with its own launch code, which opens one tab within a minute. */
  newAddress(): string;
  readonly port: number;
  /** Drops all connections and stops listening; the session stays open. */
  close(): Promise<void>;
}

/** Bytes that a socket may send before it has proved its session. */
const maxBytesBeforeAdmission = 4096;

/**
 * Serves the built screen, the socket and uploads on loopback.
 * @throws AssayError unavailable if the port is in use, permission if it is reserved.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { session, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const refusals = calmLog(log);
  const hub = createHub(session, log);
  const sockets = createSocketServer(limits.closeMs);
  const loopback = createLoopbackServer({
    limits,
    refusals,
    log,
    answer: (request, response, expectsContinue) => answerRequest(answering, request, response, expectsContinue),
    answerBug: (response) =>
      answerPage(response, 500, "Assay could not answer", "Reload the page. If it happens again, see the newest file of .assay/log."),
  });
  const { server, connections } = loopback;

  const port = await loopback.listen(options.port, "Choose another with --port, or 0 for any free port.").catch((thrown) => {
    hub.close();
    throw thrown;
  });
  const codes = new LaunchCodes();
  const newAddress = () => `http://127.0.0.1:${port}/?${launchCodeParameter}=${codes.issue()}`;
  const sessions: WebSessions = new WebSessions(options.knownSessions?.(port) ?? [], () => options.saveSessions?.(port, sessions.stored()));
  const answering: Answering = {
    session,
    limits,
    refusals,
    rendererDir: options.rendererDir,
    port,
    codes,
    newAddress,
    wrongCodes: new WrongCodes(),
    sessions,
    uploads: createUploads(session, limits),
    downloads: new Downloads(session),
    trust: ({ socket }) => connections.trust(socket),
  };

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    connections.upgrading(request.socket);
    const check = judge(request, port, true);
    if (check !== "ok") return refuseUpgrade(stream, 403, "Forbidden", refusals, check);
    if (request.url !== "/socket") return refuseUpgrade(stream, 404, "Not Found", refusals, "wrong_path");
    if (hub.size >= limits.sockets) return refuseUpgrade(stream, 503, "Service Unavailable", refusals, "too_many_sockets");
    const stopCounting = cutAfter(stream, maxBytesBeforeAdmission);
    sockets.accept(request, stream, head, (socket) =>
      askForSession(socket, {
        sessions,
        admissionMs: limits.admissionMs,
        refusals,
        admitted: () => {
          stopCounting();
          connections.trust(request.socket);
          if (hub.size < limits.sockets) return hub.join(socket);
          refusals("warn", "socket_refused", { why: "too_many_sockets" });
          socket.close(1013, "too many sockets");
        },
      }),
    );
  });
  return {
    newAddress,
    port,
    close: async () => {
      hub.close();
      sockets.close();
      await loopback.close();
    },
  };
}

/** Destroys the stream when more than `maxBytes` arrive. @returns a function that stops counting. */
function cutAfter(stream: Duplex, maxBytes: number): () => void {
  let bytes = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) stream.destroy();
  };
  stream.on("data", count);
  return () => stream.off("data", count);
}
