import { expect, test } from 'vitest'
import { isSuppressed, queued, type Suppression, suppressedBy, withDelivery } from '../../shared/domain/deliveries.ts'
import type { Delivery, Invitation } from '../../shared/domain/invitations.ts'
import { bounceReason, complaintReason, oneLine } from '../../shared/domain/mail-failures.ts'
import { invitation as anInvitation } from './people.ts'

const time = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds)).toISOString()
const unsent: Invitation = { ...anInvitation(), status: 'pending', ...queued(time(0)) }

const hearAll = (told: Delivery[]) => told.reduce((invitation, one) => withDelivery(invitation, one) ?? invitation, unsent)

function permutations<T>(list: T[]): T[][] {
  if (list.length < 2) return [list]
  return list.flatMap((one, index) => permutations(list.toSpliced(index, 1)).map(rest => [one, ...rest]))
}

test('whatever is told in whatever order, and twice, comes to the same', () => {
  const told: Delivery[] = [
    { state: 'sent', at: time(1) },
    { state: 'delivered', at: time(2) },
    { state: 'bounced', at: time(3), reason: 'away' },
    { state: 'bounced', at: time(4), reason: 'gone' },
    { state: 'complained', at: time(5), reason: 'spam' },
  ]
  for (let length = 1; length <= told.length; length++) {
    const some = told.slice(0, length)
    for (const order of permutations(some)) {
      const { delivery, deliveryTimes } = hearAll([...order, ...order.toReversed()])
      expect(delivery).toEqual(some.at(-1))
      expect(deliveryTimes).toEqual({ queued: time(0), ...Object.fromEntries(some.map(({ state, at }) => [state, at])) })
    }
  }
})

test('a rejection is final, whatever else is told of that mail', () => {
  const rejected: Delivery = { state: 'rejected', at: time(1), reason: 'virus' }
  const others: Delivery[] = [
    { state: 'sent', at: time(2) },
    { state: 'delivered', at: time(3) },
    { state: 'complained', at: time(4), reason: 'spam' },
  ]
  for (const order of permutations([rejected, ...others])) expect(hearAll(order).delivery).toEqual(rejected)
})

test.each(['accepted', 'declined', 'expired', 'cancelled'] as const)('an invitation that is %s hears nothing more', status => {
  expect(withDelivery({ ...unsent, status }, { state: 'bounced', at: time(1), reason: 'gone' })).toBeNull()
})

test('a complaint outweighs a bounce, in either order', () => {
  const heard = (...told: ['bounced' | 'complained', number][]) =>
    told.reduce<Suppression | null>((before, [kind, at]) => suppressedBy(before, kind, time(at)) ?? before, null)
  expect(heard(['bounced', 1], ['complained', 2])).toEqual(heard(['complained', 2], ['bounced', 1]))
  expect(heard(['bounced', 1], ['bounced', 1])).toEqual({ kind: 'bounced', at: time(1), liftedAt: null })
})

test('what was before somebody said to mail anyway suppresses no more; what comes after does', () => {
  const lifted: Suppression = { kind: 'bounced', at: time(1), liftedAt: time(5) }
  expect(isSuppressed(lifted)).toBe(false)
  for (const at of [1, 5]) expect(suppressedBy(lifted, 'complained', time(at))).toBeNull()
  const again = suppressedBy(lifted, 'bounced', time(6))
  expect(again && isSuppressed(again)).toBe(true)
  expect(again && suppressedBy(again, 'complained', time(4))).toBeNull()
})

test('nothing is suppressed where only a lifting stands', () => {
  expect(isSuppressed({ kind: null, at: null, liftedAt: time(1) })).toBe(false)
})

test('a reason is one line of at most 300 characters, never half of one', () => {
  expect(oneLine(' a\r\n\tb\u0000\u2028c\u200f ')).toBe('a b c')
  for (let length = 290; length < 310; length++) {
    const line = oneLine(`${'x'.repeat(length)}${'😀'.repeat(20)}`)
    expect(line.length).toBeLessThanOrEqual(300)
    expect(line.isWellFormed()).toBe(true)
    expect(line).not.toContain('\ufffd')
  }
})

test('words that are no words of ours find none', () => {
  const given = { bounceType: 'constructor', bounceSubType: '__proto__', status: 'toString', diagnosticCode: '' }
  expect(bounceReason(given)).toBe('The mail came back')
  expect(complaintReason('constructor')).toBe('The recipient complained about the mail.')
})

test('what SES suppressed by itself is told without what it says of others', () => {
  for (const bounceSubType of ['Suppressed', 'OnAccountSuppressionList']) {
    const reason = bounceReason({ bounceType: 'Permanent', bounceSubType, status: '5.1.1', diagnosticCode: 'recent history' })
    expect(reason).toBe('The mail service does not deliver to this address.')
  }
})
