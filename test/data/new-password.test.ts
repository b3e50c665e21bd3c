import { expect, test } from 'vitest'
import { newPassword } from '../../shared/data/new-password.ts'
import { checkPassword } from '../../shared/domain/passwords.ts'

const many = Array.from({ length: 5000 }, newPassword)

test('T3: a generated password passes the rules for passwords, and never comes twice', () => {
  for (const password of many) expect(() => checkPassword(password, 'maria@example.com')).not.toThrow()
  expect(new Set(many).size).toBe(many.length)
})

test('it is four groups of five characters that nobody mistakes for others: 100 bits', () => {
  for (const password of many) expect(password).toMatch(/^[2-9a-km-np-z]{5}(-[2-9a-km-np-z]{5}){3}$/)
})

test('each of the 32 characters is as likely as every other, at every place', () => {
  for (const place of [0, 1, 6, 12, 22]) {
    const counts = [...Map.groupBy(many, password => password[place]).values()].map(({ length }) => length)
    expect(counts).toHaveLength(32)
    // 156 expected; seven standard deviations either way.
    expect(Math.min(...counts)).toBeGreaterThan(70)
    expect(Math.max(...counts)).toBeLessThan(245)
  }
})
