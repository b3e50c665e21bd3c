import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { advance, ask, control, type Json, mailTo } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { times } from '../support/figures.ts'
import { type Ended, type Fate, openRelay, type Relay, reportOf, startImport, writePeople } from '../support/importing.ts'
import { addMember, again, createBusyOrg, createOrg, freshEmail, invited, type Org, PASSWORD } from '../support/people.ts'
import { nextWindow } from '../support/rates.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let folder: string
let relay: Relay
let org: Org
beforeAll(async () => {
  await control(stack(), '/schedules', { enabled: false })
  relay = await openRelay(stack().outputs.ApiUrl ?? '')
  org = await createBusyOrg(stack())
})
beforeEach(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'roster-import-'))
  relay.decide = () => 'pass'
  relay.seen = []
  org = await again(stack(), org.owner).then(owner => ({ ...org, owner }))
})
afterEach(() => rm(folder, { recursive: true }))
afterAll(() => relay.close())

const file = () => joinPath(folder, 'people.csv')
const report = () => reportOf(`${file()}.report.csv`)
const started = (of: Org, args: string[] = [], env = {}) =>
  startImport([file(), '--org', of.id, '--api', relay.url, ...args], { ROSTER_TOKEN: of.owner.token, ...env })
const run = (of: Org = org, ...args: string[]): Promise<Ended> => started(of, args).ended
const statuses = async () => (await report()).map(({ status, code }) => (code ? `${status} ${code}` : status))
const emails = (count: number) => times(count).map(() => freshEmail('imported'))
const peopleOf = async (of: Org): Promise<Json[]> => {
  const people: Json[] = []
  for (let next: string | null = ''; next !== null; ) {
    const path = `/v1/orgs/${of.id}/invitations?limit=100${next && `&cursor=${next}`}`
    const { body }: Json = await ask(stack(), 'GET', path, { token: of.owner.token })
    people.push(...body.items)
    next = body.nextCursor
  }
  return people.filter(({ invitedBy }) => invitedBy) // the first owner was invited by the operator
}
const posts = () => relay.seen.filter(({ method }) => method === 'POST')

test('L3: a file of people is invited, each as the line says, and the report tells what became of each line', async () => {
  const [member, known] = [await addMember(stack(), org), freshEmail()]
  await invited(stack(), org, { email: known })
  const [maria, plain, foreign] = [freshEmail('maria'), freshEmail(), freshEmail()]
  await writeFile(
    file(),
    `\ufeffE-Mail;First name;Last name;Phone;Language;Roles;Sites\r\n`.replace('Language', 'Locale') +
      `${maria};María;"Lopez; ""M""";'+1 555;de;Site admin|Member;all\r\n\r\n${plain};;;;;;\r\n` +
      `${member.email};;;;;;\r\n${known};;;;;;\r\n${foreign};;;;;rol_nobody;\r\n`,
  )
  const { code, out, error } = await run(org, '--message', 'Welcome!')
  expect([code, error]).toEqual([1, '5 of 5 lines\n'])
  expect(out).toBe(`5 lines: 2 invited, 2 already there, 1 failed.\n       1  validation_failed\nReport: ${file()}.report.csv\n`)
  const rows = await report()
  expect(rows).toMatchObject([
    { line: '2', person: maria, status: 'invited', code: '', userId: expect.stringMatching(/^usr_/) },
    { line: '4', person: plain, status: 'invited', invitationId: expect.stringMatching(/^inv_/) },
    { line: '5', person: member.email, status: 'already there', code: 'already_member', detail: expect.stringMatching(/\S/) },
    { line: '6', person: known, status: 'already there', code: 'already_invited' },
    { line: '7', person: foreign, status: 'failed', code: 'validation_failed', detail: expect.stringContaining('rol_nobody') },
  ])
  const user = await ask(stack(), 'GET', `/v1/orgs/${org.id}/users/${rows[0]?.userId}`, { token: org.owner.token })
  expect(user.body).toMatchObject({
    email: maria,
    firstName: 'María',
    lastName: 'Lopez; "M"',
    phone: '+1 555',
    locale: 'de',
    siteIds: 'all',
    invitation: { id: rows[0]?.invitationId },
  })
  expect(user.body.roles.map(({ id }: Json) => id).toSorted()).toEqual(['rol_member', 'rol_site_admin'])
  const mails = await mailTo(stack(), maria)
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain('Welcome!')
})

