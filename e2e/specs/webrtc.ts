import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { Page } from "@playwright/test";

/** A TURN server's address on loopback that counts what reaches it: datagrams and connections. */
export async function countingServer() {
  const reached = { datagrams: 0, connections: 0 };
  const udp = createSocket("udp4", () => {
    reached.datagrams += 1;
  });
  await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
  const { port } = udp.address();
  const tcp = createServer((socket) => {
    reached.connections += 1;
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => tcp.listen(port, "127.0.0.1", resolve));
  return {
    port,
    reached,
    close: () => {
      udp.close();
      tcp.close();
    },
  };
}

/** Begins to gather candidates from the server, which Chromium does at once; answers whether there was a connection to begin with. */
export function gather(page: Page, way: string, port: number): Promise<boolean> {
  return page.evaluate(`(async () => {
    const aSecond = () => new Promise((done) => setTimeout(done, 1000));
    try {
      const urls = ["turn:127.0.0.1:${port}", "turn:127.0.0.1:${port}?transport=tcp"];
      const peer = new (${way})({ iceServers: [{ urls, username: "u", credential: "c" }] });
      peer.createDataChannel("x");
      const gathered = new Promise((done) => {
        peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && done();
      });
      // In a frame that was taken away neither ever comes.
      await Promise.race([peer.createOffer().then((offer) => peer.setLocalDescription(offer)), aSecond()]);
      await Promise.race([gathered, aSecond()]);
      return true;
    } catch {
      return false;
    }
  })()`);
}
