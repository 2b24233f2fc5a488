/**
 * How an engine looks: one colour, shape and dash everywhere in the program. Eight colours that stay apart in colour-blind eyes
 * (`--engine-0` to `--engine-7` of theme/tokens.css; scripts/engine-colors.test.ts), and shapes and dashes, which need no colour.
 */
export interface EngineStyle {
  color: string;
  shape: number;
  /** Of its lines; undefined is solid. */
  dash: string | undefined;
}

const colors = 8;
const shapes = 6;
const dashes = [undefined, "7 3", "2 3", "9 3 2 3", "4 2 1 2 1 2"] as const;

/** Of an engine that is not known yet. */
export const unknownStyle: EngineStyle = { color: "var(--as-muted)", shape: 0, dash: undefined };

/** Where an engine comes in the order of first appearance: among those of executions, and among those of comparisons. */
export interface EnginePlace {
  executionOrder: number | null;
  candidateOrder: number | null;
}

/**
 * Follows from when the engine first appeared, so that it never changes as others come. Engines of comparisons alone take the colours
 * from the other end, in other shapes: a first execution of another engine moves none of them. 48 look different from each other.
 */
export function toEngineStyle({ executionOrder, candidateOrder }: EnginePlace): EngineStyle {
  const place = executionOrder ?? candidateOrder;
  if (place === null) return unknownStyle;
  const round = Math.floor(place / colors);
  const step = place % colors;
  const color = executionOrder === null ? colors - 1 - step : step;
  const shape = color + round + (executionOrder === null ? shapes / 2 : 0);
  return { color: `var(--engine-${color})`, shape: shape % shapes, dash: dashes[round % dashes.length] };
}

/** SVG path of a shape around a point, `r` its radius in px. */
export function shapePath(shape: number, x: number, y: number, r: number): string {
  switch (shape) {
    case 0:
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case 1:
      return `M${x - r * 0.9} ${y - r * 0.9}h${r * 1.8}v${r * 1.8}h${-r * 1.8}z`;
    case 2:
      return `M${x} ${y - r * 1.2}L${x + r * 1.15} ${y + r * 0.85}H${x - r * 1.15}z`;
    case 3:
      return `M${x} ${y - r * 1.3}L${x + r * 1.3} ${y}L${x} ${y + r * 1.3}L${x - r * 1.3} ${y}z`;
    case 4:
      return `M${x} ${y + r * 1.2}L${x + r * 1.15} ${y - r * 0.85}H${x - r * 1.15}z`;
    default: {
      const a = r * 0.42;
      const b = r * 1.15;
      return `M${x - a} ${y - b}h${2 * a}v${b - a}h${b - a}v${2 * a}h${a - b}v${b - a}h${-2 * a}v${a - b}h${a - b}v${-2 * a}h${b - a}z`;
    }
  }
}
