import { expect, type Locator, type Page } from "@playwright/test";
import { goTo } from "./app.ts";

/** Goes to Comparisons and waits until one is open, its first candidate in focus. */
export async function openComparisons(page: Page): Promise<void> {
  await goTo(page, "Comparisons");
  await expect(candidate(page, 1)).toHaveAttribute("aria-current", "true");
}

/** The letter of the candidate of that number; 1 is A. */
export const letter = (number: number): string => String.fromCharCode(64 + number);

export function candidate(page: Page, number: number): Locator {
  return page.getByRole("region", { name: new RegExp(`^Candidate ${letter(number)} of`) });
}

/** Waits until the screen says that every decision is durable. */
export async function allOnDisk(page: Page): Promise<void> {
  await expect(page.getByText("All decisions saved")).toBeVisible();
}