test('a second run on a complete report sends nothing and says so; one that is not complete tries the rest again', async () => {
  const [one, two] = emails(2)
  await writePeople(file(), ['email,roles', `${one},`, `${two},rol_nobody`])
  expect((await run()).code).toBe(1)
  await writePeople(file(), ['roles,email', `Member,${two}`, `,${one}`])
  const second = await run()
  expect([second.code, posts().at(-1)?.body.invitations]).toEqual([0, [{ email: two, roleIds: ['rol_member'] }]])
  expect(await report()).toMatchObject([
    { line: '2', person: two, status: 'invited' },
    { line: '3', person: one, status: 'invited' },
  ])
  relay.seen = []
  const third = await run()
  expect([third.code, third.error, relay.seen]).toEqual([0, 'There is nothing left to do.\n', []])
  expect(third.out).toMatch(/^2 lines: 2 invited, 0 already there, 0 failed\.\n/)
})

test('what failed is tried again with another key, so that its verdict is of now; also when the whole chunk is the same', async () => {
  const full = await createBusyOrg(stack(), { seats: 1 })
  await writePeople(file(), ['email', ...emails(3)])
  const first = await run(full)
  expect(first.code).toBe(2)
  expect(first.error).toContain('1 of 1 seats are taken')
  expect(first.error).toContain('set-seats')
  expect(first.error).toMatch(/3 of 3 lines are open; run the same command again to go on\.\n$/)
  expect(await statuses()).toEqual(times(3).map(() => 'open seat_limit_reached'))
  await stack().invoke('setSeats', { orgId: full.id, seats: 4 })
  expect((await run(full)).code).toBe(0)
  expect(await statuses()).toEqual(['invited', 'invited', 'invited'])
  expect(posts().map(({ body }) => body.invitations.length)).toEqual([3, 3])
  expect(new Set(posts().map(({ key }) => key)).size).toBe(2)
})

test('killed with a lost answer, by the same command it goes on there: nobody is invited or mailed twice', async () => {
  const of = await createBusyOrg(stack())
  const all = emails(430)
  await writePeople(file(), ['email,roles', ...all.map((email, index) => `${email},${index % 50 === 7 ? 'rol_nobody' : ''}`)])
  const killed = started(of)
  relay.decide = ({ nth }) => {
    if (nth !== 2) return 'pass'
    killed.child.kill('SIGKILL')
    return 'lose'
  }
  expect((await killed.ended).code).toBe(null)
  expect(await report()).toHaveLength(200)
  relay.decide = ({ nth }) => (nth === 4 ? 'lose' : nth === 6 ? 'cut' : 'pass')
  const { code, error } = await run(of)
  expect(code).toBe(1)
  expect(error).toMatch(/No answer from http:\/\/127.* Trying again in 1 s\.\n/)
  const rows = await report()
  expect(rows.map(({ line }) => Number(line))).toEqual(times(430).map(index => index + 2))
  expect(rows.map(({ person }) => person)).toEqual(all)
  expect(rows.filter(({ status }) => status === 'invited')).toHaveLength(421)
  expect(rows.filter(({ status }) => status === 'failed')).toHaveLength(9)
  const invitations = await peopleOf(of)
  expect(new Set(invitations.map(({ email }) => email)).size).toBe(421)
  expect(invitations.map(({ id }) => id).toSorted()).toEqual(rows.flatMap(row => row.invitationId || []).toSorted())
  for (const email of all.slice(200, 203)) expect(await mailTo(stack(), email)).toHaveLength(1)
  expect(posts()[3]?.key).toBe(posts()[2]?.key)
})

