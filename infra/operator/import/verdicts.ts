import type { Chunk, Open } from './chunks.ts'
import type { Answer } from './client.ts'
import { expectOk, inWords, type Problem } from './problems.ts'
import type { Row, Status } from './report.ts'
import { Stopped } from './stopped.ts'

type Seats = { needed: number; used: number; limit: number }
type Result = { status: 'created'; user?: { id: string }; invitation?: { id: string } } | { status: 'failed'; error: Problem }
type Verdicts = { results: Result[]; seats?: Seats }

export type Judged = { rows: Row[]; seats: Seats | null; stop: string | null }

/** What the API says of each line, as rows of the report, and whether it is of any use to go on. */
export function judged(answer: Answer, { lines }: Chunk, open: Open[], dryRun: boolean): Judged {
  const { results, seats = null } = expectOk(answer) as Verdicts // what the bulk route answers
  if (results?.length !== lines.length)
    throw new Stopped('The API did not answer with one result for each entry. Is this the address of Roster’s API?')
  const tries = new Map(open.map(one => [one.line, one.tries]))
  const rows = lines.map((line, index): Row => {
    const result = results[index] as Result // as many as lines
    const told = result.status === 'created' ? createdRow(result, dryRun) : failedRow(result.error)
    return {
      line: String(line.line),
      person: line.person,
      ...told,
      tries: String(1 + (tries.get(line) ?? 0)),
      content: line.content,
    }
  })
  const refused = results.flatMap(result => (result.status === 'failed' ? [result.error] : []))
  return {
    rows,
    seats,
    stop: dryRun
      ? null
      : stopAt(
          refused,
          rows.every(({ status }) => status !== 'invited'),
        ),
  }
}

type Told = Pick<Row, 'code' | 'detail' | 'userId' | 'invitationId'> & { status: Status }

const createdRow = ({ user, invitation }: Extract<Result, { status: 'created' }>, dryRun: boolean): Told => ({
  status: dryRun ? 'possible' : 'invited',
  code: '',
  detail: '',
  userId: dryRun ? '' : (user?.id ?? ''),
  invitationId: dryRun ? '' : (invitation?.id ?? ''),
})

const failedRow = (error: Problem): Told => ({
  status: statusOf(error),
  code: error.code ?? '',
  detail: inWords(error),
  userId: '',
  invitationId: '',
})

const limits = ['seat_limit_reached', 'user_limit_reached']

function statusOf({ code = '', limited }: Problem): Status {
  if (code === 'already_member' || code === 'already_invited') return 'already there'
  return limits.includes(code) || limited === 'addresses' ? 'open' : 'failed'
}

/** Roles may be free of seats, so that some of the next could still come in: only when nobody does, it is over. */
function stopAt(refused: Problem[], nobody: boolean): string | null {
  const day = refused.find(({ limited }) => limited === 'addresses')
  if (day)
    return `${inWords(day)} Run the same command again then, or after the operator has raised it (set-limits --invites-per-day).`
  const full = nobody ? refused.find(({ code = '' }) => limits.includes(code)) : undefined
  return full
    ? `${inWords(full)} (The operator: ${full.code === 'user_limit_reached' ? 'set-limits --users' : 'set-seats'}.)`
    : null
}
