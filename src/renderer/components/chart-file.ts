/** A chart on the screen as a file of its own: SVG, PNG from it, and its numbers as CSV. */

const padPx = 12;
const titlePx = 26;
const legendPx = 18;

export interface LegendEntry {
  name: string;
  color: string;
}

const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Control characters that XML cannot hold are left out. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const withoutControls = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

/**
 * All charts inside an element in one SVG, with a title and who is who. Colours of the theme become fixed ones; crosshair and selection are left out.
 * @returns null when there is no chart.
 */
export function toSvg(
  root: Element,
  title: string,
  legend: readonly LegendEntry[],
): { text: string; width: number; height: number } | null {
  const charts = [...root.querySelectorAll("svg[data-chart]")];
  if (charts.length === 0) return null;
  const theme = getComputedStyle(root);
  const fixed = (text: string) => text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => theme.getPropertyValue(name).trim() || "#888888");
  const boxes = charts.map((chart) => chart.getBoundingClientRect());
  const [x0, y0] = [Math.min(...boxes.map(({ left }) => left)), Math.min(...boxes.map(({ top }) => top))];
  const top = padPx + titlePx + legend.length * legendPx;
  const width = Math.ceil(Math.max(...boxes.map(({ right }) => right)) - x0 + 2 * padPx);
  const height = Math.ceil(Math.max(...boxes.map(({ bottom }) => bottom)) - y0 + top + padPx);
  const parts = charts.map((chart, i) => {
    const copy = chart.cloneNode(true) as Element;
    for (const moving of copy.querySelectorAll("[data-crosshair]")) moving.remove();
    copy.setAttribute("x", String((boxes[i]?.left ?? 0) - x0 + padPx));
    copy.setAttribute("y", String((boxes[i]?.top ?? 0) - y0 + top));
    copy.removeAttribute("class");
    const name = copy.getAttribute("data-chart") ?? "";
    const heading =
      name === "" || name === "true"
        ? ""
        : `<text x="${(boxes[i]?.left ?? 0) - x0 + padPx}" y="${(boxes[i]?.top ?? 0) - y0 + top - 4}">${escapeXml(name)}</text>`;
    return heading + new XMLSerializer().serializeToString(copy);
  });
  const entries = legend.map(({ name, color }, i) => {
    const y = padPx + titlePx + i * legendPx;
    return `<rect x="${padPx}" y="${y - 1}" width="10" height="10" fill="${color}"/><text x="${padPx + 16}" y="${y + 8}">${escapeXml(name)}</text>`;
  });
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="11" fill="var(--as-muted)"><rect width="100%" height="100%" fill="var(--as-bg)"/><text x="${padPx}" y="${padPx + 10}" font-size="13" font-weight="600" fill="var(--as-text)">${escapeXml(title)}</text>${entries.join("")}${parts.join("")}</svg>`;
  return { text: withoutControls(fixed(text)), width, height };
}

/** @returns null where the browser cannot draw it. */
export async function toPng(svg: { text: string; width: number; height: number }): Promise<Blob | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  // Twice as fine as the screen, as slides want it.
  canvas.width = svg.width * 2;
  canvas.height = svg.height * 2;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export type Cell = string | number | boolean | null;

/** Texts that are negative numbers are no formulas. */
const negative = /^-(?:\d+(?:\.\d+)?|Infinity)$/;

/** CSV of RFC 4180. null is empty, an empty text is quoted. A text that a spreadsheet would take for a formula gets an apostrophe. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  const write = (cell: Cell) => {
    if (cell === null) return "";
    if (typeof cell !== "string") return String(cell);
    const text = /^[=+\-@\t\r]/.test(cell) && !negative.test(cell) ? `'${cell}` : cell;
    return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${rows.map((row) => row.map(write).join(",")).join("\r\n")}\r\n`;
}
