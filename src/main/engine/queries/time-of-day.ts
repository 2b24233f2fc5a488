/** SQL of when an execution was, in UTC: the hours and weekdays of filters are those of `engines.why`. NULL before 1970. */

/** 0 to 23. */
export const hourSql = "CASE WHEN ts >= 0 THEN (ts // 3600) % 24 END";

/** 0 is Monday, the first of `weekdays`. The first of January 1970 was a Thursday. */
export const weekdaySql = "CASE WHEN ts >= 0 THEN (ts // 86400 + 3) % 7 END";