test('lines are known by what they say: the file may be sorted, shortened and added to between two runs', async () => {
  const of = await createBusyOrg(stack())
  const all = emails(150)
  await writePeople(file(), ['email,firstName', ...all.map(email => `${email},A`)])
  const first = started(of)
  relay.decide = ({ nth }) => {
    if (nth === 1) first.child.kill('SIGKILL')
    return nth === 1 ? 'cut' : 'pass'
  }
  await first.ended
  const more = freshEmail()
  await writePeople(file(), [
    'firstName,email',
    `A,${more}`,
    ...all
      .slice(50)
      .toReversed()
      .map(email => `A,${email}`),
  ])
  expect((await run(of)).out).toMatch(/^101 lines: 101 invited, 0 already there/)
  expect(
    posts()
      .at(-1)
      ?.body.invitations.map(({ email }: Json) => email),
  ).toEqual([more, ...all.slice(100).toReversed()])
  const rows = await report()
  expect(rows.slice(0, 2)).toMatchObject([
    { line: '2', person: more },
    { line: '3', person: all[149] },
  ])
  expect(rows.slice(101).map(({ line, person }) => `${line}${person}`)).toEqual(all.slice(0, 50))
})

test('Ctrl-C lets the request under way come to its answer', async () => {
  const of = await createBusyOrg(stack())
  await writePeople(file(), ['email', ...emails(250)])
  const first = started(of)
  relay.decide = ({ nth }) => {
    if (nth === 1) first.child.kill('SIGINT')
    return 'pass'
  }
  const { code, error } = await first.ended
  expect(code).toBe(2)
  expect(error).toMatch(/You stopped it\. 50 of 250 lines are open; run the same command again to go on\.\n$/)
  expect(await report()).toHaveLength(200)
  expect((await run(of)).code).toBe(0)
  expect(await statuses()).toEqual(times(250).map(() => 'invited'))
})

test('where a minute has no request left, it waits for the next one and goes on', async () => {
  const of = await createBusyOrg(stack())
  await stack().invoke('setLimits', { orgId: of.id, invitesPerMinute: 2 })
  await writePeople(file(), ['email', ...emails(201)])
  await nextWindow(stack(), 'minute')
  await advance(stack(), 35) // what is left must be enough for three requests, on a machine that is busy too
  const { code, error } = await run(of)
  expect(error).toMatch(/At most 2 requests a minute are taken\. Trying again in \d+ s\.\n/)
  expect([code, await statuses()]).toEqual([0, times(201).map(() => 'invited')])
})

test('where a day has no address left, it stops with what to do, and the next day it goes on', async () => {
  await nextWindow(stack(), 'day')
  const of = await createBusyOrg(stack())
  await stack().invoke('setLimits', { orgId: of.id, invitesPerDay: 120 })
  await writePeople(file(), ['email', ...emails(250)])
  const { code, error, out } = await run(of)
  expect(code).toBe(2)
  expect(error).toMatch(
    /At most 120 addresses a day .* Try again at .*set-limits --invites-per-day.*\n?.*130 of 250 lines are open/,
  )
  expect(out).toMatch(/^250 lines: 120 invited, 0 already there, 0 failed, 130 open\.\n +80 {2}rate_limited\n/)
  await nextWindow(stack(), 'day')
  of.owner = await again(stack(), of.owner)
  await stack().invoke('setLimits', { orgId: of.id, invitesPerDay: 130 })
  expect((await run(of)).code).toBe(0)
  expect(await statuses()).toEqual(times(250).map(() => 'invited'))
})

test('a token that runs out half-way ends the run, and a new one goes on', async () => {
  const of = await createBusyOrg(stack())
  await writePeople(file(), ['email', ...emails(150)])
  relay.decide = async ({ nth }): Promise<Fate> => {
    if (nth === 1) await advance(stack(), 15 * 60 + 1)
    return 'pass'
  }
  const { code, error } = await run(of)
  expect(code).toBe(2)
  expect(error).toMatch(
    /does not take the token: it has run out .* 50 of 150 lines are open; run the same command again to go on\.\n$/,
  )
  relay.decide = () => 'pass'
  of.owner = await again(stack(), of.owner)
  expect((await run(of)).code).toBe(0)
  expect(await statuses()).toEqual(times(150).map(() => 'invited'))
})

