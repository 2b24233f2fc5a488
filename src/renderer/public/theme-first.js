// Sets the colour scheme of last time before the first paint, so that nothing flashes. The truth is in the
// view state; what is read here is a copy of it that can be had at once.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("assay.theme");
  } catch {
    // No storage: the system's scheme it is.
  }
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const root = document.documentElement;
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  root.style.colorScheme = dark ? "dark" : "light";
})();
