import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { packAsar } from "../../electron/asar.ts";
import { copyProgram } from "../../electron/program.ts";
import { expect, test } from "../../fixtures.ts";
import { electronHere, giveTo, launchElectron } from "../../hosts/electron.ts";
import { exitOf } from "../../hosts/exit.ts";
import { counter, goTo, heading, numberIn } from "../app.ts";

test("the first start of a packed program, with nothing there, opens the sample workspace, and answers SQL", async ({ assay }) => {
  const here = electronHere();
  if (typeof here === "string") throw new Error(here);
  test.skip(here.folder === undefined, "an Electron that is not packed has no archive");
  const root = join(dirname(assay.workspaceDir), "packed");
  const program = join(root, "program");
  await mkdir(join(root, "state"), { recursive: true });
  copyProgram(here.folder ?? "", program);
  const resources = join(program, "resources");
  await packAsar(join(resources, "app"), join(resources, "app.asar"));
  await rm(join(resources, "app"), { recursive: true });
  giveTo(here.runAs, join(root, "state"));

  const place = { workspaceDir: join(root, "unused"), stateDir: join(root, "state"), env: {} };
  const app = await launchElectron({ ...here, program: join(program, "assay") }, place, []);
  const page = await app.firstWindow();
  await expect(heading(page)).toHaveText("Overview");
  expect(await app.evaluate(({ app }) => app.getAppPath())).toBe(join(resources, "app.asar"));
  await goTo(page, "Live");
  await expect.poll(() => numberIn(counter(page, "events", "In file"))).toBeGreaterThan(0);
  // SQL asks in a utility process, whose entry lies in the archive.
  await goTo(page, "SQL");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const status = page.getByRole("main").getByRole("status");
  await expect(status).toHaveText(/^\d+ rows in /);
  await page.getByRole("textbox", { name: "SQL" }).fill("SELECT count(*) FROM range(100000000) a, range(100000000) b");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const asking = () => app.evaluate(({ app }) => app.getAppMetrics().filter(({ name }) => name === "Assay SQL").length);
  await expect.poll(asking).toBe(1);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText(/stopped/);
  await expect.poll(asking).toBe(0);
  const ended = exitOf(app.process());
  await page.close();
  expect(await ended).toBe(0);
});