test('a database that fails for a while is waited for', async () => {
  await writePeople(file(), ['email', ...emails(120)])
  relay.decide = async ({ nth }): Promise<Fate> => {
    if (nth === 0) await breakDown(stack(), { service: 'dynamodb', operation: '*', error: 'ServiceUnavailable' })
    else await mend(stack())
    return 'pass'
  }
  const { code, error } = await run()
  expect(error).toMatch(/The API answered 503: .* Trying again in \d+ s\.\n/)
  expect([code, await statuses()]).toEqual([0, times(120).map(() => 'invited')])
})

describe('a line that can’t be right', () => {
  const bad = (good: string) => ['email,roles,firstName', 'nobody,,', `${good},Boss,`, `${good},,`, `${freshEmail()},,\u0007`]

  test('is told with all others before anybody is invited', async () => {
    await writePeople(file(), bad(freshEmail()))
    const { code, error, out } = await run()
    expect([code, out]).toEqual([2, ''])
    expect(error.trim().split('\n')).toEqual([
      'Line 2: email must be one plain email address, such as maria@example.com.',
      'Line 3: roles: there is no Boss (there are Owner, Admin, Site admin, Member).',
      'Line 4: is the same person as line 3.',
      'Line 5: firstName must not contain line breaks or control characters.',
      'Nobody was invited: 4 of 4 lines can’t be right. Correct them, or leave them out with --skip-bad.',
    ])
    expect(posts()).toEqual([])
    await expect(stat(`${file()}.report.csv`)).rejects.toThrow('ENOENT')
  })

  test('is left out with --skip-bad, and stands in the report', async () => {
    const [good, other] = emails(2)
    await writePeople(file(), [...bad(good ?? ''), `${other},,`])
    expect((await run(org, '--skip-bad')).code).toBe(1)
    expect((await run(org, '--skip-bad')).code).toBe(1)
    expect(posts()).toHaveLength(1)
    expect(await report()).toMatchObject([
      { line: '2', person: 'nobody', status: 'failed', code: 'bad_line', detail: expect.stringContaining('plain email') },
      { line: '3', code: 'bad_line' },
      { line: '4', code: 'bad_line' },
      { line: '5', code: 'bad_line' },
      { line: '6', person: other, status: 'invited' },
    ])
    await writePeople(file(), ['email,roles,firstName', `${good},Admin,`, `${other},,`])
    const { code } = await run()
    expect([code, await statuses()]).toEqual([0, ['invited', 'invited']])
  })
})

test('L3: a username goes to the API as it is, whose verdict it gets', async () => {
  const username = `known.fox-${process.pid}`
  const known = await addMember(stack(), await createBusyOrg(stack()))
  await ask(stack(), 'PATCH', '/v1/me', { token: known.token, body: { username } })
  await writePeople(file(), ['email,username', `,${username}`, ',nobody.is-called_so'])
  const { code } = await run()
  expect([code, posts()[0]?.body.invitations]).toEqual([1, [{ username }, { username: 'nobody.is-called_so' }]])
  const [one, other] = await report()
  expect([one?.status, one?.person]).toEqual(['invited', username])
  expect([other?.status, other?.person, other?.code]).toEqual(['failed', 'nobody.is-called_so', 'not_found'])
})

test('an own role goes by its name for those who may see it', async () => {
  const helper = await addMember(stack(), org, { roleIds: ['rol_site_admin'] })
  await writePeople(file(), ['email,roles', `${freshEmail()},Auditor`])
  const env = { ROSTER_TOKEN: helper.token }
  expect((await started(org, [], env).ended).error).toContain('you may not see the organization’s own, so give their ids')
})

