import type { Page } from "@playwright/test";
import { type Assay, expect, test } from "../../fixtures.ts";
import { countingServer, gather } from "../webrtc.ts";
import { mainProcess } from "./main.ts";

/** A window without the script that takes peer connections away; in Assay's own session, or past its guards in another one. */
async function openWindow(assay: Assay, place: "guarded" | "unguarded"): Promise<Page> {
  const opened = mainProcess(assay).waitForEvent("window");
  await mainProcess(assay).evaluate(async ({ BrowserWindow }, isGuarded) => {
    const window = new BrowserWindow({ show: false, webPreferences: isGuarded ? {} : { partition: "unguarded" } });
    if (!isGuarded) window.webContents.setWebRTCIPHandlingPolicy("default");
    await window.loadURL("data:text/html,x");
  }, place === "guarded");
  return opened;
}

test("no peer connection of a window reaches anybody, whatever its page does", async ({ assay }) => {
  const server = await countingServer();
  try {
    const guarded = await openWindow(assay, "guarded");
    expect(await gather(guarded, "window.RTCPeerConnection", server.port), "there is a peer connection to begin with").toBe(true);
    expect(server.reached).toEqual({ datagrams: 0, connections: 0 });
    // The same past the guards, so that nothing coming means something.
    const unguarded = await openWindow(assay, "unguarded");
    expect(await gather(unguarded, "window.RTCPeerConnection", server.port)).toBe(true);
    await expect.poll(() => server.reached.datagrams).toBeGreaterThan(0);
    await guarded.close();
    await unguarded.close();
  } finally {
    server.close();
  }
});
