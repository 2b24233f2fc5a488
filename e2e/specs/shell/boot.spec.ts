import { expect, test } from "../../fixtures.ts";
import { detail, expectBootOrder, position } from "../boot-order.ts";
import { shell } from "./shell.ts";

test("the desktop program boots in order, with its guards before its window", async ({ assay }) => {
  await expect.poll(async () => position(await shell(assay).journal(), "window.show"), "shown when painted").toBeGreaterThan(0);
  const journal = await shell(assay).journal();
  expectBootOrder(journal);

  await test.step("the window is sandboxed and isolated, and remembers its place", () => {
    expect(detail(journal, "new BrowserWindow")).toMatchObject({
      name: expect.stringMatching(/^assay-[0-9a-f]{16}$/),
      windowStatePersistence: true,
      minWidth: 1000,
      minHeight: 700,
      show: false,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        webSecurity: true,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
  });

  await test.step("it is shown once it has painted, and not before", async () => {
    const steps = async () =>
      (await shell(assay).journal()).map(({ what }) => what).filter((what) => what === "window.show" || what === "window ready-to-show");
    await expect.poll(steps).toEqual(["window ready-to-show", "window.show"]);
  });

  await test.step("a second start brings the window to the front", async () => {
    await shell(assay).ask({ ask: "second-instance" });
    await expect.poll(async () => position(await shell(assay).journal(), "window.focus")).toBeGreaterThan(0);
  });
});

test("the window is painted in the chosen theme from its first frame", async ({ assay }) => {
  expect(detail(await shell(assay).journal(), "new BrowserWindow")).toMatchObject({ backgroundColor: "#ffffff" });
  await assay.page.evaluate(() => {
    const { assay: bridge } = window as unknown as { assay: { call: (name: string, input: object, id: number) => Promise<unknown> } };
    return bridge.call("viewState.set", { json: '{"app.theme":"dark"}' }, 1);
  });
  await assay.restart();
  expect(detail(await shell(assay).journal(), "new BrowserWindow")).toMatchObject({ backgroundColor: "#131417" });
});