test('a cell of the report is harmless in a spreadsheet, and an export can be imported', async () => {
  const [from, to] = [await createBusyOrg(stack()), await createBusyOrg(stack())]
  const email = freshEmail()
  await invited(stack(), from, {
    email,
    firstName: '=1+1',
    lastName: 'A, "B"',
    phone: '+1',
    roleIds: ['rol_admin', 'rol_member'],
  })
  const exported = await ask(stack(), 'GET', `/v1/orgs/${from.id}/users.csv?status=invited`, { token: from.owner.token })
  await writeFile(file(), `${exported.text}=cmd@x,,,,,,,,,,,,,,,\r\n`)
  const refused = await run(to)
  expect([refused.code, refused.error]).toEqual([2, expect.stringMatching(/unknown columns: id, status, .*Known are email/)])
  const { code, error } = await run(to, '--ignore-unknown', '--skip-bad')
  expect(code).toBe(1)
  expect(error).toContain('Left out: id, status, mustChangePassword, createdAt, updatedAt, lastSignInAt.\n')
  const [row] = await report()
  const { body } = await ask(stack(), 'GET', `/v1/orgs/${to.id}/users/${row?.userId}`, { token: to.owner.token })
  expect(body).toMatchObject({
    email,
    firstName: '=1+1',
    lastName: 'A, "B"',
    phone: '+1',
    roles: [{ name: 'Admin' }, { name: 'Member' }],
  })
  await writePeople(file(), ['email', "=cmd@x'"])
  await run(to, '--skip-bad')
  expect(await readFile(`${file()}.report.csv`, 'utf8')).toContain(",'=cmd@x',failed,bad_line,")
})

describe('the report', () => {
  test('of another organization, or another file altogether, is not written over', async () => {
    await writePeople(file(), ['email', ...emails(1)])
    await run()
    const other = await createOrg(stack())
    expect((await run(other)).error).toContain(`is the report of an import into ${org.id}. Name another file with --report.`)
    const own = await run(other, '--report', joinPath(folder, 'other.csv'))
    expect(own.code).toBe(0)
    for (const text of ['my own notes\n', 'my own notes', 'line,person\n1,2\n']) {
      const notes = joinPath(folder, 'notes.csv')
      await writeFile(notes, text)
      expect((await run(org, '--report', notes)).error).toContain('is no report of an import')
      expect(await readFile(notes, 'utf8')).toBe(text)
    }
    expect((await run(org, '--report', file())).error).toContain('needs a file of its own')
  })

  test('that can’t be written is found out before anybody is invited', async () => {
    await writePeople(file(), ['email', ...emails(1)])
    const { code, error } = await run(org, '--report', joinPath(folder, 'nowhere', 'report.csv'))
    expect([code, error]).toEqual([2, expect.stringMatching(/^The report .*nowhere.*can’t be written: ENOENT/)])
    expect(posts()).toEqual([])
  })

  test('whose last row was cut off is taken up where it is whole, and the API knows the rest', async () => {
    await writePeople(file(), ['email', ...emails(3)])
    await run()
    const place = `${file()}.report.csv`
    await writeFile(place, (await readFile(place, 'utf8')).slice(0, -20))
    expect((await run()).code).toBe(0)
    expect(await statuses()).toEqual(['invited', 'invited', 'already there already_invited'])
  })

  test('that a spreadsheet has saved with other separators is read as well', async () => {
    await writePeople(file(), ['email', ...emails(2)])
    await run()
    const place = `${file()}.report.csv`
    await writeFile(place, `\ufeff${(await readFile(place, 'utf8')).replaceAll(',', ';')}`)
    relay.seen = []
    expect([(await run()).code, posts()]).toEqual([0, []])
  })
})

