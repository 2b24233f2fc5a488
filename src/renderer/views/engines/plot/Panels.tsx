import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type ReactNode, type RefCallback, useMemo } from "react";
import { EngineName } from "../../../components/marks.tsx";
import { maxInOneChart } from "../drawn.ts";
import css from "./plot.module.css";
import { useBrush } from "./use-brush.ts";

const smallHeightPx = 128;
const headPx = 18;
const minSmallPx = 230;
const gapPx = 10;
/** Room for a scroll bar. */
const scrollPx = 14;

export interface Size {
  width: number;
  height: number;
  /** Whether the chart is one of many. */
  small: boolean;
}

export type Handlers = Parameters<typeof useBrush>[0];

export interface PanelLayout {
  ref: RefCallback<HTMLDivElement>;
  size: Size;
  columns: number;
}

/** How large each chart is: all engines in one, or each in its own. */
export function usePanelSize(count: number): PanelLayout {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const small = count > maxInOneChart;
  const columns = small ? Math.max(1, Math.floor(width / minSmallPx)) : 1;
  const size = useMemo<Size>(
    () => ({
      small,
      width: small ? Math.floor((width - gapPx * (columns - 1) - scrollPx) / columns) : width,
      height: small ? smallHeightPx : height,
    }),
    [small, width, height, columns],
  );
  return { ref: ref as RefCallback<HTMLDivElement>, size, columns };
}

interface PanelsProps {
  layout: PanelLayout;
  engines: readonly string[];
  label: string;
  /** Of the engine whose points the keys open. */
  active: number;
  onKeyDown(event: KeyboardEvent): void;
  onBlur(): void;
  /** @param engineId null: the chart of all. */
  chart(engineId: string | null): ReactNode;
  handlers(engineId: string | null): Handlers;
  /** At the right of a small chart's name. */
  reading(engineId: string): ReactNode;
  /** Over the chart of all. */
  tip: ReactNode;
}

/** A chart of all engines, or a grid of small ones; one tab stop, moved in by keys. */
export function Panels({ layout, engines, label, active, onKeyDown, onBlur, chart, handlers, reading, tip }: PanelsProps) {
  const { ref, size, columns } = layout;
  const style = size.small ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` } : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      ref={ref}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: moved in by keys
      tabIndex={0}
      className={size.small ? `${css.frame} ${css.many}` : css.frame}
      style={style}
      aria-label={label}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
    >
      {size.width <= 0 ? null : size.small ? (
        engines.map((engineId, index) => (
          <div
            key={engineId}
            className={css.panel}
            data-panel={index}
            data-active={index === active || undefined}
            style={{ containIntrinsicSize: `auto ${smallHeightPx + headPx}px` }}
          >
            <div className={css.panelHead}>
              <EngineName id={engineId} />
              {reading(engineId)}
            </div>
            <Brushed handlers={handlers(engineId)}>{chart(engineId)}</Brushed>
          </div>
        ))
      ) : (
        <Brushed handlers={handlers(null)}>
          {chart(null)}
          {tip}
        </Brushed>
      )}
    </div>
  );
}

function Brushed({ handlers, children }: { handlers: Handlers; children: ReactNode }) {
  return <div {...useBrush(handlers)}>{children}</div>;
}
