import type { ElectronApplication } from "@playwright/test";
import type { Assay } from "../../fixtures.ts";
import { type Electron, electronHere } from "../../hosts/electron.ts";

/** Electron's main process; these specs run on that host only. */
export function mainProcess(assay: Assay): ElectronApplication {
  if (assay.electron === undefined) throw new Error("Specs in this folder run in Electron.");
  return assay.electron;
}

/** The Electron that these specs run on. */
export function electron(): Electron {
  const here = electronHere();
  if (typeof here === "string") throw new Error(here);
  return here;
}

/** One event of Electron's, as it was once Assay's own listeners had run. */
export interface Seen {
  event: string;
  url: string;
  prevented: boolean;
}

type Watching = typeof globalThis & { seen?: Seen[] };

/** Listens behind Assay's guards: what they leave unprevented is what happens. */
export async function watchGuards(assay: Assay): Promise<() => Promise<Seen[]>> {
  const main = mainProcess(assay);
  await main.evaluate(({ app, BrowserWindow, session }) => {
    const seen: Seen[] = [];
    (globalThis as Watching).seen = seen;
    const [window] = BrowserWindow.getAllWindows();
    const note = (event: string) => (details: { url: string; defaultPrevented: boolean }) =>
      seen.push({ event, url: details.url, prevented: details.defaultPrevented });
    window?.webContents.on("will-navigate", note("will-navigate"));
    window?.webContents.on("will-frame-navigate", note("will-frame-navigate"));
    session.defaultSession.on("will-download", (event, item) =>
      seen.push({ event: "will-download", url: item.getURL(), prevented: event.defaultPrevented }),
    );
    app.on("web-contents-created", () => seen.push({ event: "web-contents-created", url: "", prevented: false }));
  });
  return () => main.evaluate(() => (globalThis as Watching).seen ?? []);
}
