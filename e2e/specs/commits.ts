import type { Page } from "@playwright/test";

/** What React has drawn: each commit that drew the comparison on screen, by its key. */
export interface Commits {
  all: number;
  /** Keys of the comparison, one a commit in which its pane was drawn. */
  panes: string[];
  mouse: number;
}

declare global {
  interface Window {
    assayCommits: Commits;
  }
}

/**
 * Counts from the next load of the page on. React calls the hook of its developer tools after every commit, in production too: counts, unlike times, are
 * the same on a busy machine. A pane was drawn where the element of its article got new props.
 */
export async function watchCommits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    interface Fiber {
      type: unknown;
      child: Fiber | null;
      sibling: Fiber | null;
      alternate: Fiber | null;
      memoizedProps: Record<string, unknown> | null;
    }
    const counted: Commits = { all: 0, panes: [], mouse: 0 };
    window.assayCommits = counted;
    const visit = (parent: Fiber) => {
      for (let fiber = parent.child; fiber !== null; fiber = fiber.sibling) {
        const { alternate, memoizedProps } = fiber;
        const key = fiber.type === "article" ? memoizedProps?.["data-comparison"] : undefined;
        if (typeof key === "string" && alternate?.memoizedProps !== memoizedProps) counted.panes.push(key);
        // Below a fiber that kept its children nothing was drawn.
        if (alternate === null || alternate.child !== fiber.child) visit(fiber);
      }
    };
    Object.assign(window, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        checkDCE: () => {},
        onCommitFiberUnmount: () => {},
        onPostCommitFiberRoot: () => {},
        onCommitFiberRoot: (_id: number, root: { current: Fiber }) => {
          counted.all++;
          visit(root.current);
        },
      },
    });
    for (const type of ["pointerdown", "pointermove", "mousedown", "mousemove", "wheel"])
      window.addEventListener(type, () => counted.mouse++, { capture: true, passive: true });
  });
}

/** Forgets what was counted. */
export const resetCommits = (page: Page) =>
  page.evaluate(() => {
    Object.assign(window.assayCommits, { all: 0, mouse: 0 });
    window.assayCommits.panes.length = 0;
  });

export const commitsOf = (page: Page): Promise<Commits> => page.evaluate(() => window.assayCommits);
