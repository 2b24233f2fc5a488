// Before the first paint: completes the sidebar that the built page came with: which view is open, whether the sidebar is narrow, which theme is
// chosen. After it: starts the screen, whose code would hold the paint up. (The page of the development server starts it by itself.)
(() => {
  const { dataset } = document.documentElement;
  const hasSession = () => {
    if (window.assay !== undefined || new URLSearchParams(location.search).has("code")) return true;
    try {
      return sessionStorage.getItem("assay.session") !== null;
    } catch {
      return false;
    }
  };
  const completeRail = (rail) => {
    if (dataset.firstRail === "narrow") rail.setAttribute("data-narrow", "true");
    rail.querySelector(`[data-theme="${dataset.firstTheme}"]`).hidden = false;
    const item = [...rail.querySelectorAll("[data-view]")].find((one) => one.dataset.view === dataset.firstView);
    if (item === undefined) return;
    item.setAttribute("aria-current", "page");
    document.querySelector("[data-title]").textContent = item.textContent;
  };

  const root = document.getElementById("root");
  const rail = root.querySelector("nav");
  // A tab without a session has nothing to open: it will say so, and no sidebar is to be taken away then.
  if (rail !== null && !hasSession()) root.replaceChildren();
  else if (rail !== null) completeRail(rail);

  const { screen } = document.currentScript.dataset;
  if (screen === undefined) return;
  let started = false;
  const start = () => {
    if (!started) import(new URL(screen, document.baseURI).href);
    started = true;
  };
  new PerformanceObserver(start).observe({ type: "paint", buffered: true });
  // A window that is not shown paints nothing, and a busy machine late.
  setTimeout(start, document.visibilityState === "visible" ? 250 : 0);
})();
