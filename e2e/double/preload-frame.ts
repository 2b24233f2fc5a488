/**
 * The frame the built preload runs in, as text for Chromium: a `require` that offers what a sandboxed
 * preload gets of `electron` and nothing else, and a context bridge that copies values, wraps functions
 * and strips errors as Electron's does.
 */
export function preloadScript(preload: string): string {
  return `(${installPreload.toString()})((require, module, exports) => {${preload}\n});`;
}

/** Names under which the double's bindings are put on the page's global. */
interface PageGlobal {
  __assayInvoke: (channel: string, args: unknown[]) => Promise<{ value?: unknown; failure?: string }>;
  __assaySend: (channel: string, args: unknown[]) => Promise<void>;
  __assayReceive?: (channel: string, args: unknown[]) => void;
  /** Paths of the files a test is about to hand over, in their order. */
  __assayHandOver?: string[];
}

type AnyFunction = (...args: unknown[]) => unknown;

/** Runs in the page and may use nothing from outside itself. */
function installPreload(run: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void): void {
  // A preload runs in the top frame only, unless nodeIntegrationInSubFrames is on.
  if (window !== window.top || location.origin !== "https://app.workbench.invalid") return;
  const page = globalThis as unknown as PageGlobal;

  /** Files that came from the disk by a drop or a picker, with their paths: what Chromium knows in Electron. */
  const paths = new WeakMap<File, string>();
  const remember = (files: FileList | null | undefined) => {
    const handed = page.__assayHandOver ?? [];
    for (const [index, file] of [...(files ?? [])].entries()) {
      const path = handed[index];
      if (path?.endsWith(file.name)) paths.set(file, path);
    }
  };
  const rememberItems = (items: DataTransferItemList) => {
    const handed = page.__assayHandOver ?? [];
    const original = DataTransferItem.prototype.getAsFile;
    const order = [...items].filter((item) => item.kind === "file");
    DataTransferItem.prototype.getAsFile = function getAsFile() {
      const file = original.call(this);
      const path = handed[order.indexOf(this)];
      if (file !== null && path?.endsWith(file.name)) paths.set(file, path);
      return file;
    };
  };
  window.addEventListener(
    "drop",
    (event) => {
      remember(event.dataTransfer?.files);
      if (event.dataTransfer !== null) rememberItems(event.dataTransfer.items);
    },
    true,
  );
  window.addEventListener("change", (event) => remember(event.target instanceof HTMLInputElement ? event.target.files : null), true);

  const listeners = new Map<string, Set<AnyFunction>>();
  page.__assayReceive = (channel, args) => {
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: "electron's own event object" }, ...args);
  };

  const electron = {
    ipcRenderer: {
      invoke: async (channel: string, ...args: unknown[]) => {
        const answer = await page.__assayInvoke(channel, structuredClone(args));
        if (answer.failure !== undefined) throw new Error(`Error invoking remote method '${channel}': ${answer.failure}`);
        return answer.value;
      },
      send: (channel: string, ...args: unknown[]) => void page.__assaySend(channel, structuredClone(args)),
      on: (channel: string, listener: AnyFunction) => {
        const known = listeners.get(channel) ?? new Set();
        listeners.set(channel, known.add(listener));
      },
      removeListener: (channel: string, listener: AnyFunction) => void listeners.get(channel)?.delete(listener),
    },
    webUtils: {
      getPathForFile: (file: unknown) => {
        if (!(file instanceof File)) throw new TypeError("getPathForFile: not a File");
        return paths.get(file) ?? "";
      },
    },
    contextBridge: {
      exposeInMainWorld: (name: string, api: unknown) => {
        Object.defineProperty(globalThis, name, { value: cross(api), enumerable: true, writable: false, configurable: false });
      },
    },
  };

  function cross(value: unknown): unknown {
    if (typeof value === "function") return wrap(value as AnyFunction);
    if (value instanceof Promise) return value.then(cross, (error: unknown) => Promise.reject(strip(error)));
    if (value === null || typeof value !== "object" || value instanceof File) return value;
    if (Array.isArray(value)) return Object.freeze(value.map(cross));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return structuredClone(value);
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cross(part)])));
  }
  function wrap(original: AnyFunction): AnyFunction {
    return (...args) => {
      try {
        return cross(original(...args.map(cross)));
      } catch (error) {
        throw strip(error);
      }
    };
  }
  function strip(error: unknown): Error {
    return new Error(error instanceof Error ? error.message : String(error));
  }

  const module = { exports: {} };
  run(
    (name) => {
      if (name === "electron") return electron;
      throw new Error(`module not found: ${name}. A sandboxed preload has electron, events, timers and url only.`);
    },
    module,
    module.exports,
  );
}
