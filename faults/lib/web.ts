import { exchangeCode, proveSession } from "../../src/main/headless/testing/socket-client.ts";
import type { Assay, Running, StartOptions } from "./assay.ts";

export type Answer = { ok: true; value: Record<string, unknown> } | { ok: false; error: { code: string; message: string } };

/** A served workspace, with a session opened by its launch code as a browser would. */
export interface Served {
  running: Running;
  /** Resolves with the answer; null if the host ended first. */
  call(name: string, input: unknown): Promise<Answer | null>;
  /** The number of snapshots received. */
  snapshots(): number;
  closed: Promise<void>;
  close(): void;
}

/** Starts `assay serve`, signs in with the launch code of its address, and opens the socket. */
export async function serve(assay: Assay, workspace: string, options: StartOptions = {}): Promise<Served> {
  const running = assay.start(["serve", "--workspace", workspace, "--no-open", "--json"], options);
  if (!(await running.until(() => running.lines.length > 0, 40_000))) {
    running.kill("SIGKILL");
    throw new Error(`assay serve did not start: ${running.stderr()}`);
  }
  const { url } = JSON.parse(running.lines[0] ?? "") as { url: string };
  const { origin, host } = new URL(url);
  const token = await exchangeCode(url);
  const headers = { headers: { origin } };
  // Node's WebSocket accepts headers, but has the browser's types.
  const socket = new (WebSocket as unknown as new (url: string, options: object) => WebSocket)(`ws://${host}/socket`, headers);
  const waiting = new Map<number, (answer: Answer | null) => void>();
  let nextId = 0;
  let open = true;
  let snapshots = 0;
  const admitted = Promise.withResolvers<void>();
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener("close", () => {
      open = false;
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
      resolve();
    });
  });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as {
      id?: number;
      result?: Answer;
      event?: string;
      challenge?: string;
      admitted?: object;
    };
    if (message.challenge !== undefined) socket.send(JSON.stringify(proveSession(token, message.challenge).answer));
    if (message.admitted !== undefined) admitted.resolve();
    if (message.event === "snapshot") snapshots++;
    if (message.id === undefined || !message.result) return;
    waiting.get(message.id)?.(message.result);
    waiting.delete(message.id);
  });
  closed.then(() => admitted.reject(new Error("the socket was refused")));
  await admitted.promise;
  return {
    running,
    closed,
    snapshots: () => snapshots,
    call: (name, input) =>
      new Promise((resolve) => {
        if (!open) return resolve(null);
        const id = nextId++;
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ id, call: name, input }));
      }),
    close: () => socket.close(),
  };
}
