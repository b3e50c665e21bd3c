import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { invitationToken, readInvitationToken } from '../../shared/domain/tokens.ts'

const key = new Uint8Array(32).fill(7)
const meant = { orgId: 'org_01h2xyz', invitationId: 'inv_01h2abc', tokenVersion: 12 }
const token = invitationToken(meant, key)

const signed = (stem: string) => `${stem}.${createHmac('sha256', key).update(stem).digest('base64url')}`

test('a token names its invitation and version, to whoever has the key', () => {
  expect(readInvitationToken(token, key)).toEqual(meant)
})

test('a token is always the same one, so that a mail sent again has the identical link', () => {
  expect(invitationToken(meant, key)).toBe(token)
  expect(invitationToken({ ...meant, tokenVersion: 13 }, key)).not.toBe(token)
})

test('a token with any one character changed, left out or doubled is nothing', () => {
  for (const [index, character] of [...token].entries()) {
    const [before, after] = [token.slice(0, index), token.slice(index + 1)]
    for (const other of ['A', 'b', '0', '.', '_', '=', ' ', 'é', '\0']) {
      if (other !== character) expect(readInvitationToken(before + other + after, key), `${index} ${other}`).toBe(null)
    }
    expect(readInvitationToken(before + after, key)).toBe(null)
    expect(readInvitationToken(before + character + character + after, key)).toBe(null)
  }
})

test('a token of another key is nothing', () => {
  expect(readInvitationToken(token, new Uint8Array(32).fill(8))).toBe(null)
  expect(readInvitationToken(token, new Uint8Array(31).fill(7))).toBe(null)
})

test.each([
  ['more parts', `${token}.x`],
  ['an empty part more', `${token}.`],
  ['no signature', 'org_01h2xyz.inv_01h2abc.12'],
  ['an empty signature', 'org_01h2xyz.inv_01h2abc.12.'],
  ['its signature padded', `${token}=`],
  ['space before', ` ${token}`],
  ['a line break behind', `${token}\n`],
  ['nothing at all', ''],
  ['only dots', '...'],
])('a token with %s is nothing', (_, text) => {
  expect(readInvitationToken(text, key)).toBe(null)
})

test.each(['0', '-1', '1.5', '01', '1e3', '+1', '0x1', '1000000000', '9'.repeat(400), '', ' 1', '١'])(
  'a version that we never write is nothing, even rightly signed: %s',
  version => {
    expect(readInvitationToken(signed(`org_1.inv_1.${version}`), key)).toBe(null)
  },
)

test('the greatest version that we read is read', () => {
  expect(readInvitationToken(signed('org_1.inv_1.999999999'), key)?.tokenVersion).toBe(999_999_999)
})

test('the parts of a token cannot be moved into each other', () => {
  const [org, inv, version, mac] = token.split('.')
  expect(readInvitationToken(`${inv}.${org}.${version}.${mac}`, key)).toBe(null)
  expect(readInvitationToken(`${org}${inv?.[0]}.${inv?.slice(1)}.${version}.${mac}`, key)).toBe(null)
})

test('any text at all is nothing, and nothing breaks', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
      expect(readInvitationToken(text, key)).toBe(null)
    }),
  )
})

test('any token made is read as it was made', () => {
  const id = fc.stringMatching(/^[a-z]{3}_[0-9a-z]{1,40}$/)
  fc.assert(
    fc.property(id, id, fc.integer({ min: 1, max: 999_999_999 }), (orgId, invitationId, tokenVersion) => {
      const one = { orgId, invitationId, tokenVersion }
      expect(readInvitationToken(invitationToken(one, key), key)).toEqual(one)
    }),
  )
})

test.each(['.inv_1.1', 'org_1..1', '..1'])('a token without its ids is nothing, even rightly signed: %s', stem => {
  expect(readInvitationToken(signed(stem), key)).toBe(null)
})
