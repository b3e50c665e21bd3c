import type { Context } from 'aws-lambda'
import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { now } from '../../shared/clock.ts'
import { expireInvitations, expiryChunk } from '../../shared/data/expiring.ts'
import { type Due, listDue } from '../../shared/data/invitations.ts'
import { sweepLease } from '../../shared/data/sweeping.ts'
import { logger } from '../../shared/logger.ts'

const roundSize = 400
const reserveMilliseconds = 20_000

/**
 * L4: round after round over the sparse due index, until nothing due is left or the time runs out; the next run goes on. What fails
 * keeps nothing else from being done, and fails the run in the end, so that somebody hears of it.
 */
export const handler = async (_event: unknown, context: Context): Promise<{ marked: number }> => {
  const failures: unknown[] = []
  const late = () => context.getRemainingTimeInMillis() < reserveMilliseconds
  let marked = 0
  for (let done = 1; done > 0 && !late(); marked += done) {
    const at = now()
    done = 0
    for (const part of partsOf(await listDue(table, at, roundSize), at, context.awsRequestId)) {
      done += await part().catch(error => {
        failures.push(error)
        return 0
      })
      if (late()) break
    }
  }
  logger.info('expired', { marked })
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} parts failed; the next run tries them again.`)
  return { marked }
}

/** Invitations first: a Cognito that is down must not keep them open. */
function partsOf(due: Due[], at: string, runId: string): (() => Promise<number>)[] {
  const origin = { ip: null, userAgent: null, requestId: runId }
  const invitations = due.filter(one => 'orgId' in one)
  const byOrg = [...Map.groupBy(invitations, ({ orgId }) => orgId)]
  return [
    ...byOrg.flatMap(([orgId, ofOrg]) =>
      chunksOf(ofOrg).map(chunk => {
        const ids = chunk.map(({ invitationId }) => invitationId)
        return () => expireInvitations(table, orgId, ids, at, origin)
      }),
    ),
    ...due
      .filter(one => 'userId' in one)
      .map(
        ({ userId }) =>
          async () =>
            (await sweepLease(table, credentials, userId, at, runId)) ? 1 : 0,
      ),
  ]
}

const chunksOf = <T>(list: T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / expiryChunk) }, (_, index) =>
    list.slice(index * expiryChunk, (index + 1) * expiryChunk),
  )
