import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { importFile } from "./app.ts";
import { openComparisons } from "./review.ts";

/** Pairs of texts in one row whose boxes lie over each other. */
const overlaps = (row: Locator): Promise<string[]> =>
  row.evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const boxes: { text: string; rect: DOMRect }[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const rect = range.getBoundingClientRect();
      // What is cut with an ellipsis ends where its box does.
      const clip = node.parentElement?.getBoundingClientRect() ?? rect;
      const isClipped = node.parentElement !== null && getComputedStyle(node.parentElement).overflowX === "hidden";
      boxes.push({ text: node.nodeValue ?? "", rect: isClipped ? clip : rect });
    }
    return boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter(({ rect }) => {
          const width = Math.min(a.rect.right, rect.right) - Math.max(a.rect.left, rect.left);
          const height = Math.min(a.rect.bottom, rect.bottom) - Math.max(a.rect.top, rect.top);
          return width > 1 && height > 4;
        })
        .map((b) => `${a.text} / ${b.text}`),
    );
  });

test("what an agent decided and its name are both legible in a narrow trail", async ({ assay, workFile }) => {
  const engines = ["an-engine-with-a-long-name", "another-engine-with-a-long-name"];
  const comparisons = [0, 1, 2, 3].map((i) =>
    JSON.stringify({
      comparison_id: `c-${i}`,
      query: `question ${i}`,
      candidates: engines.map((engine_id) => ({ engine_id, output: "x" })),
    }),
  );
  await importFile(assay, await workFile("c.jsonl", `${comparisons.join("\n")}\n`));
  await assay.stop();
  const decisions = [
    { comparison_id: "c-0", candidate: 0, action: "promote", tier: "gold" },
    { comparison_id: "c-1", action: "tie" },
    { comparison_id: "c-2", candidate: 1, action: "winner" },
    { comparison_id: "c-3", action: "all_bad" },
  ];
  const input = decisions.map((decision) => `${JSON.stringify(decision)}\n`).join("");
  expect((await assay.runCli(["decide", "--actor", "nightly-judge-with-a-long-name"], input)).code).toBe(0);
  await assay.restart();
  const { page } = assay;
  await page.setViewportSize({ width: 1000, height: 700 });
  await openComparisons(page);
  const rows = page.getByRole("region", { name: "Last ten decisions" }).getByRole("button").filter({ hasText: "nightly-judge" });
  await expect(rows).toHaveCount(decisions.length);
  for (const row of await rows.all()) expect.soft(await overlaps(row)).toEqual([]);
});
