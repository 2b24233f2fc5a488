declare global {
  var __webpack_nonce__: string | undefined;
}

/** The nonce the host filled into the page; every <style> element that a library writes must carry it. */
export function cspNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return nonce === "__CSP_NONCE__" ? "" : nonce;
}

/** Scroll locking (react-remove-scroll, under Mantine's dialogs) looks for the nonce under this name. */
export function publishNonce(): void {
  globalThis.__webpack_nonce__ = cspNonce();
}
