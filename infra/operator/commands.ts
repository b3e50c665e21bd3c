import { parseArgs } from 'node:util'
import type { Call } from './functions.ts'
import { importUsage } from './import/options.ts'

export type Command = {
  local: boolean
  outputs?: string
  json: boolean
  run(call: Call): Promise<unknown>
  /** The result in words. */
  tell(result: unknown): string
}

type Values = Record<string, string | boolean | undefined>
type Use = { usage: string; options: string[]; run(call: Call, values: Values): Promise<unknown>; tell(result: never): string }

const uses: Record<string, Use> = {
  'create-org': {
    usage: '--name "Acme" --owner owner@acme.example [--owner-locale en]',
    options: ['name', 'owner', 'owner-locale'],
    run: (call, { name, owner, 'owner-locale': ownerLocale }) => call('CreateOrganizationFunction', { name, owner, ownerLocale }),
    tell: ({ orgId, ownerId, invitationId }: { orgId: string; ownerId: string; invitationId: string }) =>
      `organization ${orgId}\nowner        ${ownerId} (gets a mail)\ninvitation   ${invitationId}`,
  },
  'invite-owner': {
    usage: '--org <id> --owner owner@acme.example [--owner-locale en]',
    options: ['org', 'owner', 'owner-locale'],
    run: (call, { org, owner, 'owner-locale': ownerLocale }) => call('InviteOwnerFunction', { orgId: org, owner, ownerLocale }),
    tell: ({ ownerId, invitationId }: { ownerId: string; invitationId: string }) =>
      `owner        ${ownerId} (gets a mail)\ninvitation   ${invitationId}`,
  },
  'set-seats': {
    usage: '--org <id> --seats <n> [--counting <roleId,…> | --counting all]',
    options: ['org', 'seats', 'counting'],
    run: (call, { org, seats, counting }) =>
      call('SetSeatsFunction', { orgId: org, seats: number(seats), ...(counting !== undefined && { counting: list(counting) }) }),
    tell: ({ seats }: { seats: { limit: number; used: number } }) => `${seats.used} of ${seats.limit} seats are taken.`,
  },
  'set-limits': {
    usage: '--org <id> [--invites-per-minute n] [--invites-per-day n] [--mails-per-address n] [--users n]',
    options: ['org', 'invites-per-minute', 'invites-per-day', 'mails-per-address', 'users'],
    run: (call, values) =>
      call('SetLimitsFunction', {
        orgId: values.org,
        invitesPerMinute: number(values['invites-per-minute']),
        invitesPerDay: number(values['invites-per-day']),
        mailsPerAddress: number(values['mails-per-address']),
        users: number(values.users),
      }),
    tell: ({ limits }: { limits: Record<string, number> }) =>
      Object.entries(limits)
        .map(([name, limit]) => `${name} ${limit}`)
        .join('\n'),
  },
  'list-orgs': {
    usage: '',
    options: [],
    run: listAll,
    tell: (organizations: Organization[]) =>
      organizations
        .map(
          ({ id, name, seats, users }) =>
            `${id}  ${seats.used}/${seats.limit} seats  ${users.used}/${users.limit} users  ${name}`,
        )
        .join('\n') || 'There is no organization yet.',
  },
}

type Organization = { id: string; name: string; seats: { limit: number; used: number }; users: { limit: number; used: number } }

export const usage = `Operators' commands, for a deployment or, with --local, for npm start:

${Object.entries(uses)
  .map(([name, { usage: how }]) => `  npm run roster -- ${name} ${how}`)
  .join('\n')}

  --local            the local stack, found through ROSTER_DATA
  --outputs <file>   what npm run deploy wrote; outputs.json unless said
  --json             the result as JSON

${importUsage}`

/** Throws with one line that says what is wrong with the arguments. */
export function commandOf(args: string[]): Command | 'help' | 'import' {
  const [name = 'help', ...rest] = args
  if (name === 'help' || name === '--help' || rest.includes('--help')) return 'help'
  if (name === 'import') return name
  const use = uses[name]
  if (!use) throw new Error(`There is no command ${name}. There are: ${Object.keys(uses).join(', ')}, import.`)
  const strings = Object.fromEntries([...use.options, 'outputs'].map(option => [option, { type: 'string' as const }]))
  const flags = { local: { type: 'boolean' as const }, json: { type: 'boolean' as const } }
  const { values } = parseArgs({ args: rest, options: { ...strings, ...flags } })
  const { local, outputs, json } = values as Values // every option above is a string or a flag
  return {
    local: local === true,
    outputs: typeof outputs === 'string' ? outputs : undefined,
    json: json === true,
    run: call => use.run(call, values),
    tell: result => use.tell(result as never), // what this command's own function answers
  }
}

async function listAll(call: Call): Promise<Organization[]> {
  const all: Organization[] = []
  let after: string | null = null
  do {
    const page = (await call('ListOrganizationsFunction', { after })) as { items: Organization[]; next: string | null } // its own answer
    all.push(...page.items)
    after = page.next
  } while (after)
  return all
}

/** What is no number is left to the function, which says what it must be. */
const number = (value: string | boolean | undefined): number | string | undefined =>
  typeof value === 'string' ? (/^\d+$/.test(value) ? Number(value) : value) : undefined

const list = (value: string | boolean): string[] | null => (value === 'all' ? null : String(value).split(','))
