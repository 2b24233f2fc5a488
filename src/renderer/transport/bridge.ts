import type { AssayBridge } from "../../contract/bridge.ts";
import type { Input, Output, ProcedureName, Result, Signal } from "../../contract/index.ts";
import { createConnection, type ScreenTransport } from "./screen-transport.ts";

export type Bridge = AssayBridge<File>;

/** The transport of the desktop window. It is there as long as the window is. */
export function createBridgeTransport(bridge: Bridge): ScreenTransport {
  let lastId = 0;
  const connection = createConnection("open");
  return {
    connection,
    async call<N extends ProcedureName>(name: N, input: Input<N>, signal?: Signal): Promise<Result<Output<N>>> {
      if (signal?.aborted) return aborted();
      lastId += 1;
      const id = lastId;
      const stop = () => bridge.abort(id);
      signal?.addEventListener("abort", stop, { once: true });
      try {
        // As JSON, like on the socket: a key that is there but undefined would cross this bridge and be refused.
        return await bridge.call(name, JSON.parse(JSON.stringify(input)) as Input<N>, id);
      } catch {
        return {
          ok: false,
          error: { code: "bug", message: `The window could not call ${name}.`, fix: "Close the window and open Assay again." },
        };
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    },
    subscribe: (name, listener) => bridge.on(name, listener),
    async grantFile(file) {
      try {
        return await bridge.grantFile(file);
      } catch {
        return {
          ok: false,
          error: { code: "refused", message: `${file.name} could not be opened.`, fix: "Pick a file that is on this computer." },
        };
      }
    },
    setVisible: (visible) => bridge.setVisible(visible),
  };
}

const aborted = (): { ok: false; error: { code: "cancelled"; message: string } } => ({
  ok: false,
  error: { code: "cancelled", message: "The call was cancelled." },
});
