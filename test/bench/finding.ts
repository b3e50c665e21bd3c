import { userSorts } from '../../shared/routes/users.ts'
import type { Json } from '../support/api.ts'
import { crowdSites } from '../support/crowd.ts'
import { budgets, flat } from './budgets.ts'
import type { Crowd } from './crowds.ts'
import type { Cost, Measure } from './measure.ts'
import type { Table } from './print.ts'
import { request } from './scene.ts'

/** What is asked, by whom, and what one page of it may cost. */
type Case = {
  label: string
  queries: string[]
  by?: 'site-bound'
  budget: { hops: number; reads: number }
  flat?: true
  /** Named so in the plot. */
  plotted?: string
}

const { page, statusPage, sitePage, prefixPage, rarePage, searchPage, anyPage } = budgets

export const cases: Case[] = [
  { label: 'any order', queries: userSorts.map(sort => `sort=${sort}`), budget: page, flat: true, plotted: 'list' },
  {
    label: 'status, status and role, by name',
    queries: [
      'status=active',
      'status=suspended',
      'status=active&roleId=rol_site_admin,rol_admin',
      'status=suspended&roleId=rol_member',
    ],
    budget: statusPage,
    flat: true,
    plotted: 'status and role',
  },
  {
    // Each further one costs the half unit that no query costs less than.
    label: 'likewise, where eight to ten status and role sets match',
    queries: ['status=invited,expired', 'roleId=rol_admin'],
    budget: { ...statusPage, reads: statusPage.reads + 3 },
    flat: true,
  },
  { label: 'a site', queries: [`siteId=${crowdSites[3]}`, `siteId=${crowdSites[5]}&sort=-name`], budget: sitePage, flat: true },
  {
    label: 'a site-bound caller',
    queries: ['', 'sort=-name'],
    by: 'site-bound',
    budget: sitePage,
    flat: true,
    plotted: 'site-bound caller',
  },
  {
    label: 'status, role and a prefix, by name',
    queries: [
      'status=active&roleId=rol_member&lastName=lo',
      'status=active&roleId=rol_member&firstName=mar',
      'status=suspended&roleId=rol_member&email=a',
    ],
    budget: prefixPage,
    plotted: 'status, role and a prefix',
  },
  {
    label: 'status, role or date of at most 5 %, under another order',
    queries: [
      'status=suspended&sort=-createdAt',
      'roleId=rol_admin&sort=email',
      'status=expired&sort=lastSignInAt',
      'createdAfter=2026-04-15',
      'lastSignInBefore=2022-01-01&sort=-email',
    ],
    budget: rarePage,
    plotted: 'rare status, role or date, another order',
  },
  {
    label: 'q with at most 100 hits',
    queries: [
      'q=goldström',
      'q=hartenko',
      'q=steinwicz&sort=-email',
      'q=lund maria&status=active',
      'q=kessdze&sort=createdAt',
      'q=moss 4711',
      'q=zzz',
    ],
    budget: searchPage,
    plotted: 'q, rare',
  },
  {
    label: 'q as common as a domain',
    queries: ['q=acme', 'q=acme.com&sort=-createdAt', 'q=com&sort=email'],
    budget: searchPage,
    plotted: 'q, a domain',
  },
  {
    label: 'any other mixture',
    queries: [
      'q=mar',
      'q=mar lop',
      'q=oyelaran',
      'q=maria&sort=-lastSignInAt',
      'q=berlin&status=active',
      'q=lopez&siteId=' + crowdSites[1],
      'q=mar&status=suspended&sort=email',
      'locale=ja&neverSignedIn=true&sort=email',
      'phone=49&roleId=rol_admin&sort=createdAt',
      'siteId=' + crowdSites[2] + '&status=invited&sort=-email',
      'firstName=yuki&createdBefore=2024-01-01&lastSignInBefore=2025-01-01',
      'email=maria.&sort=name',
      'lastName=sanchez&sort=-createdAt',
    ],
    budget: anyPage,
    plotted: 'any mixture',
  },
]

