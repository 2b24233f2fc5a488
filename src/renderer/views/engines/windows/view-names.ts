/** View-state name of the range of windows: their times are of arrival, so that it is none of records. In the address of Engines. */
export const windowsRangeName = "engines.windowsRange";
