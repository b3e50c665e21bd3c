import middy from '@middy/core'
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type * as z from 'zod/mini'
import { now } from '../clock.ts'
import { outOfTime, untilFresh } from '../data/failures.ts'
import type { Found, Places, ReadTable } from '../data/table.ts'
import type { ParamsOf, RouteSpec } from '../routes/route.ts'
import type { ToolsOf } from '../tools.ts'
import { answers } from './answers.ts'
import { admit, type Membership, type SubjectsOf } from './caller.ts'
import { checkIfMatch } from './if-match.ts'
import { observed } from './observed.ts'
import type { Answer } from './problems.ts'
import { type ParsedRequest, paramsOf, parseRequest } from './request.ts'
import { accessTokenOf, claimsOf, type SignedIn, signedInBy } from './tokens.ts'

/** What a handler works on. A member's route has the caller and what the path names; all read in one hop. */
type Asked<Route extends RouteSpec, More extends Places> = ParsedRequest<Route> & {
  at: string
  event: APIGatewayProxyEventV2
} & (Route['permission'] extends 'public'
    ? unknown
    : Route['permission'] extends 'signed-in'
      ? { signedIn: SignedIn }
      : Membership & SubjectsOf<ParamsOf<Route['path']>> & { signedIn: SignedIn; found: Found<More> })

/** The answer's body: JSON by the route's schema, or text of the route's content type. */
export type AnswerOf<Route extends RouteSpec> = Route['response'] extends { schema: infer Schema extends z.ZodMiniType }
  ? z.input<Schema> | (Route['response'] extends { orEmpty: string } ? undefined : never)
  : Route['response'] extends { type: string }
    ? { text: string; headers?: Record<string, string> }
    : void

type Act<Route extends RouteSpec, More extends Places> = (
  asked: Asked<Route, More>,
  tools: ToolsOf<Route['grants']>,
) => Promise<AnswerOf<Route>> | AnswerOf<Route>

/** Half a second before Lambda ends the function, so that the answer is ours. */
const timely = {
  timeoutEarlyInMillis: 500,
  timeoutEarlyResponse: () => {
    throw outOfTime()
  },
}

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>

type Reads<Route extends RouteSpec, More extends Places> = (
  request: ParsedRequest<Route> & { signedIn: SignedIn; at: string },
) => More

/**
 * The only shell around a route: parse, admit, act, answer. A fault of the input is told only after the caller was admitted, so that
 * somebody from outside learns nothing but 404. What two callers changed at once is read and decided again.
 * @param reads what `act` needs beside, read together with the caller
 */
export function endpoint<const Route extends RouteSpec>(
  route: Route,
  tools: ToolsOf<Route['grants']>,
  act: Act<Route, Record<never, never>>,
): Handler
export function endpoint<const Route extends RouteSpec, More extends Places>(
  route: Route,
  tools: ToolsOf<Route['grants']>,
  reads: Reads<Route, More>,
  act: Act<Route, More>,
): Handler
export function endpoint<const Route extends RouteSpec, More extends Places>(
  route: Route,
  tools: ToolsOf<Route['grants']>,
  ...work: [Act<Route, More>] | [Reads<Route, More>, Act<Route, More>]
): Handler {
  const [reads, act] = work.length === 2 ? work : [() => ({}) as More, work[0]] // the first overload's More is empty
  const handle = (event: APIGatewayProxyEventV2): Promise<AnswerOf<Route>> =>
    untilFresh(async () => act(await prepare(route, tools, event, reads), tools))
  const wrapped = middy<APIGatewayProxyEventV2>(timely).use(observed(route)).use(answers(route)).handler(handle)
  return (event, context) => wrapped(event, context)
}

async function prepare<Route extends RouteSpec, More extends Places>(
  route: Route,
  tools: unknown,
  event: APIGatewayProxyEventV2,
  reads: Reads<Route, More>,
): Promise<Asked<Route, More>> {
  const parsed: Attempt<ParsedRequest<Route>> = attempt(() => parseRequest(route, event))
  const shared = { at: now(), event }
  if (route.permission === 'public') return { ...demand(parsed), ...shared } as Asked<Route, More> // the type asks for no more here
  const signedIn = { ...signedInBy(claimsOf(event)), accessToken: accessTokenOf(event) }
  if (route.permission === 'signed-in') return { ...demand(parsed), ...shared, signedIn } as unknown as Asked<Route, More> // nor here
  const { table } = tools as { table: ReadTable } // every member's route is granted table:read; a test sees to it
  const more = 'value' in parsed ? reads({ ...parsed.value, signedIn, at: shared.at }) : ({} as More) // a refusal follows, so nothing is missed
  const admitted = await admit(table, route, signedIn, paramsOf(event), more)
  const request = demand(parsed)
  // The version compared is that of what the path names last; whoever reads something else compares its version itself.
  const subject = admitted.invitation ?? admitted.target?.user
  // Whoever remembers a request by its key does so too: a repetition finds what the first one changed.
  if (subject && request.idempotencyKey === null) checkIfMatch(request.ifMatch, subject.version)
  return { ...request, ...shared, ...admitted, signedIn } as unknown as Asked<Route, More> // what `admit` gives for these params
}

type Attempt<T> = { value: T } | { error: unknown }

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() }
  } catch (error) {
    return { error }
  }
}

function demand<T>(attempted: Attempt<T>): T {
  if ('error' in attempted) throw attempted.error
  return attempted.value
}
