import type { Locale } from '../domain/users.ts'

const day = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const
/** The 24-hour clock needs no second look. */
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/**
 * A time with its distance from UTC, which is plain to everybody, and the zone's name in the reader's language, which not everybody
 * knows: none for UTC itself and for zones that have only the distance. Abbreviations are left out: `CST` and `IST` mean several.
 */
export function timeIn(locale: Locale, at: string, timeZone: string): { time: string; zone: string | null } {
  const as = (timeZoneName: 'short' | 'shortOffset' | 'long') =>
    new Intl.DateTimeFormat(locale, { ...day, ...clock, timeZone, timeZoneName })
  const moment = new Date(at)
  const nameOf = (format: Intl.DateTimeFormat) =>
    format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const short = as('short')
  if (nameOf(short) === 'UTC') return { time: short.format(moment), zone: null }
  const name = nameOf(as('long'))
  return { time: as('shortOffset').format(moment), zone: /\d/.test(name) ? null : name }
}
