import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as keys from '../../shared/data/keys.ts'

/** Every way to a key, by its ids. */
const makers: Record<string, (a: string, b: string) => keys.Key> = {
  organization: a => keys.organizationKey(a),
  counts: a => keys.countsKey(a),
  roles: a => keys.rolesKey(a),
  role: keys.roleKey,
  user: keys.userKey,
  invitation: keys.invitationKey,
  site: keys.siteKey,
  resource: (a, b) => keys.resourceKey('org_1', a, b),
  resourceOrganization: (a, b) => keys.resourceKey(a, b, 'x'),
  transfer: keys.transferKey,
  event: keys.eventKey,
  identity: a => keys.identityKey(a),
  email: a => keys.emailKey(a),
  username: a => keys.usernameKey(a),
  idempotency: (a, b) => keys.idempotencyKey(a, b, 'route', 'key'),
  idempotencyRoute: (a, b) => keys.idempotencyKey('org_1', 'usr_1', a, b),
  rate: (a, b) => keys.rateKey('mails', [a, b], '2026-01-01T00:00:00.000Z'),
  rateOfOne: (a, b) => keys.rateKey(a, ['org_1'], b),
  directory: a => keys.directoryKey(a),
}
const takesOne = new Set(['organization', 'counts', 'roles', 'identity', 'email', 'username', 'directory'])

/** Ids as somebody would write who wants to reach another item. */
const nasty = fc.oneof(
  fc.string({ unit: fc.constantFrom('#', '%', '2', '3', '5', 'a', 'ORG', 'USER', 'AUDIT', 'COUNTS', '\n', ' '), minLength: 1 }),
  fc.constantFrom('ORG', 'COUNTS', 'ROLES', 'IDENTITY', 'ORGS', 'AUDIT', 'a#b', 'a%23b', 'a%2523b', 'x#AUDIT', 'x#CELL#active:'),
  fc.string({ unit: 'grapheme', minLength: 1 }),
)
const maker = fc.constantFrom(...Object.keys(makers))

/** Two routes to one kind of key are one. */
const kindOf = (name: string) => name.replace(/Route|Organization|OfOne/, '')

describe('a key', () => {
  test('is told apart from every other, whatever the ids hold', () => {
    fc.assert(
      fc.property(maker, nasty, nasty, maker, nasty, nasty, (one, a, b, other, c, d) => {
        const [first, second] = [makers[one]?.(a, b), makers[other]?.(c, d)]
        if (first?.pk !== second?.pk || first?.sk !== second?.sk) return
        expect(kindOf(one)).toBe(kindOf(other))
        if (one !== other) return
        expect(a).toBe(c)
        if (!takesOne.has(one)) expect(b).toBe(d)
      }),
      { numRuns: 50_000 },
    )
  })

  test('of an id with # or % stays in the partition of its organization', () => {
    fc.assert(
      fc.property(nasty, nasty, (org, id) => {
        const partitions = [keys.userKey(org, id), keys.invitationKey(org, id), keys.siteKey(org, id)].map(({ pk }) => pk)
        expect(new Set([...partitions, keys.usersOf(org)]).size).toBe(1)
        expect(partitions[0]?.split('#')).toHaveLength(2)
      }),
    )
  })

  test.each([
    [keys.userKey('org_1', 'usr_1'), { pk: 'ORG#org_1', sk: 'USER#usr_1' }],
    [keys.userKey('org_1', 'x#INVITATION#y'), { pk: 'ORG#org_1', sk: 'USER#x%23INVITATION%23y' }],
    [keys.userKey('org_1', 'x%23'), { pk: 'ORG#org_1', sk: 'USER#x%2523' }],
    [keys.eventKey('org_1', 'evt_1'), { pk: 'ORG#org_1#AUDIT', sk: 'evt_1' }],
    [keys.organizationKey('org_1#AUDIT'), { pk: 'ORG#org_1%23AUDIT', sk: 'ORG' }],
    [keys.emailKey('a#b%c+d@example.com'), { pk: 'EMAIL#a%23b%25c+d@example.com', sk: 'EMAIL#a%23b%25c+d@example.com' }],
  ])('%#: looks as the data model says', (made, wanted) => {
    expect(made).toEqual(wanted)
  })
})

test('parts that are joined can be parted again, so no two lists of parts make one key', () => {
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1 }), parts => {
      expect(
        keys
          .join(...parts)
          .split('#')
          .map(decodeURIComponentSafely),
      ).toEqual(parts)
    }),
    { numRuns: 5000 },
  )
})

/** Only `%23` and `%25` are ever written. */
const decodeURIComponentSafely = (part: string) => part.replace(/%2[35]/g, code => (code === '%23' ? '#' : '%'))

test('a cell of the index can be forged by no organization', () => {
  expect(keys.ownedBy('org_1', 'usr_1')).toBe('ORG#org_1#OWNER#usr_1')
  expect(keys.ownedBy('org_1', 'usr_1')).not.toBe(keys.cellOfOrg('org_1', 'OWNER#usr_1'))
  expect(keys.ownedBy('org_1', 'x#CELL#y')).not.toBe(keys.ownedBy('org_1#OWNER#x', 'CELL#y'))
  expect(keys.cellOfOrg('org_1', 'active:rol_a')).not.toBe(keys.cellOfOrg('org_1#CELL#active:rol_a', ''))
  expect(keys.cellOfOrg('o', 'x')).toBe('ORG#o#CELL#x')
})

test('what falls due is spread over all shards, and an id always falls to the same one', () => {
  const ids = [...'0123456789abcdefghjkmnpqrstvwxyz'].map(end => `inv_01h2${end}`)
  expect(new Set(ids.map(keys.dueShardOf))).toEqual(new Set(keys.dueShards))
  for (const id of ids) expect(keys.dueShards).toContain(keys.dueShardOf(id))
})
