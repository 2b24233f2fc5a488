import { copyFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "../../fixtures.ts";
import { mainProcess } from "./main.ts";

/** What one frame was told, of a window of another session whose preload speaks on any channel, in its frames too. */
interface Told {
  frame: string;
  call: unknown;
  grant: unknown;
}

test("only the top frame of a workspace's window is listened to: all other windows and frames are refused", async ({ assay }) => {
  const preload = join(assay.stateDir, "stranger.cjs");
  await copyFile(join(import.meta.dirname, "stranger.cjs"), preload);
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<iframe srcdoc='x'></iframe><iframe src='data:text/html,x'></iframe>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const told = await mainProcess(assay).evaluate(
      async ({ BrowserWindow, session }, place) => {
        const ask = async (window: Electron.BrowserWindow) => {
          const answers: Told[] = [];
          for (const frame of window.webContents.mainFrame.framesInSubtree) {
            const [call, grant] = (await frame.executeJavaScript(`Promise.all([
              speak.invoke("assay:call", "host.info", {}, 1), speak.invoke("assay:grant", "/etc/passwd")])
              .then((answers) => { speak.send("assay:visible", false); speak.send("assay:abort", 1); return answers; })`)) as unknown[];
            answers.push({ frame: `${frame.origin} ${frame.parent === null ? "top" : "inside"}`, call, grant });
          }
          return answers;
        };
        const make = (partition: string) =>
          new BrowserWindow({
            show: false,
            webPreferences: { preload: place.preload, partition, nodeIntegrationInSubFrames: true, sandbox: true },
          });

        const foreign = make("stranger");
        foreign.webContents.removeAllListeners("will-frame-navigate");
        await foreign.loadURL(place.url);

        // Our origin, served by the test: a page of it that holds a frame of it.
        const other = session.fromPartition("ours");
        other.protocol.handle("workbench", (request) => {
          const page = new URL(request.url).pathname === "/" ? "<iframe src='workbench://app/inside'></iframe>" : "x";
          return new Response(page, { headers: { "content-type": "text/html" } });
        });
        const own = make("ours");
        await own.loadURL("workbench://app/");
        const answers = [await ask(foreign), await ask(own)];
        foreign.destroy();
        own.destroy();
        return answers;
      },
      { url, preload },
    );
    const origin = url.slice(0, -1);
    const refused = { ok: false, error: { code: "refused", message: "This page may not call Assay." } };
    const [foreign, own] = told;
    expect(foreign?.map(({ frame }) => frame)).toEqual([`${origin} top`, `${origin} inside`, "null inside"]);
    for (const { frame, call, grant } of foreign ?? []) expect({ call, grant }, frame).toMatchObject({ call: refused, grant: refused });
    expect(own?.map(({ frame }) => frame)).toEqual(["workbench://app top", "workbench://app inside"]);
    // A page of our origin that is in no window of a workspace speaks for none.
    for (const { frame, call, grant } of own ?? []) expect({ call, grant }, frame).toMatchObject({ call: refused, grant: refused });
    // Four channels, three foreign frames and two of our origin.
    await expect.poll(() => assay.stderr().match(/sender_refused/g)?.length).toBe(20);
    const spoken = await assay.page.evaluate(() =>
      (window as unknown as { assay: { call(name: string, input: object, id: number): Promise<unknown> } }).assay.call("host.info", {}, 99),
    );
    expect(spoken, "the window's own page may").toMatchObject({ ok: true, value: { host: "desktop" } });
  } finally {
    server.close();
  }
});
