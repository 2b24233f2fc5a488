import { protocol } from "electron";
import { answerAsset } from "./asset.ts";
import { appScheme } from "./origin.ts";

/** Registers `workbench://` as a standard, secure scheme. Must run at top level of the entry, before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, codeCache: true } }]);
}

/** Serves the built screen from `root` as `workbench://app/…`. */
export function serveAppScheme(root: string): void {
  protocol.handle(appScheme, (request) => answerAsset(root, request));
}
