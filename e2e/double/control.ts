import type { WebContents } from "electron";
import { app, runningStandIn } from "./app.ts";
import { ask as prevented } from "./contents.ts";
import { chooseInMenu, chooseInTray, clickNotification, prepareDialogs } from "./desktop-parts.ts";
import { type IpcEvent, invoke, send } from "./ipc-main.ts";
import type { Ask, FromDouble, SpeakingFrame, ToDouble } from "./protocol.ts";
import { answerScheme, download, guards } from "./session.ts";
import { journal } from "./strict.ts";
import { onlyWindow } from "./window.ts";

/** Lets the test that started this process ask what happened and do what a person or a bad page would do. */
export function startControl(): void {
  if (process.send === undefined) return;
  app.once("ready", () => {
    const { endpoint, pid } = runningStandIn();
    tell({ ready: true, endpoint, chromiumPid: pid });
  });
  process.on("message", (message: ToDouble) => {
    answer(message).then(
      (value) => tell({ reply: message.id, value }),
      (thrown: unknown) => tell({ reply: message.id, failure: String(thrown) }),
    );
  });
  // The test's channel must not keep a program alive that is done.
  process.channel?.unref();
}

function tell(message: FromDouble): void {
  if (process.connected) process.send?.(message);
}

async function answer(asked: Ask): Promise<unknown> {
  switch (asked.ask) {
    case "journal":
      return journal;
    case "close-window":
      return onlyWindow().closeByPerson();
    case "quit":
      return app.quit();
    case "second-instance":
      return app.emit("second-instance", {}, asked.argv ?? [], asked.cwd ?? process.cwd(), asked.sent);
    case "open-file":
      return prevented(app, "open-file", {}, asked.path);
    case "focus":
      return onlyWindow().takeFocus(asked.focused);
    case "click-notification":
      return clickNotification();
    case "tray":
      return chooseInTray(asked.item);
    case "put-clock-forward":
      return putClockForward(asked.ms);
    case "prepare-dialogs":
      return prepareDialogs(asked.answers);
    case "permission":
      return permission(asked);
    case "menu":
      return chooseInMenu(asked.command);
    case "devices":
      return devices();
    case "contents-event":
      return prevented(onlyWindow().contents, asked.event, {
        url: asked.url,
        isMainFrame: asked.isMainFrame ?? true,
        isSameDocument: false,
        frame: null,
      });
    case "download":
      return download();
    case "window-open":
      return onlyWindow().contents.openHandler?.({ url: asked.url }) ?? null;
    case "speak": {
      const event = { sender: onlyWindow().webContents, senderFrame: senderFrame(asked.frame), frameId: 2, processId: 2 };
      if (/:(abort|visible|run|menu)$/.test(asked.channel)) return send(event, asked.channel, asked.args);
      return invoke(event, asked.channel, asked.args);
    }
    case "fetch": {
      const response = await answerScheme(new Request(asked.url, { method: asked.method }));
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    }
    case "reject-unhandled":
      void Promise.reject(new Error("a bug that a test made"));
      return;
  }
}

/** Time passes for main at once, as on a machine that was asleep. */
function putClockForward(ms: number): void {
  const now = performance.now.bind(performance);
  performance.now = () => now() + ms;
}

function senderFrame(speaking: SpeakingFrame | null): IpcEvent["senderFrame"] {
  if (speaking === null) return null;
  const { origin, parent, detached = false, disposed = false } = speaking;
  const frame = { origin, parent: parent ? {} : null, url: origin, detached };
  if (!disposed) return frame;
  return new Proxy(frame, {
    get: () => {
      throw new Error("Render frame was disposed before WebFrameMain could be accessed");
    },
  });
}

/** Asks both permission handlers as Chromium would; null where main put none. */
async function permission(asked: Extract<Ask, { ask: "permission" }>): Promise<{ check: boolean | null; request: boolean | null }> {
  const contents = onlyWindow().webContents as unknown as WebContents;
  const name = asked.permission as "media";
  const details = { isMainFrame: asked.isMainFrame, requestingUrl: `${asked.origin}/` };
  const check = guards.check?.(contents, name, asked.origin, details) ?? null;
  const request = await new Promise<boolean | null>((resolve) => {
    if (guards.request) guards.request(contents, name, resolve, details);
    else resolve(null);
  });
  return { check, request };
}

function devices(): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  const unasked = {} as never;
  answers.device = guards.device?.(unasked);
  guards.display?.(unasked, (streams) => {
    answers.display = streams;
  });
  guards.bluetooth?.(unasked, (response) => {
    answers.bluetooth = response;
  });
  answers.usb = guards.usb?.({ protectedClasses: ["audio", "hid"] });
  // Nothing is chosen unless main prevents the choice of the first one and answers an empty name.
  const isPrevented = prevented(
    onlyWindow().contents,
    "select-bluetooth-device",
    {},
    [{ deviceName: "x", deviceId: "1" }],
    (id: string) => {
      answers.bluetoothDevice = id;
    },
  );
  if (!isPrevented) answers.bluetoothDevice = "1";
  return answers;
}
