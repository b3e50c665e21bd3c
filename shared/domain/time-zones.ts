/** Names only: the offsets that Intl takes, too, know nothing of summer time. */
const form = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/

/** Whether this is an IANA time zone, such as `Europe/Paris`. */
export function isTimeZone(name: string): boolean {
  if (!form.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
