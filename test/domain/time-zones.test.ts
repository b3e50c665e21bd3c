import { expect, test } from 'vitest'
import { isTimeZone } from '../../shared/domain/time-zones.ts'

test.each(['UTC', 'Europe/Paris', 'America/Argentina/Buenos_Aires', 'America/Port-au-Prince', 'Etc/GMT+5', 'Asia/Calcutta'])(
  '%s is a time zone',
  name => expect(isTimeZone(name)).toBe(true),
)

test('all that Intl knows are', () => {
  const all = Intl.supportedValuesOf('timeZone')
  expect(all.length).toBeGreaterThan(400)
  expect(all.filter(name => !isTimeZone(name))).toEqual([])
})

test.each(['', ' ', 'Mars/Olympus', '+01:00', '-05', 'GMT+1', 'Europe/Paris ', 'Europe\u2215Paris', 'local', 'x'.repeat(1000)])(
  '%j is none',
  name => expect(isTimeZone(name)).toBe(false),
)
