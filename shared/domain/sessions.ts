/** D8: sign-ins of before this second (since the epoch) are over. The second of the change itself counts as before. */
export const sessionsEndAt = (at: string): number => Math.floor(Date.parse(at) / 1000) + 1

/** At most a second: how long it takes until a new sign-in can be told from one of before. */
export const millisecondsUntil = (second: number, at: string): number =>
  Math.min(1000, Math.max(0, second * 1000 - Date.parse(at)))
