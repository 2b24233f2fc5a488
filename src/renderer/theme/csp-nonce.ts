/** The nonce the host filled into the page; every <style> element that a library writes must carry it. */
export function cspNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return nonce === "__CSP_NONCE__" ? "" : nonce;
}
