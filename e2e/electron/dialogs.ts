import type { ElectronApplication } from "@playwright/test";

/** What each of the system's dialogs answers, by the name of Electron's call. */
export interface DialogAnswers {
  showOpenDialog?: { canceled: boolean; filePaths: string[] };
  showSaveDialog?: { canceled: boolean; filePath: string };
  showMessageBox?: { response: number };
  showErrorBox?: null;
}

type Asking = typeof globalThis & { asked?: unknown[][] };

/**
 * The one place where specs stand between a running Assay and the system's dialogs; journal.ts does it for those of a start.
 * @returns the arguments of the dialogs that were shown.
 */
export async function answerDialogs(main: ElectronApplication, answers: DialogAnswers): Promise<() => Promise<unknown[][]>> {
  await main.evaluate(({ dialog }, prepared) => {
    const asked: unknown[][] = [];
    (globalThis as Asking).asked = asked;
    for (const [name, answer] of Object.entries(prepared)) {
      Reflect.set(dialog, name, (...args: unknown[]) => {
        // A window cannot travel to the test.
        asked.push(args.filter((argument) => typeof argument === "string" || Object.getPrototypeOf(argument) === Object.prototype));
        return name === "showErrorBox" ? undefined : Promise.resolve(answer);
      });
    }
  }, answers);
  return () => main.evaluate(() => (globalThis as Asking).asked ?? []);
}
