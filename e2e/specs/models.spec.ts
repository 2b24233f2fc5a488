import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { tinyLlama } from "../../src/main/engine/testing/tiny-models.ts";
import { tinyOnnx } from "../../src/main/engine/testing/tiny-onnx.ts";
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
  // The message leads to the field, ready to be typed over.
  await assay.page.getByTestId("model-job").getByRole("button", { name: "Change limit" }).click();
  const field = assay.page.getByRole("textbox", { name: "Max model size" });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("200 MB");
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

test("a model is tied to an engine by keyboard, and what cannot be loaded offers no Load", async ({ assay, workFile }) => {
  const { page } = assay;
  await goTo(page, "Models");
  await assay.dropFile([await workFile("tiny.onnx", tinyOnnx([1, 3]))]);
  const row = page.getByRole("row").filter({ hasText: "tiny.onnx" });
  await expect(row.getByRole("button", { name: "Verify tiny.onnx" })).toBeVisible();
  await expect(row.getByRole("button", { name: "Load tiny.onnx" })).toHaveCount(0);
  await expect(page.getByText("ONNX files can be loaded")).toContainText("Settings, This machine");
  await row.getByRole("button", { name: "Engine of tiny.onnx" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Engine" })).toBeFocused();
  await page.keyboard.type("gpt-x");
  await page.keyboard.press("Enter");
  await expect(row).toContainText("engine gpt-x");
  await row.getByRole("button", { name: "Engine of tiny.onnx" }).click();
  await page.getByRole("button", { name: "Untie" }).click();
  await expect(row).not.toContainText("engine gpt-x");
});

test.describe("without a cap from outside", () => {
  test.use({ hostEnv: {} });
  test("the limit is typed with its unit", async ({ assay }) => {
    const { page } = assay;
    await goTo(page, "Models");
    await page.getByRole("button", { name: "Change limit" }).click();
    await expect(page.getByRole("textbox", { name: "Max model size" })).toBeFocused();
    await page.keyboard.type("two");
    await expect(page.getByText("“two” is not a size.")).toBeVisible();
    await page.getByRole("textbox", { name: "Max model size" }).fill("1.5 GB");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Settings saved.")).toBeVisible();
    await goTo(page, "Models");
    await expect(page.getByText("Max file size:")).toContainText("1.50 GB");
    const config = JSON.parse(await readFile(join(assay.workspaceDir, "assay.config.json"), "utf8")) as unknown;
    expect(config).toMatchObject({ models: { max_bytes: 1_500_000_000 } });
  });
});
