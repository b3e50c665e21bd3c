import { type Chunk, chunksOf, type Open } from './chunks.ts'
import { type Client, openClient, type World } from './client.ts'
import { saidIn } from './columns.ts'
import { type Line, linesOf } from './lines.ts'
import type { Options } from './options.ts'
import { isIn, openDryReport, openReport, type Report, type Row, readPast } from './report.ts'
import { openRoles } from './roles.ts'
import { Stopped } from './stopped.ts'
import { type Summary, summaryOf } from './summary.ts'
import { openTarget } from './target.ts'
import { readText } from './text.ts'
import { type Judged, judged } from './verdicts.ts'

type Around = World & { env: NodeJS.ProcessEnv }

/**
 * L3 for a whole file. What was answered is in the report before the next request goes out, so that a run may end at any moment: the same
 * command goes on there. Whoever is not in yet is tried again by every run, once.
 */
export async function importPeople(options: Options, world: Around): Promise<Summary> {
  const client = openClient(await openTarget(options, world.env), world)
  const lines = await readLines(options, client, world)
  const past = await readPast(options.report, options.org)
  const report = options.dryRun ? await openDryReport(options.dryReport, past) : await openReport(options.report, past)
  const open = lines.flatMap((line): Open[] => {
    const row = past.rows.get(line.content)
    return isIn(row) || line.faults.length > 0 ? [] : [{ line, tries: Number(row?.tries ?? 0) }]
  })
  await report.append(lines.filter(({ faults }) => faults.length > 0).map(badRow))
  if (open.length === 0) world.say('There is nothing left to do.')
  const { stopped, seats } = await sendAll({ options, client, report, world, open })
  await report.tidy(lines)
  const summary = summaryOf(lines, line => report.rowOf(line), report.file)
  return { ...summary, ...(seats && { seats }), ...(stopped !== null && { stopped }) }
}

/** Throws with the faults of all lines, before anybody is invited. */
async function readLines({ file, org, ignoreUnknown, skipBad }: Options, client: Client, world: World): Promise<Line[]> {
  const { said, unused } = saidIn(await readText(file), file, ignoreUnknown)
  if (unused.length > 0) world.say(`Left out: ${unused.join(', ')}.`)
  if (said.length === 0) throw new Stopped(`${file} has nobody in it: there is only the line with the columns.`)
  const lines = linesOf(said, await openRoles(client, org, said))
  const bad = lines.filter(({ faults }) => faults.length > 0)
  for (const { line, faults } of bad) world.say(`Line ${line}: ${faults.join('; ')}.`)
  if (bad.length > 0 && !skipBad)
    throw new Stopped(
      `Nobody was invited: ${bad.length} of ${lines.length} lines can’t be right. Correct them, or leave them out with --skip-bad.`,
    )
  return lines
}

const badRow = ({ line, person, content, faults }: Line) => ({
  line: String(line),
  person,
  status: 'failed' as const,
  code: 'bad_line',
  detail: faults.join('; '),
  userId: '',
  invitationId: '',
  tries: '0',
  content,
})

type Sending = { options: Options; client: Client; report: Report; world: World; open: Open[] }
type Ended = { stopped: string | null; seats: Summary['seats'] | null }

async function sendAll(sending: Sending): Promise<Ended> {
  const { options, report, world, open } = sending
  const rows: Row[] = []
  const ended: Ended = { stopped: null, seats: null }
  try {
    for (const chunk of chunksOf(open, { importId: report.importId, message: options.message })) {
      if (world.stopping()) throw new Stopped('You stopped it.')
      const { rows: more, stop, seats } = await send(sending, chunk)
      await report.append(more)
      rows.push(...more)
      world.say(`${rows.length} of ${open.length} lines`)
      if (seats)
        ended.seats = { needed: (ended.seats?.needed ?? 0) + seats.needed, free: seats.limit - seats.used, limit: seats.limit }
      if (stop) throw new Stopped(stop)
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const left = open.length - rows.filter(({ status }) => status !== 'open').length
    ended.stopped = `${error.message} ${left} of ${open.length} lines are open; run the same command again to go on.`
  }
  return ended
}

async function send({ options, client, open }: Sending, chunk: Chunk): Promise<Judged> {
  const path = `/v1/orgs/${encodeURIComponent(options.org)}/invitations${options.dryRun ? '?dryRun=true' : ''}`
  const { body, idempotencyKey } = chunk
  const answer = await client({ method: 'POST', path, body, ...(!options.dryRun && { idempotencyKey }) })
  return judged(answer, chunk, open, options.dryRun)
}
