/** View-state names that both keys and panes use. */

/** The comparison whose note is being written, "" when none. */
export const noteEditing = "comparisons.noteEditing";
export const queryUnfolded = "comparisons.queryUnfolded";
export const trailUnfolded = "comparisons.trailUnfolded";
export const autoAdvanceName = "comparisons.autoAdvance";
