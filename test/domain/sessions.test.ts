import { expect, test } from 'vitest'
import { belongsElsewhere, newIdentity } from '../../shared/domain/identities.ts'
import {
  type Ended,
  endAll,
  endOne,
  isOver,
  judge,
  onlyFit,
  type Session,
  sessionIdOf,
  type TokenSession,
  tokenSessionIdOf,
} from '../../shared/domain/sessions.ts'
import type { UserStatus } from '../../shared/domain/users.ts'
import { refusalFrom } from './people.ts'

const at = '2030-01-01T12:00:00.500Z'
const second = Date.parse('2030-01-01T12:00:00Z') / 1000

/** A session that began so many seconds after noon. */
const session = (id: string, from: number, clientId = 'app'): Session => {
  const time = new Date((second + from) * 1000).toISOString()
  return { id, clientId, device: null, ip: null, createdAt: time, lastActiveAt: time }
}
const token = (from: number, originJti = 'mine', clientId = 'app'): TokenSession => ({
  clientId,
  originJti,
  authTime: second + from,
})
const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString()
const byNobody = { originJti: null, spared: null }

test('where nothing was ended every token is good', () => {
  expect(judge(undefined, token(0), at)).toEqual([])
  expect(isOver(undefined, session('ses_1', 0))).toBe(false)
})

test('after all were ended a sign-in counts from the next second on, and one that was kept before that, too', () => {
  const ended = endAll(at, [session('ses_1', -9), session('ses_2', -9)], { originJti: 'kept', id: 'ses_1' })
  expect([-3600, 0].map(from => judge(ended, token(from), at))).toEqual(['over', 'over'])
  expect(judge(ended, token(1), at)).toEqual([])
  expect(judge(ended, token(-9, 'kept'), at)).toEqual([])
  expect(judge(ended, token(-9), later(60 * 24))).toBe('over')
  expect([session('ses_1', -9), session('ses_2', -9), session('ses_3', 1)].map(one => isOver(ended, one))).toEqual([
    false,
    true,
    false,
  ])
})

test('where Cognito lists nothing that would end, a sign-in counts within the same second', () => {
  expect(judge(endAll(at, [session('ses_1', -9)], { originJti: 'kept', id: 'ses_1' }), token(0), at)).toEqual([])
  expect(judge(endAll(at, []), token(-1), at)).toBe('over')
  expect(judge(endAll(at, null), token(0), at)).toBe('over')
})

test('where Cognito does not say which session is kept, it ends all of them', () => {
  const ended = endAll(at, [session('ses_1', -9)], { originJti: 'kept', id: null })
  expect(isOver(ended, session('ses_1', -9))).toBe(true)
})

test('a token may belong to an ended session of the same app that began when it was signed in, or five minutes later', () => {
  const ended = endOne(undefined, session('ses_1', 0), byNobody, at)
  for (const from of [-302, -300, -1, 0, 2]) expect([from, judge(ended, token(from), at)]).toEqual([from, ['ses_1']])
  for (const from of [-303, 3, 3600]) expect([from, judge(ended, token(from), at)]).toEqual([from, []])
  expect(judge(ended, token(0, 'mine', 'another app'), at)).toEqual([])
})

test('of whoever ended it is known whether the token belongs to it', () => {
  const own = endOne(undefined, session('ses_1', 0), { originJti: 'mine', spared: null }, at)
  expect([judge(own, token(0), at), judge(own, token(0, 'other'), at)]).toEqual(['over', []])
  const others = endOne(undefined, session('ses_1', 0), { originJti: null, spared: 'mine' }, at)
  expect([judge(others, token(0), at), judge(others, token(0, 'other'), at)]).toEqual([[], ['ses_1']])
})

test('an ended session is remembered for sixteen minutes, and forgotten with the next one that is ended', () => {
  const ended = endOne(undefined, session('ses_1', 0), byNobody, at)
  expect([later(15.9), later(16)].map(time => judge(ended, token(0), time))).toEqual([['ses_1'], []])
  expect(Object.keys(endOne(ended, session('ses_2', 0), byNobody, later(1)).single)).toEqual(['ses_1', 'ses_2'])
  expect(Object.keys(endOne(ended, session('ses_2', 0), byNobody, later(16)).single)).toEqual(['ses_2'])
})

test('what was ended all at once stays so when another one is ended, and single ones are no longer needed after all were', () => {
  const all = endAll(at, null)
  expect(endOne(all, session('ses_1', 9), byNobody, at)).toMatchObject({ before: all.before })
  expect(endAll(at, null).single).toEqual({})
})

test('more than 25 one by one are too many, until the first are forgotten', () => {
  let ended: Ended | undefined
  for (let index = 0; index < 25; index++) ended = endOne(ended, session(`ses_${index}`, 0), byNobody, at)
  const refusal = refusalFrom(() => endOne(ended, session('ses_x', 0), byNobody, at))
  expect([refusal.code, refusal.facts.limit]).toEqual(['rate_limited', 25])
  expect(Object.keys(endOne(ended, session('ses_x', 0), byNobody, later(16)).single)).toEqual(['ses_x'])
})

test('a token is told by its time only where one session alone fits', () => {
  const [near, far] = [session('ses_1', 0), session('ses_2', 900)]
  expect(onlyFit([near, far], token(0))).toBe(near)
  expect(onlyFit([near, session('ses_3', 1)], token(0))).toBeNull()
  expect(onlyFit([far], token(0))).toBeNull()
})

test('Cognito’s id of a token session becomes ours and back; what else it lists is none', () => {
  expect(sessionIdOf('tkna7b3c9d2e5f8g1h4j6k0m2n5p')).toBe('ses_a7b3c9d2e5f8g1h4j6k0m2n5p')
  expect(tokenSessionIdOf('ses_a7b3c9d2e5f8g1h4j6k0m2n5p')).toBe('tkna7b3c9d2e5f8g1h4j6k0m2n5p')
  for (const other of ['ssoq4r8s2t6u9v3w7x1y5z0a2b4c', '', 'tkn', 'ses_1', 'tknABC']) expect(sessionIdOf(other)).toBeNull()
})

test.each<[UserStatus, boolean]>([
  ['invited', false],
  ['expired', false],
  ['active', true],
  ['suspended', true],
  ['inactive', false],
])('somebody %s in another organization belongs to it: %s', (status, belongs) => {
  const identity = newIdentity('usr_1', 'a@example.com', 'org_1')
  expect(belongsElsewhere({ ...identity, memberships: { org_1: 'active', org_2: status } }, 'org_1')).toBe(belongs)
})
