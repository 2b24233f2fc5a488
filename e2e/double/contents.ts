import { EventEmitter } from "node:events";
import type { Page } from "@playwright/test";
import type { HandlerDetails, WindowOpenHandlerResponse } from "electron";
import { PreventableEvent } from "./app.ts";
import { note } from "./strict.ts";

let nextId = 1;

export class ContentsDouble extends EventEmitter {
  readonly id = nextId++;
  page: Page | undefined;
  openHandler: ((details: Pick<HandlerDetails, "url">) => WindowOpenHandlerResponse) | undefined;

  /** What travels to a page is copied, as by the real channel. A page that is gone gets nothing. */
  send(channel: string, ...args: unknown[]): void {
    const receive = ([name, values]: [string, unknown[]]) => {
      (globalThis as { __assayReceive?: (name: string, values: unknown[]) => void }).__assayReceive?.(name, values);
    };
    this.page?.evaluate(receive, [channel, structuredClone(args)] as [string, unknown[]]).catch(() => {});
  }

  setWindowOpenHandler(handler: NonNullable<typeof this.openHandler>): void {
    note("webContents.setWindowOpenHandler");
    this.openHandler = handler;
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    note("webContents.setWebRTCIPHandlingPolicy", policy);
  }

  reload(): void {
    void this.page?.reload();
  }
}

/** Emits a preventable event of Electron's shape; answers whether main prevented it. */
export function ask(contents: EventEmitter, name: string, fields: object, ...rest: unknown[]): boolean {
  const event = Object.assign(new PreventableEvent(), fields);
  contents.emit(name, event, ...rest);
  return event.defaultPrevented;
}
