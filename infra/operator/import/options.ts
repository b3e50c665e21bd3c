import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Stopped } from './stopped.ts'

export const importUsage = `Invites everybody in a CSV file, as the person whose access token is in ROSTER_TOKEN:

  npm run roster -- import <people.csv> --org <id>

  --report <file>    what became of each line; <people.csv>.report.csv unless said. With it the same command goes on where it stopped
  --message <text>   for everybody's mail
  --dry-run          what would become of each line, in <people.csv>.dry-run.csv; nobody is invited
  --skip-bad         go on without the lines that can't be right, instead of refusing the file
  --ignore-unknown   leave out the columns that are not known
  --api <url>        the API, instead of ApiUrl in the outputs
  --local, --outputs <file>, --json   as above
  --as <email>       with --local: sign in as this person, with the password in ROSTER_PASSWORD

  Exit code 0: everybody is in; 1: not everybody; 2: it could not begin, or stopped half-way.`

export type Options = {
  file: string
  report: string
  dryReport: string
  org: string
  local: boolean
  outputs?: string
  api?: string
  as?: string
  message?: string
  dryRun: boolean
  skipBad: boolean
  ignoreUnknown: boolean
  json: boolean
}

const texts = ['org', 'report', 'message', 'api', 'as', 'outputs'] as const
const flags = ['dry-run', 'skip-bad', 'ignore-unknown', 'local', 'json'] as const

export function optionsOf(args: string[]): Options {
  const { text, flag, positionals } = parsed(args)
  const [given, more] = positionals
  if (given === undefined || more !== undefined)
    throw new Stopped('Name one file: npm run roster -- import people.csv --org <id>')
  if (!text.org) throw new Stopped('--org is missing: the id of the organization, such as org_….')
  // npm goes to the project's folder; people mean the one that they are in.
  const place = (path: string) => resolve(process.env.INIT_CWD ?? '.', path)
  const file = place(given)
  const report = text.report === undefined ? `${file}.report.csv` : place(text.report)
  const dryReport = `${file}.dry-run.csv`
  if ([report, dryReport].includes(file) || report === dryReport)
    throw new Stopped('The report needs a file of its own: see --report.')
  return {
    ...text,
    org: text.org,
    file,
    report,
    dryReport,
    local: flag.local === true,
    dryRun: flag['dry-run'] === true,
    skipBad: flag['skip-bad'] === true,
    ignoreUnknown: flag['ignore-unknown'] === true,
    json: flag.json === true,
  }
}

function parsed(args: string[]) {
  const strings = Object.fromEntries(texts.map(name => [name, { type: 'string' as const }]))
  const booleans = Object.fromEntries(flags.map(name => [name, { type: 'boolean' as const }]))
  try {
    const { values, positionals } = parseArgs({ args, options: { ...strings, ...booleans }, allowPositionals: true })
    return {
      positionals,
      text: values as Partial<Record<(typeof texts)[number], string>>, // as declared above
      flag: values as Partial<Record<(typeof flags)[number], boolean>>, // likewise
    }
  } catch (error) {
    throw new Stopped(error instanceof Error ? error.message : String(error))
  }
}
