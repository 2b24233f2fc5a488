import { EventEmitter } from "node:events";
import type { CustomScheme, Session } from "electron";
import { mustBeBeforeReady, PreventableEvent } from "./app.ts";
import { note, strict } from "./strict.ts";

type Guards = Pick<
  Session,
  | "setPermissionCheckHandler"
  | "setPermissionRequestHandler"
  | "setDevicePermissionHandler"
  | "setDisplayMediaRequestHandler"
  | "setBluetoothPairingHandler"
  | "setUSBProtectedClassesHandler"
  | "setSpellCheckerEnabled"
  | "setSpellCheckerLanguages"
  | "setProxy"
>;
type Handler<K extends keyof Guards> = Parameters<Guards[K]>[0];

/** The guards that main put in place; a test asks them what Chromium would ask. */
export const guards: {
  check?: Handler<"setPermissionCheckHandler">;
  request?: Handler<"setPermissionRequestHandler">;
  device?: Handler<"setDevicePermissionHandler">;
  display?: Handler<"setDisplayMediaRequestHandler">;
  bluetooth?: Handler<"setBluetoothPairingHandler">;
  usb?: Handler<"setUSBProtectedClassesHandler">;
  beforeRequest?: (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;
} = {};

class SessionDouble extends EventEmitter implements Guards {
  readonly webRequest = strict("session.webRequest", {
    onBeforeRequest: (listener: NonNullable<typeof guards.beforeRequest>) => {
      note("session.webRequest.onBeforeRequest");
      guards.beforeRequest = listener;
    },
  });

  setPermissionCheckHandler(handler: Handler<"setPermissionCheckHandler">): void {
    note("session.setPermissionCheckHandler");
    guards.check = handler;
  }
  setPermissionRequestHandler(handler: Handler<"setPermissionRequestHandler">): void {
    note("session.setPermissionRequestHandler");
    guards.request = handler;
  }
  setDevicePermissionHandler(handler: Handler<"setDevicePermissionHandler">): void {
    note("session.setDevicePermissionHandler");
    guards.device = handler;
  }
  setDisplayMediaRequestHandler(handler: Handler<"setDisplayMediaRequestHandler">): void {
    note("session.setDisplayMediaRequestHandler");
    guards.display = handler;
  }
  setBluetoothPairingHandler(handler: Handler<"setBluetoothPairingHandler">): void {
    note("session.setBluetoothPairingHandler");
    guards.bluetooth = handler;
  }
  setUSBProtectedClassesHandler(handler: Handler<"setUSBProtectedClassesHandler">): void {
    note("session.setUSBProtectedClassesHandler");
    guards.usb = handler;
  }
  setSpellCheckerLanguages(languages: string[]): void {
    note("session.setSpellCheckerLanguages", languages);
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    note("session.setSpellCheckerEnabled", enabled);
  }
  async setProxy(config: Parameters<Session["setProxy"]>[0]): Promise<void> {
    note("session.setProxy", config);
  }
}

const sessionDouble = new SessionDouble();
export const session = strict("session", { defaultSession: strict("session.defaultSession", sessionDouble) });

/** A page saves a file. Answers whether main prevented it. */
export function download(): boolean {
  const event = new PreventableEvent();
  sessionDouble.emit("will-download", event, {});
  return event.defaultPrevented;
}

type SchemeHandler = (request: Request) => Response | Promise<Response>;
const schemes = new Map<string, SchemeHandler>();
const fetchable = new Set<string>();

/** Whether a page may fetch from a scheme, which it must be registered for; loading from it is another matter. */
export function isFetchable(url: string): boolean {
  return fetchable.has(new URL(url).protocol.slice(0, -1));
}

export const protocol = strict("protocol", {
  registerSchemesAsPrivileged(customSchemes: CustomScheme[]): void {
    mustBeBeforeReady("protocol.registerSchemesAsPrivileged()");
    for (const { scheme, privileges } of customSchemes) if (privileges?.supportFetchAPI) fetchable.add(scheme);
    note("protocol.registerSchemesAsPrivileged", customSchemes);
  },
  handle(scheme: string, handler: SchemeHandler): void {
    note("protocol.handle", scheme);
    schemes.set(scheme, handler);
  },
});

/** What main answers a request of a custom scheme. */
export async function answerScheme(request: Request): Promise<Response> {
  const handler = schemes.get(new URL(request.url).protocol.slice(0, -1));
  if (handler === undefined) throw new Error(`No handler for ${request.url}`);
  return handler(request);
}

export const nativeTheme = strict("nativeTheme", { shouldUseDarkColors: process.env.ASSAY_DOUBLE_DARK === "1" });
