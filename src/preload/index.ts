import { contextBridge, ipcRenderer, webUtils } from "electron";
import { type AssayBridge, bridgeChannels } from "../contract/bridge.ts";
import type { EventName, EventOf, Input, ProcedureName } from "../contract/index.ts";

/**
 * The whole bridge of a desktop window. It knows no procedure and no event: names come from the contract's
 * types, arguments are checked once, in main.
 */
const bridge: AssayBridge<File> = {
  call: <N extends ProcedureName>(name: N, input: Input<N>, callId: number) => ipcRenderer.invoke(bridgeChannels.call, name, input, callId),

  abort: (callId) => ipcRenderer.send(bridgeChannels.abort, callId),

  on: <N extends EventName>(name: N, listener: (event: EventOf<N>) => void) => {
    // Wrapped, so that the screen never holds Electron's event object, whose `sender` is the whole IPC.
    const receive = (_event: unknown, announced: unknown, value: EventOf<N>) => {
      if (announced === name) listener(value);
    };
    ipcRenderer.on(bridgeChannels.event, receive);
    return () => {
      ipcRenderer.removeListener(bridgeChannels.event, receive);
    };
  },

  onCommand: (listener) => {
    const receive = (_event: unknown, id: string) => listener(id);
    ipcRenderer.on(bridgeChannels.command, receive);
    return () => {
      ipcRenderer.removeListener(bridgeChannels.command, receive);
    };
  },

  grantFile: async (file) => {
    const path = pathOf(file);
    if (path !== "") return ipcRenderer.invoke(bridgeChannels.grant, path);
    return {
      ok: false,
      error: {
        code: "refused",
        message: "This is not a file from the disk, so Assay cannot read it.",
        fix: "Drop the file itself from your file manager, or pick it with the button.",
      },
    };
  },

  setVisible: (visible) => ipcRenderer.send(bridgeChannels.visible, visible),
};

/** The file's path, which stays on this side of the bridge; "" for what did not come from the disk. */
function pathOf(file: File): string {
  try {
    return webUtils.getPathForFile(file);
  } catch {
    return "";
  }
}

contextBridge.exposeInMainWorld("assay", bridge);
