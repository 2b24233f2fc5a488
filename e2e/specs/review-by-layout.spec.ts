import { expect, test } from "../fixtures.ts";
import { Keyboard, type LayoutKey, layouts } from "../keyboard.ts";
import { readRecords } from "./app.ts";
import { allOnDisk, openComparisons } from "./review.ts";

/** Reviewed on each keyboard layout. */
const reviewed = Number(process.env.ASSAY_REVIEWED ?? 12);

interface Step {
  type: string;
  description: string;
  changes: unknown[];
}

test.use({ onSample: true });

for (const [name, layout] of Object.entries(layouts)) {
  test(`${reviewed} comparisons reviewed on a ${name} keyboard are decided as they were pressed`, async ({ assay }) => {
    test.setTimeout(30_000 + reviewed * 4000);
    const { page } = assay;
    await openComparisons(page);
    const keyboard = await Keyboard.of(page);
    const press = (key: string, held = {}) => keyboard.press(layout[key] as LayoutKey, held);
    const article = page.getByRole("article");
    const before = (await readRecords(assay, "curation.jsonl")).length;
    const pressed: string[] = [];
    for (let i = 0; i < reviewed; i++) {
      const shown = await article.getAttribute("data-comparison");
      const id = (await article.getAttribute("aria-label"))?.replace("Comparison ", "");
      switch (i % 6) {
        case 0:
          await press("1");
          pressed.push(`promoted candidate A of ${id} to gold`);
          break;
        case 1:
          await press("b", { shift: true });
          await press("2");
          pressed.push(`promoted candidate B of ${id} to silver`);
          break;
        case 2:
          await press("x");
          await press("z", { ctrl: true });
          await press("3");
          pressed.push(`rejected candidate A of ${id}`, "undo", `promoted candidate A of ${id} to bronze`);
          break;
        case 3:
          await press("t");
          pressed.push(`marked ${id} as a tie`);
          break;
        case 4:
          await press("n");
          await expect(page.getByRole("textbox", { name: "Note" })).toBeFocused();
          await press("j");
          await press("1");
          await keyboard.press({ key: "Enter", code: "Enter" }, { ctrl: true });
          await expect(page.getByRole("textbox", { name: "Note" })).toBeHidden();
          pressed.push(`wrote a note on ${id}: ${layout.j?.key}${layout["1"]?.key}`);
          break;
        default:
          await press("l");
          await press("w");
          pressed.push(`set candidate B of ${id} as the winner`);
      }
      await press("j");
      await expect(article).not.toHaveAttribute("data-comparison", shown ?? "");
    }
    await allOnDisk(page);
    const steps = ((await readRecords(assay, "curation.jsonl")) as Step[]).slice(before).filter(({ type }) => type !== "place");
    const words = steps.map(({ type, description, changes }) => {
      if (type !== "decide") return type;
      const note = /"after":\{[^{}]*"note":"([^"]*)"/.exec(JSON.stringify(changes))?.[1];
      return description.replace(/(candidate [A-Z]+) \(.*?\) of/, "$1 of") + (description.startsWith("wrote a note") ? `: ${note}` : "");
    });
    expect(words).toEqual(pressed);
  });
}
