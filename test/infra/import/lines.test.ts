import { describe, expect, test } from 'vitest'
import { saidIn } from '../../../infra/operator/import/columns.ts'
import { linesOf } from '../../../infra/operator/import/lines.ts'
import { finding } from '../../../infra/operator/import/roles.ts'

const roles = finding([
  { id: 'rol_member', name: 'Member' },
  { id: 'rol_site_admin', name: 'Site admin' },
  { id: 'rol_01', name: 'Auditor' },
  { id: 'rol_02', name: 'auditor' },
])
const read = (text: string, ignoreUnknown = false) => linesOf(saidIn(text, 'people.csv', ignoreUnknown).said, roles)
const entries = (text: string) => read(text).map(({ entry }) => entry)
const faults = (text: string) => Object.fromEntries(read(text).map(({ line, faults }) => [line, faults]))

describe('columns', () => {
  test('are known in any case, with spaces, _ and -, in any order, and by the API’s names', () => {
    const entry = { email: 'a@x.org', firstName: 'A', lastName: 'B', communicationEmail: 'c@x.org', siteIds: 'all' }
    expect(entries('Last Name,EMAIL,first_name,communication-email,Sites\nB,a@x.org,A,c@x.org,ALL\n')).toEqual([entry])
    expect(entries('lastName;email;firstName;communicationEmail;siteIds\r\nB;a@x.org;A;c@x.org;all\r\n')).toEqual([entry])
  })

  test('that are unknown are named, with those that are known, unless they shall be left out', () => {
    const text = 'email,shoe size,id\na@x.org,42,usr_1\n'
    expect(() => read(text)).toThrow(
      /unknown columns: shoe size, id\. Known are email, username, firstName, .*roles.*sites\..*--ignore-unknown/,
    )
    expect(saidIn(text, 'f', true)).toMatchObject({ unused: ['shoe size', 'id'], said: [{ cells: { email: 'a@x.org' } }] })
  })

  test.each([
    ['', /is empty.*email, username/],
    ['name,roles\nA,Member', /neither a column email nor a column username/],
    ['a@x.org\nb@x.org', /neither a column email/],
    ['email,E-Mail\na@x.org,b@x.org', /two columns for email/],
    ['email,roles,roleIds\na@x.org,,', /two columns for roleIds/],
  ])('%j is refused', (text, words) => {
    expect(() => read(text)).toThrow(words)
  })
})

describe('a line', () => {
  test('says an entry of the API, without what it leaves empty', () => {
    const text =
      'email,roles,extraPermissions,sites,phone,locale,display name\n' +
      ' Maria@Example.com , member | rol_9 ;Site Admin,users:read|users:invite,ste_1|ste_2,\'+49 1,de,"Maria ""M"""\n' +
      'b@x.org,,,,,,\n'
    expect(entries(text)).toEqual([
      {
        email: 'Maria@Example.com',
        roleIds: ['rol_member', 'rol_9', 'rol_site_admin'],
        extraPermissions: ['users:read', 'users:invite'],
        siteIds: ['ste_1', 'ste_2'],
        phone: '+49 1',
        locale: 'de',
        displayName: 'Maria "M"',
      },
      { email: 'b@x.org' },
    ])
  })

  test('without any text is none, and keeps its number', () => {
    expect(read('email,phone\n\n,\n  ,\na@x.org,\n').map(({ line }) => line)).toEqual([5])
  })

  test('has all of its faults told at once', () => {
    const text = `email,username,firstName,locale,roles,sites
nobody,,,,,
a@x.org,,,xx,Boss|Member,ste_1|Berlin
,,Zoë,,,
b@x.org,b.user,,,,
,Bad Name!,,,,
c@x.org,,${'x'.repeat(101)},,,
d@x.org,,,,,ste_1|ste_1
e@x.org,,,,Member|rol_member,
f@x.org,,,
g@x.org,,,,AUDITOR,
,g.user,,,auditor,
`
    expect(faults(text)).toEqual({
      2: ['email must be one plain email address, such as maria@example.com'],
      3: [
        'roles: there is no Boss (there are Member, Site admin, Auditor, auditor)',
        'locale must be one of: en, fr, de, es, pt, ja, ar',
        'sites must be all, or ids (ste_…) with | between them, each once',
      ],
      4: ['has neither email nor username'],
      5: ['has both email and username; keep one'],
      6: ['username must be a username: 3 to 40 letters a–z, digits, dots, _ or -'],
      7: ['firstName may have at most 100 characters'],
      8: ['sites must be all, or ids (ste_…) with | between them, each once'],
      9: ['roles must not name the same one twice'],
      10: ['has 4 cells, but the first line has 6'],
      11: ['roles: several are called AUDITOR; take the id'],
      12: [],
    })
  })

  test('for somebody who had one before is a fault, whatever the spelling', () => {
    expect(faults('email\na@x.org\nb@x.org\nA@X.ORG\n')).toEqual({ 2: [], 3: [], 4: ['is the same person as line 2'] })
    expect(faults('username\nmaria\nMARIA\n')).toEqual({ 2: [], 3: ['is the same person as line 2'] })
  })

  test('is known again wherever it stands and however its columns are ordered, and not when it asks for something else', () => {
    const contents = (text: string) => read(text).map(({ content }) => content)
    const [one, two] = contents('email,roles\na@x.org,Member\nb@x.org,\n')
    expect(contents('roles;Email\n;b@x.org\n"rol_member";a@x.org\n')).toEqual([two, one])
    expect(contents('email,roles\na@x.org,Site admin\n')).not.toContain(one)
    const [three] = contents('email,firstName,phone,sites\na@x.org,A,1,all\n')
    expect(contents('SITES,phone,firstName,email\nALL, 1,A,a@x.org\n')).toEqual([three])
    const [bad, good] = contents('email\nb@x.org\nb@x.org\n')
    expect(bad).not.toBe(good)
  })
})

test('what Roster exports can be imported', () => {
  const exported =
    'id,email,communicationEmail,firstName,lastName,displayName,phone,locale,status,roles,extraPermissions,siteIds,mustChangePassword,createdAt,updatedAt,lastSignInAt\r\n' +
    "usr_1,a@x.org,,'=A,B,'=A B,'+1 555,en,active,Member; Site admin,users:read; users:invite,ste_1; ste_2,false,2026,2026,\r\n"
  expect(read(exported, true)).toMatchObject([
    {
      faults: [],
      entry: {
        email: 'a@x.org',
        firstName: '=A',
        displayName: '=A B',
        phone: '+1 555',
        roleIds: ['rol_member', 'rol_site_admin'],
        extraPermissions: ['users:read', 'users:invite'],
        siteIds: ['ste_1', 'ste_2'],
      },
    },
  ])
})
