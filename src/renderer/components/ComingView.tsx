import { LoadingRows } from "./states.tsx";
import css from "./ViewFrame.module.css";

/** A view whose code is on its way: its title stands where it will stand, so that nothing jumps. No heading yet, because none of its keys works yet. */
export function ComingView({ title }: { title: string }) {
  return (
    <div className={css.frame}>
      <div className={css.header} aria-hidden>
        <div className={css.heading}>
          <span className={css.title}>{title}</span>
        </div>
      </div>
      <div className={css.rest}>
        <div className={css.body}>
          <LoadingRows rows={12} />
        </div>
      </div>
    </div>
  );
}
