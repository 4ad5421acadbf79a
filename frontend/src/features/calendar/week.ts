interface WeekInfo {
  firstDay: number
}

/** The weekday that weeks begin with for the reader, 1 (Monday) to 7 (Sunday). */
export function firstWeekday(languages: readonly string[] = navigator.languages): number {
  const locale = new Intl.Locale(languages[0] ?? 'en-GB') as Intl.Locale & {
    getWeekInfo?: () => WeekInfo
    weekInfo?: WeekInfo
  }
  return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1
}
