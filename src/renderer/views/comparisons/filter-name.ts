/** The filter of the list, in the view's state. */
export const filterName = "comparisons.filter";
