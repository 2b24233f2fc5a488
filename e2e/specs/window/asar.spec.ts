import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { packAsar } from "../../electron/asar.ts";
import { copyProgram } from "../../electron/program.ts";
import { expect, test } from "../../fixtures.ts";
import { electronHere, giveTo, launchElectron } from "../../hosts/electron.ts";
import { exitOf } from "../../hosts/exit.ts";
import { counter, goTo, heading, numberIn } from "../app.ts";

test("the first start of a packed program, with nothing there, opens the sample workspace", async ({ assay }) => {
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
  const ended = exitOf(app.process());
  await page.close();
  expect(await ended).toBe(0);
});
