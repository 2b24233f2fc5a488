/**
 * What Electron 25 (Node 18.15, Chromium 114) lacks of what Assay calls. Bundled in front of main, the import worker and the preload by
 * scripts/build-electron25.mjs, for the tests alone: nothing of this is in `out/` or in a package.
 */
declare const require: (name: string) => Record<string, unknown>;

/** Sets what is missing and leaves the rest alone. */
function fill(target: object, parts: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(parts)) {
    if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
  }
}

fill(Promise, {
  withResolvers: () => {
    let settle = {};
    const promise = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    return { promise, ...settle };
  },
});

fill(Map, {
  groupBy: <Item, Key>(items: Iterable<Item>, keyOf: (item: Item, index: number) => Key): Map<Key, Item[]> => {
    const groups = new Map<Key, Item[]>();
    let index = 0;
    for (const item of items) {
      const key = keyOf(item, index++);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
    return groups;
  },
});

fill(Object, {
  groupBy: <Item>(items: Iterable<Item>, keyOf: (item: Item, index: number) => string) =>
    Object.assign(Object.create(null), Object.fromEntries(Map.groupBy(items, keyOf))),
});

fill(URL, {
  canParse: (address: string, base?: string) => {
    try {
      return new URL(address, base) instanceof URL;
    } catch {
      return false;
    }
  },
});

fill(AbortSignal, {
  any: (signals: AbortSignal[]) => {
    const controller = new AbortController();
    for (const signal of signals) {
      const abort = () => controller.abort(signal.reason);
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
    }
    return controller.signal;
  },
});

if (Reflect.get(process, "type") === "renderer") {
  // The sandboxed preload: `webUtils` came with 29, and `file.path` went with 32.
  fill(require("electron"), { webUtils: { getPathForFile: (file: File & { path: string }) => file.path } });
} else {
  const crypto = require("node:crypto") as unknown as typeof import("node:crypto");
  fill(crypto, {
    hash: (algorithm: string, data: string | Uint8Array, encoding: import("node:crypto").BinaryToTextEncoding = "hex") =>
      crypto.createHash(algorithm).update(data).digest(encoding),
  });
}
