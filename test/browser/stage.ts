import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { DEMO_PASSWORD, OWNER_EMAIL } from '../../infra/local/demo.ts'
import { type Demo, startDemo } from '../../infra/local/start-demo.ts'
import { type Answer, type Ask, ask, mailTo, type Target, tokenFor } from '../support/api.ts'
import { startBrowser, type TestBrowser, type Watch, watch } from '../support/browser.ts'
import { signIn } from '../support/people.ts'

export const owner = { email: OWNER_EMAIL, password: DEMO_PASSWORD }
/** They are active in the demo organization. */
export const maria = { email: 'maria.lopez@example.com', password: DEMO_PASSWORD }
export const suspended = { email: 'grace.hopkins@example.com', password: DEMO_PASSWORD }

/** What `npm start` serves, and a browser in front of it; after each test it has kept every secret and broken no policy. */
export function useStage() {
  let stage: { target: Target; demo: Demo; browser: TestBrowser; folder: string } | undefined
  let opened: { context: BrowserContext; seen: Watch }[] = []
  let secrets: string[] = []

  const get = () => {
    if (!stage) throw new Error('The stage stands only during tests.')
    return stage
  }
  const outputs = (name: string) => get().target.outputs[name] ?? ''

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'roster-walk-'))
    const [demo, browser] = await Promise.all([startDemo({ port: 0, folder, fresh: true }), startBrowser()])
    const { Roster } = JSON.parse(await readFile(join(folder, 'outputs.json'), 'utf8')) as { Roster: Record<string, string> }
    stage = { target: { outputs: Roster }, demo, browser, folder }
  })

  afterEach(async () => {
    const [pages, kept] = [opened, secrets]
    ;[opened, secrets] = [[], []]
    const requests = (await Promise.all(pages.map(({ seen }) => seen.requests()))).flat()
    await Promise.all(pages.map(({ context }) => context.close()))
    expect(pages.flatMap(({ seen }) => seen.complaints)).toEqual([])
    expect(requests.filter(request => kept.some(secret => request.includes(secret)))).toEqual([])
  })

  afterAll(async () => {
    await stage?.browser.close()
    await stage?.demo.close()
    if (stage) await rm(stage.folder, { recursive: true, force: true })
  })

  const api = (method: string, path: string, asked: Ask = {}): Promise<Answer> => ask(get().target, method, path, asked)
  const orgPath = (path: string) => `/v1/orgs/${outputs('DemoOrgId')}${path}`
  const tokenOf = ({ email, password }: { email: string; password: string }) => signIn(get().target, email, password)

  /** The newest link's token: from here on nobody may see it in a request's URL or headers. */
  async function secretFor(email: string): Promise<string> {
    const secret = await tokenFor(get().target, email)
    secrets.push(secret)
    return secret
  }

  return {
    outputs,
    api,
    orgPath,
    tokenOf,
    secretFor,
    target: () => get().target,
    /** A browser in which nobody has been yet. */
    async open(options?: BrowserContextOptions): Promise<Page> {
      const context = await get().browser.open(options)
      context.setDefaultTimeout(10_000)
      opened.push({ context, seen: await watch(context) })
      const page = await context.newPage()
      return page
    },
    /** As the owner, by the API; gives the link's token. */
    async invite(email: string, entry: object = {}): Promise<string> {
      const body = { invitations: [{ email, roleIds: ['rol_member'], ...entry }] }
      const answer = await api('POST', orgPath('/invitations'), { token: await tokenOf(owner), body })
      expect(answer.body.results).toMatchObject([{ status: 'created' }])
      return secretFor(email)
    },
    /** As an operator. */
    async createOrg(name: string, ownerEmail: string): Promise<void> {
      const path = `/2015-03-31/functions/${outputs('CreateOrganizationFunction')}/invocations`
      const body = JSON.stringify({ name, owner: ownerEmail })
      const answer = await fetch(outputs('LambdaEndpoint') + path, { method: 'POST', body })
      expect(await answer.json()).toHaveProperty('orgId')
    },
    /** The six digits of the newest mail. */
    async codeFor(email: string): Promise<string> {
      const [mail] = await mailTo(get().target, email)
      return /\b\d{6}\b/.exec(mail?.html ?? '')?.[0] ?? ''
    },
  }
}
