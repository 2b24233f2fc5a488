import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { tinyLlama } from "../../src/main/engine/testing/tiny-models.ts";
import { expect, test } from "../fixtures.ts";
import { goTo } from "./app.ts";

const capBytes = 1000;
test.use({ hostEnv: { JSON_ENGINE_MAX_MODEL_BYTES: String(capBytes) } });

const modelFiles = async (workspaceDir: string): Promise<string[]> => (await readdir(join(workspaceDir, "models")).catch(() => [])).sort();

test("a model one byte over the cap is refused with what to do, and nothing is left behind", async ({ assay, workFile }) => {
  const file = await workFile("big.gguf", Buffer.alloc(capBytes + 1, "GGUF"));
  const before = await modelFiles(assay.workspaceDir);
  await goTo(assay.page, "Models");
  await assay.dropFile([file]);
  const alert = assay.page
    .getByRole("alert")
    .filter({ hasText: /JSON_ENGINE_MAX_MODEL_BYTES|models\.max_bytes/ })
    .first();
  await expect(alert).toBeVisible();
  await expect(alert).toContainText(/1[^\d]?001/);
  await expect(alert).toContainText(/1[^\d]?000/);
  expect(await modelFiles(assay.workspaceDir)).toEqual(before);
  await assay.stop();
  expect(await modelFiles(assay.workspaceDir)).toEqual(before);
});

test("a model of exactly the cap is kept, measured, and verifies", async ({ assay, workFile }) => {
  const bytes = Buffer.alloc(capBytes, 7);
  bytes.write("GGUF");
  const file = await workFile("fits.gguf", bytes);
  await goTo(assay.page, "Models");
  await assay.dropFile([file]);
  const row = assay.page.getByRole("row").filter({ hasText: "fits" });
  await expect(row).toContainText("gguf");
  await row.getByRole("button", { name: /^Verify/ }).click();
  await expect(row.getByRole("status")).toContainText("Verified");
  // Green: no warning is left beside it.
  await expect(row.getByRole("status")).toHaveAttribute("data-ok", "true");
  await expect(row.getByRole("status")).not.toHaveAttribute("data-warning");
  const kept = JSON.parse(await readFile(join(assay.workspaceDir, "models/models.json"), "utf8")) as unknown;
  expect(JSON.stringify(kept)).toContain(createHash("sha256").update(bytes).digest("hex"));
});

test("several warnings about one file are whole sentences, one after the other", async ({ assay, workFile }) => {
  await assay.dropFile([await workFile("fake.safetensors", "GGUF")]);
  await expect(assay.page.getByTestId("model-job")).toContainText(
    "imported, 4 B. The name ends in .safetensors, but the content is GGUF. Check that it is the file you meant. The file is cut short:",
  );
});

test("a file that is not what its name says is kept with a warning, and with no green tick", async ({ assay, workFile }) => {
  const { page } = assay;
  await assay.dropFile([await workFile("fake.gguf", "just text\n")]);
  const row = page.getByRole("row").filter({ hasText: "fake.gguf" });
  await expect(row).toContainText("The name ends in .gguf, but the content is plain text.");
  await expect(page.getByTestId("model-job")).toContainText("imported, 10 B. The name ends in .gguf");
  await row.getByRole("button", { name: "Verify fake.gguf" }).click();
  await expect(row.getByRole("status")).toHaveAttribute("data-ok", "false");
});

test("what a model's header says is shown beside it", async ({ assay, workFile }) => {
  await goTo(assay.page, "Models");
  await assay.dropFile([await workFile("tiny.gguf", tinyLlama())]);
  const row = assay.page.getByRole("row").filter({ hasText: "tiny.gguf" });
  await expect(row.getByTestId("model-details")).toHaveText(
    /Tiny Llama.*llama.*96 parameters.*Q4_K_M.*context 8,192.*2 tensors.*licence apache-2\.0/,
  );
});