/** Of all pages looked at: the dearest, the mean, and how many were not full though the list went on. */
export type Found = { reads: number; mean: number; hops: number; short: number; pages: number; worst: string }

const mostPages = 4
const mostTries = 4

type Asking = { measure: Measure; stack: Parameters<typeof request>[0]; crowd: Crowd }

export async function find(asking: Asking, one: Case): Promise<Found> {
  const found: Found = { reads: 0, mean: 0, hops: 0, short: 0, pages: 0, worst: '' }
  for (const query of one.queries) {
    for (const { cost, length, next } of await pagesOf(asking, query, one)) {
      if (cost.reads > found.reads) Object.assign(found, { reads: cost.reads, worst: query })
      found.hops = Math.max(found.hops, cost.hops)
      found.mean = (found.mean * found.pages + cost.reads) / (found.pages + 1)
      found.pages++
      if (next && length < 50) found.short++
    }
  }
  return found
}

/** The first pages, one after the other. */
async function pagesOf({ measure, stack, crowd }: Asking, query: string, { by, budget }: Case) {
  const { token } = by ? crowd.siteBound : crowd.org.owner
  const pages: { cost: Cost; length: number; next: string | null }[] = []
  do {
    const cursor = pages.at(-1)?.next
    const path = `/v1/orgs/${crowd.org.id}/users?${query}${cursor ? `&cursor=${cursor}` : ''}`
    let body: Json
    const costs: Cost[] = []
    // On a busy machine calls side by side may look like one after the other; never the other way round.
    do {
      const { cost } = await measure(async () => {
        body = (await request(stack, { method: 'GET', path, token })).body
      })
      costs.push(cost)
    } while (costs.length < mostTries && Math.min(...costs.map(({ hops }) => hops)) > budget.hops)
    const cost = costs.reduce((best, one) => (one.hops < best.hops ? one : best))
    pages.push({ cost, length: body.items.length, next: body.nextCursor })
  } while (pages.at(-1)?.next && pages.length < mostPages)
  return pages
}

export type Findings = { size: number; found: Found[] }[]

const over = ({ budget }: Case, { reads, hops }: Found) => reads > budget.reads || hops > budget.hops

/** From 10 000 people to the largest size: below, the last pages are not full. */
function growth(findings: Findings, index: number): number | null {
  const [small, ...larger] = findings.filter(({ size }) => size >= 10_000).map(({ found }) => found[index]?.mean)
  const large = larger.at(-1)
  return small && large ? large / small : null
}

const tooSteep = (findings: Findings, index: number) => Boolean(cases[index]?.flat) && (growth(findings, index) ?? 0) > flat

export const isOverAnywhere = (findings: Findings): boolean =>
  cases.some((one, index) => tooSteep(findings, index) || findings.some(({ found }) => found[index] && over(one, found[index])))

export const findingTable = (findings: Findings): Table => ({
  title: 'A page of 50 users: read units of the dearest page (mean), hops, by the size of the organization',
  head: ['asked', 'budget', ...findings.map(({ size }) => String(size)), 'growth', 'short pages', ''],
  lines: cases.map((one, index) => {
    const all = findings.flatMap(({ found }) => found[index] ?? [])
    const cells = all.map(({ reads, mean, hops }) => `${reads} (${mean.toFixed(1)}), ${hops}`)
    const bad = all.filter(found => over(one, found)).map(({ worst }) => worst)
    const steep = tooSteep(findings, index) ? ['not flat'] : []
    const ratio = growth(findings, index)
    return [
      one.label,
      `${one.budget.reads}, ${one.budget.hops}${one.flat ? ', flat' : ''}`,
      ...cells,
      ratio === null ? '' : ratio.toFixed(2),
      all.map(({ short, pages }) => `${short}/${pages}`).join(' '),
      [...bad.map(query => `OVER ${query}`), ...steep].join('; ') || 'ok',
    ]
  }),
})
