import { createDispatcher, silentLog } from "../engine/index.ts";
import { startWebHost } from "./serve.ts";
import { conformance } from "./testing/conformance.ts";
import { connectClient, socketTransport } from "./testing/socket-client.ts";

conformance("in memory", async (session) => {
  const dispatcher = createDispatcher(session.handlers);
  const never = new AbortController().signal;
  return {
    transport: {
      call: (name, input, signal) => dispatcher.call(name, input, signal ?? never) as never,
      subscribe: (name, listener) => session.subscribe(name, listener),
    },
    close: async () => {},
  };
});

conformance("WebSocket", async (session) => {
  const host = await startWebHost({ session, rendererDir: import.meta.dirname, port: 0, log: silentLog });
  const client = await connectClient(host);
  return { transport: socketTransport(client), close: () => host.close() };
});
