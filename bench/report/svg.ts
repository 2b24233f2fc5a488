/** A line chart's content. Points are in data units; both scales return pixels. */
export interface Chart {
  title: string;
  xTitle: string;
  yTitle: string;
  xTicks: { at: number; label: string }[];
  yTicks: { at: number; label: string }[];
  x: (value: number) => number;
  y: (value: number) => number;
  series: { name: string; points: [x: number, y: number][] }[];
}

export const width = 760;
export const height = 440;
export const plot = { left: 96, right: 560, top: 52, bottom: 384 };

/** Distinct without colour too: each line ends at its label and has its own dashes. */
const dashes = ["", "8 4", "2 3", "10 3 2 3", "5 2", "1 4"];

const style = `
  .card { fill: #ffffff } text { font: 13px system-ui, sans-serif; fill: #3b4252 } .title { font-size: 15px; font-weight: 600; fill: #14181f }
  .grid { stroke: #d9dee6 } .line { fill: none; stroke-width: 2.2 } .lead { stroke: #a9b2c0 }
  .c0 { stroke: #0b62c4; fill: #0b62c4 } .c1 { stroke: #b3461a; fill: #b3461a } .c2 { stroke: #15803d; fill: #15803d }
  .c3 { stroke: #7c3aed; fill: #7c3aed } .c4 { stroke: #9a6700; fill: #9a6700 } .c5 { stroke: #be185d; fill: #be185d }
  .name { stroke: none; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #12161d } text { fill: #c3cad6 } .title { fill: #f1f4f9 } .grid { stroke: #2c3441 } .lead { stroke: #5b6677 }
    .c0 { stroke: #6cb0ff; fill: #6cb0ff } .c1 { stroke: #ff9a6c; fill: #ff9a6c } .c2 { stroke: #5fd38d; fill: #5fd38d }
    .c3 { stroke: #b79bff; fill: #b79bff } .c4 { stroke: #e3b341; fill: #e3b341 } .c5 { stroke: #ff8fc0; fill: #ff8fc0 }
    .name { stroke: none }
  }
  .line, circle.line { fill: none }`;

/** A self-contained line chart with its own background, light or dark as the reader prefers. */
export function lineChart(chart: Chart): string {
  const { left, right, top, bottom } = plot;
  const grid = [
    ...chart.yTicks.map(({ at, label }) => {
      const y = px(chart.y(at));
      return `<line class="grid" x1="${left}" y1="${y}" x2="${right}" y2="${y}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${escaped(label)}</text>`;
    }),
    ...chart.xTicks.map(({ at, label }) => {
      const x = px(chart.x(at));
      return `<line class="grid" x1="${x}" y1="${top}" x2="${x}" y2="${bottom}"/><text x="${x}" y="${bottom + 20}" text-anchor="middle">${escaped(label)}</text>`;
    }),
  ];
  const ends = apart(chart.series.map(({ points }) => chart.y(points.at(-1)?.[1] ?? 0)));
  const lines = chart.series.map(({ name, points }, i) => {
    const pixels = points.map(([x, y]) => [px(chart.x(x)), px(chart.y(y))] as const);
    const [endX, endY] = pixels.at(-1) ?? [left, bottom];
    const nameY = px(ends[i] ?? endY);
    return [
      `<polyline class="line c${i % 6}" stroke-dasharray="${dashes[i % 6]}" points="${pixels.map((point) => point.join(",")).join(" ")}"/>`,
      ...pixels.map(([x, y]) => `<circle class="c${i % 6}" cx="${x}" cy="${y}" r="3"/>`),
      `<line class="lead" x1="${endX + 5}" y1="${endY}" x2="${right + 14}" y2="${nameY}"/>`,
      `<text class="name c${i % 6}" x="${right + 18}" y="${nameY + 4}">${escaped(name)}</text>`,
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(chart.title)}">
<style>${style}
</style>
<rect class="card" width="${width}" height="${height}" rx="10"/>
<text class="title" x="20" y="28">${escaped(chart.title)}</text>
${grid.join("\n")}
${lines.join("\n")}
<text x="${(left + right) / 2}" y="${height - 14}" text-anchor="middle">${escaped(chart.xTitle)}</text>
<text x="18" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 18 ${(top + bottom) / 2})">${escaped(chart.yTitle)}</text>
</svg>
`;
}

const nameHeight = 18;

/** Places labels without overlap: in order, at least a line apart, inside the plot. */
export function apart(wanted: readonly number[]): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let lowest = Number.NEGATIVE_INFINITY;
  for (const one of order) lowest = one.y = Math.max(one.y, lowest + nameHeight);
  let highest = plot.bottom + nameHeight;
  for (const one of order.reverse()) highest = one.y = Math.min(one.y, highest - nameHeight);
  const placed = new Array<number>(wanted.length).fill(0);
  for (const { y, i } of order) placed[i] = y;
  return placed;
}

const px = (value: number): number => Math.round(value * 10) / 10;
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
