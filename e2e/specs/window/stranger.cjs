// The preload of a window that is not Assay's: it speaks on any channel, as a page could that got hold of Electron's messages.
const { contextBridge, ipcRenderer } = require("electron");

contextBridge.exposeInMainWorld("speak", {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  send: (channel, ...args) => ipcRenderer.send(channel, ...args),
});
