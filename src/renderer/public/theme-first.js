// Sets the colour scheme before the first paint, so that nothing flashes, and notes what else is known then: which view will open, whether the
// sidebar is narrow. `shell-first.js` applies that to the sidebar. A new window's page comes with what the view state says. A reloaded one has a
// copy, which is not asked for without need: to open the storage takes longer than to paint.
(() => {
  const root = document.documentElement;
  const copy = (key) => {
    try {
      return localStorage.getItem(`assay.${key}`);
    } catch {
      // No storage: the system's scheme, and a wide sidebar.
      return null;
    }
  };
  const told = document.querySelector('meta[name="first-paint"]')?.content.match(/^(light|dark|auto|last) (wide|narrow) ([a-z]+)$/);
  // A workspace in which no theme was chosen begins with the last choice.
  const chosen = told && told[1] !== "last" ? told[1] : copy("theme");
  const theme = chosen === "light" || chosen === "dark" ? chosen : "auto";
  const view = location.hash.match(/^#\/([a-z]+)/)?.[1] ?? told?.[3];
  Object.assign(root.dataset, { firstTheme: theme, firstRail: told ? told[2] : (copy("rail") ?? "wide") });
  if (view !== undefined) root.dataset.firstView = view;
  const scheme = theme === "auto" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : theme;
  root.setAttribute("data-mantine-color-scheme", scheme);
  root.style.colorScheme = scheme;
  // The desktop says so in the address, which a reload is not to find again.
  if (new URLSearchParams(location.search).has("first")) history.replaceState(null, "", location.pathname + location.hash);
})();
