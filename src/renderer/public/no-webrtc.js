// The content security policy has no word for WebRTC that Chromium obeys: a peer connection sends to any address. Assay has none, so
// its page has no way to make one. This runs before every other script; what it takes away cannot be put back. In the desktop window
// the network itself is closed (offline.ts); in a browser tab this is all that a page can do, see docs/decisions/0024.
(() => {
  const remove = (name, value) => Object.defineProperty(window, name, { value, writable: false, configurable: false });
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection"]) {
    if (name in window) remove(name, undefined);
  }
  if (window.assay !== undefined) return;

  // A frame or window of its own would bring a fresh set of everything. Assay has no frames, and opens only another tab of itself.
  new MutationObserver(() => {
    if (window.length === 0) return;
    for (const frame of document.querySelectorAll("iframe, frame, object, embed")) frame.remove();
  }).observe(document, { childList: true, subtree: true });
  const openTab = window.open.bind(window, "/", "_blank");
  remove("open", () => {
    openTab();
    return null;
  });
})();
