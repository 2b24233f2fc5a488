import type { CDPSession, Page } from "@playwright/test";

/** One key as a layout has it: what Chromium reports as `key` and `code`. */
export interface LayoutKey {
  key: string;
  code: string;
}

export interface Held {
  ctrl?: boolean;
  shift?: boolean;
}

/** Presses keys as a keyboard of any layout does: real key events with their own `key` and `code`, sent by the DevTools protocol. */
export class Keyboard {
  readonly #client: CDPSession;

  private constructor(client: CDPSession) {
    this.#client = client;
  }

  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(await page.context().newCDPSession(page));
  }

  /** Presses and releases one key; a key that writes also types its text where the focus is. */
  async press({ key, code }: LayoutKey, held: Held = {}): Promise<void> {
    const modifiers = (held.ctrl ? 2 : 0) + (held.shift ? 8 : 0);
    const event = { key, code, modifiers, windowsVirtualKeyCode: virtualKey(key, code) };
    const text = [...key].length === 1 && !held.ctrl ? { text: key } : {};
    await this.#client.send("Input.dispatchKeyEvent", { type: "keyDown", ...event, ...text });
    await this.#client.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** Begins a composition of an input method, or changes the one there is. */
  async compose(text: string): Promise<void> {
    await this.#client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }

  /** Ends the composition with that text. */
  async commit(text: string): Promise<void> {
    await this.#client.send("Input.insertText", { text });
  }
}

const namedKeys: Record<string, number> = { Enter: 13, Escape: 27, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 };

function virtualKey(key: string, code: string): number {
  const place = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  return namedKeys[key] ?? (/^[a-z0-9]$/i.test(key) ? key.toUpperCase() : (place ?? " ")).charCodeAt(0);
}

const keys = (printed: string, meant: string, prefix: "Key" | "Digit"): Record<string, LayoutKey> =>
  Object.fromEntries([...meant].map((name, i) => [name, { key: [...printed][i] ?? name, code: prefix + name.toUpperCase() }]));

/** The keys of a layout by the shortcut they are meant as. */
export const layouts: Readonly<Record<"russian" | "azerty", Readonly<Record<string, LayoutKey>>>> = {
  russian: {
    ...keys("фисвуапршолдьтщзйкыегмцчня", "abcdefghijklmnopqrstuvwxyz", "Key"),
    ...keys("0123456789", "0123456789", "Digit"),
    "/": { key: "/", code: "Backslash" },
  },
  azerty: {
    ...keys("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz", "Key"),
    a: { key: "a", code: "KeyQ" },
    q: { key: "q", code: "KeyA" },
    z: { key: "z", code: "KeyW" },
    w: { key: "w", code: "KeyZ" },
    m: { key: "m", code: "Semicolon" },
    ...keys("à&é\"'(-è_ç", "0123456789", "Digit"),
    "/": { key: "/", code: "Period" },
  },
};
