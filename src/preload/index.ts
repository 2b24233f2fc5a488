import { contextBridge, ipcRenderer, webUtils } from "electron";
import { type AssayBridge, bridgeChannels } from "../contract/bridge.ts";
import type { EventName, EventOf, Input, ProcedureName } from "../contract/index.ts";

/**
 * The bridge of a desktop window. It knows no procedure and no event: names come from the contract's types, and main checks
 * arguments.
 */
const bridge: AssayBridge<File> = {
  call: <N extends ProcedureName>(name: N, input: Input<N>, callId: number) => ipcRenderer.invoke(bridgeChannels.call, name, input, callId),

  abort: (callId) => ipcRenderer.send(bridgeChannels.abort, callId),

  on: <N extends EventName>(name: N, listener: (event: EventOf<N>) => void) => {
    // Wrapped, so that the screen never gets Electron's event object, whose `sender` gives access to all of IPC.
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

  runInShell: (id) => ipcRenderer.send(bridgeChannels.run, id),

  setMenu: (state) => ipcRenderer.send(bridgeChannels.menu, state),

  grantFile: async (file) => {
    const path = getPath(file);
    if (path !== "") return ipcRenderer.invoke(bridgeChannels.grant, path);
    return {
      ok: false,
      error: {
        code: "refused",
        message: "This is not a file on disk, so Assay cannot read it.",
        fix: "Drop the file itself from your file manager, or pick it with the button.",
      },
    };
  },

  setVisible: (visible) => ipcRenderer.send(bridgeChannels.visible, visible),
};

/** The file's path, which stays on this side of the bridge; "" if it is not on disk. */
function getPath(file: File): string {
  try {
    return webUtils.getPathForFile(file);
  } catch {
    return "";
  }
}

contextBridge.exposeInMainWorld("assay", bridge);