describe('an import that can’t begin says so in one line', () => {
  const token = 'a.b.c'
  test.each<[string, () => string[], Record<string, string>, RegExp]>([
    ['without a file', () => ['--org', 'org_1'], {}, /^Name one file/],
    ['with two', () => [file(), file(), '--org', 'org_1'], {}, /^Name one file/],
    ['without an organization', () => [file()], {}, /^--org is missing/],
    ['with an option that there is not', () => [file(), '--orgg', 'x'], {}, /--orgg/],
    ['without a token', () => [file(), '--org', 'org_1', '--api', relay.url], {}, /^Set ROSTER_TOKEN/],
    ['with an odd token', () => [file(), '--org', 'org_1', '--api', relay.url], { ROSTER_TOKEN: 'x y' }, /holds no access token/],
    [
      'with a wrong address',
      () => [file(), '--org', 'org_1', '--api', 'here'],
      { ROSTER_TOKEN: token },
      /must be a URL, not "here"/,
    ],
    ['unencrypted', () => [file(), '--org', 'org_1', '--api', 'http://roster.example'], { ROSTER_TOKEN: token }, /Take https/],
    [
      'with a password for a deployment',
      () => [file(), '--org', 'o', '--as', 'a@x.org', '--outputs', `${folder}/outputs.json`],
      {},
      /--as is for --local/,
    ],
    [
      'without outputs',
      () => [file(), '--org', 'o', '--outputs', `${folder}/no.json`],
      { ROSTER_TOKEN: token },
      /^There is no .*no\.json\. Deploy first/,
    ],
    [
      'without its file',
      () => [`${file()}x`, '--org', 'o', '--api', relay.url],
      { ROSTER_TOKEN: token },
      /^There is no .*people\.csvx\.$/,
    ],
  ])('%s', async (_, args, env, words) => {
    await writeFile(joinPath(folder, 'outputs.json'), JSON.stringify({ Roster: stack().outputs }))
    const { code, out, error } = await startImport(args(), env).ended
    expect([code, out]).toEqual([2, ''])
    expect(error.trim()).toMatch(words)
    expect(error.trim()).not.toContain('\n')
  })

  test.each([
    ['a token that is none', { ROSTER_TOKEN: token }, 'does not take the token'],
    ['an organization of others', {}, 'answered 404 not_found'],
  ])('with %s', async (_, env, words) => {
    await writePeople(file(), ['email', ...emails(2)])
    const { code, error } = await started({ ...org, id: (await createOrg(stack())).id }, [], env).ended
    expect(code).toBe(2)
    expect(error).toContain(words)
    expect(error).toContain('2 of 2 lines are open')
  })

  test('as somebody who may not invite', async () => {
    const member = await addMember(stack(), org)
    await writePeople(file(), ['email', ...emails(1)])
    const { code, error } = await started(org, [], { ROSTER_TOKEN: member.token }).ended
    expect(code).toBe(2)
    expect(error).toContain('answered 403 forbidden')
    expect(error).toContain('users:invite')
  })
})

test('on the local stack it signs in by itself', async () => {
  await writeFile(joinPath(folder, 'outputs.json'), JSON.stringify({ Roster: stack().outputs }))
  await writePeople(file(), ['email', ...emails(1)])
  const args = [file(), '--org', org.id, '--local', '--json']
  const local = (more: string[], env = {}) => startImport([...args, ...more], { ROSTER_DATA: folder, ...env }).ended
  expect((await local([])).error).toContain('or sign in with --as <email> and the password in ROSTER_PASSWORD')
  const as = ['--as', org.owner.email]
  expect((await local(as)).error).toContain(`Set ROSTER_PASSWORD to the password of ${org.owner.email}.`)
  expect((await local(as, { ROSTER_PASSWORD: 'wrong' })).error).toMatch(
    /^Signing in as .* failed: Incorrect username or password/,
  )
  const { code, out } = await local(as, { ROSTER_PASSWORD: PASSWORD })
  expect([code, JSON.parse(out)]).toEqual([
    0,
    { lines: 1, invited: 1, possible: 0, alreadyThere: 0, failed: 0, open: 0, codes: {}, report: `${file()}.report.csv` },
  ])
})

test('--dry-run tells every verdict and the seats, and invites nobody', async () => {
  const of = await createBusyOrg(stack(), { seats: 100 })
  const member = await addMember(stack(), of)
  const all = emails(120)
  await writePeople(file(), ['email,roles', `${member.email},`, `${freshEmail()},rol_nobody`, ...all.map(email => `${email},`)])
  const { code, out } = await run(of, '--dry-run')
  expect(code).toBe(1)
  expect(out).toContain('122 lines: 120 would be invited, 1 already there, 1 failed.')
  expect(out).toContain('They need 120 seats, and 98 of 100 are free: too few.')
  expect(out).toContain(`Report: ${file()}.dry-run.csv`)
  expect((await reportOf(`${file()}.dry-run.csv`)).map(({ status }) => status)).toEqual([
    'already there',
    'failed',
    ...all.map(() => 'possible'),
  ])
  await expect(stat(`${file()}.report.csv`)).rejects.toThrow('ENOENT')
  expect((await peopleOf(of)).filter(({ email }) => all.includes(email))).toEqual([])
})
