import { expect, test } from "../fixtures.ts";
import { countingServer, gather } from "./webrtc.ts";

/** Ways of a script in the page to a constructor of peer connections. */
const ways = {
  "by its name": "window.RTCPeerConnection",
  "by its old name": "window.webkitRTCPeerConnection",
  "from a frame": "document.body.appendChild(document.createElement('iframe')).contentWindow.RTCPeerConnection",
  "from a window": "window.open('about:blank', 'x').RTCPeerConnection",
};

test("no peer connection of the page reaches anybody", async ({ assay, host }) => {
  test.skip(host !== "web", "the desktop closes the network itself: window/webrtc.spec.ts");
  const server = await countingServer();
  try {
    for (const [name, way] of Object.entries(ways)) {
      await gather(assay.page, way, server.port);
      expect(server.reached, name).toEqual({ datagrams: 0, connections: 0 });
    }
    // The same on a page that is not Assay's, so that nothing coming means something.
    const other = await assay.page.context().browser()?.newPage();
    if (other === undefined) throw new Error("There is no browser.");
    expect(await gather(other, ways["by its name"], server.port)).toBe(true);
    await expect.poll(() => server.reached.datagrams).toBeGreaterThan(0);
    await other.close();
  } finally {
    server.close();
  }
});
