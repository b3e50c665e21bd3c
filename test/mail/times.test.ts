import { describe, expect, test } from 'vitest'
import { locales } from '../../shared/domain/users.ts'
import { invitationMail } from '../../shared/mail/invitation.ts'
import { timeIn } from '../../shared/mail/times.ts'
import { sample, unisolated } from './sample.ts'

const zoned = (...given: Parameters<typeof timeIn>) => {
  const { time, zone } = timeIn(...given)
  return zone ? `${time} (${zone})` : time
}
const winter = '2026-03-05T14:30:00.000Z'
const fold = (text: string) => unisolated(text).replaceAll(/\s+/g, ' ')

test.each([
  ['en', 'Thursday, March 5, 2026 at 15:30 GMT+1 (Central European Standard Time)'],
  ['fr', 'jeudi 5 mars 2026 à 15:30 UTC+1 (heure normale d’Europe centrale)'],
  ['de', 'Donnerstag, 5. März 2026 um 15:30 GMT+1 (Mitteleuropäische Normalzeit)'],
  ['es', 'jueves, 5 de marzo de 2026, 15:30 GMT+1 (hora estándar de Europa central)'],
  ['pt', 'quinta-feira, 5 de março de 2026 às 15:30 GMT+1 (Horário Padrão da Europa Central)'],
  ['ja', '2026年3月5日木曜日 15:30 GMT+1 (中央ヨーロッパ標準時)'],
  ['ar', 'الخميس، 5 مارس 2026 في 15:30 غرينتش+1 (توقيت وسط أوروبا الرسمي)'],
] as const)('in %s the mail tells the end in the zone, with the zone’s name in that language', (locale, expected) => {
  const { html, text } = invitationMail({ ...sample, locale, timeZone: 'Europe/Paris' })
  const [, time, zone] = /^(.+) \((.+)\)$/.exec(expected) ?? []
  expect(fold(text)).toContain(expected)
  expect(fold(html)).toMatch(new RegExp(`>${RegExp.escape(time ?? '')}</span><br><span[^>]*>${RegExp.escape(zone ?? '')}</span>`))
  expect(fold(html).split(time ?? '')).toHaveLength(3) // and before everything, for lists of mails
})

describe('summer time', () => {
  test.each([
    ['Europe/Paris', '2026-03-29T00:59:00Z', '01:59 GMT+1 (Central European Standard Time)'],
    ['Europe/Paris', '2026-03-29T01:00:00Z', '03:00 GMT+2 (Central European Summer Time)'],
    ['Europe/Paris', '2026-10-25T00:30:00Z', '02:30 GMT+2 (Central European Summer Time)'],
    ['Europe/Paris', '2026-10-25T01:30:00Z', '02:30 GMT+1 (Central European Standard Time)'],
    ['America/New_York', '2026-03-08T06:59:00Z', '01:59 GMT-5 (Eastern Standard Time)'],
    ['America/New_York', '2026-03-08T07:00:00Z', '03:00 GMT-4 (Eastern Daylight Time)'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '01:30 GMT+10:30 (Lord Howe Standard Time)'],
    ['Asia/Tokyo', '2026-07-01T00:00:00Z', '09:00 GMT+9 (Japan Standard Time)'],
  ])('of %s counts at the moment itself: %s is %s', (zone, at, expected) => {
    expect(zoned('en', at, zone)).toMatch(new RegExp(` at ${RegExp.escape(expected)}$`))
  })

  test('a day in the zone is another one in UTC', () => {
    expect(zoned('en', '2026-12-31T23:30:00Z', 'Asia/Kolkata')).toBe(
      'Friday, January 1, 2027 at 05:00 GMT+5:30 (India Standard Time)',
    )
    expect(zoned('en', '2027-01-01T00:00:00Z', 'America/Los_Angeles')).toMatch(/^Thursday, December 31, 2026 at 16:00 GMT-8 /)
  })
})

test.each(['UTC', 'Etc/UTC', 'Etc/GMT'])('%s is UTC in every language', zone => {
  for (const locale of locales) expect(fold(zoned(locale, winter, zone))).toMatch(/14:30 UTC$/)
})

test('every zone has its distance from UTC in every language, and none has digits for a name', () => {
  for (const timeZone of Intl.supportedValuesOf('timeZone'))
    for (const locale of locales) {
      const { time, zone } = timeIn(locale, winter, timeZone)
      if (zone !== null || !time.endsWith('UTC')) expect(time, timeZone).toMatch(/(?:GMT|UTC|غرينتش)[+\-−]\d/u)
      if (zone !== null) expect(zone).toMatch(/^\P{Nd}+$/u)
    }
})

test('London has no distance in winter and is called by its name all the same', () => {
  expect(zoned('en', winter, 'Europe/London')).toMatch(/14:30 GMT(?:\+0)? \(Greenwich Mean Time\)$/)
  expect(zoned('en', '2026-07-05T14:30:00Z', 'Europe/London')).toMatch(/15:30 GMT\+1 \(British Summer Time\)$/)
})
