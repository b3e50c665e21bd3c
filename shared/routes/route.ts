import type * as z from 'zod/mini'
import type { RosterPermission } from '../domain/permissions.ts'
import type { RefusalCode } from '../domain/refusals.ts'

/** What a function may touch. It types the tools that the handler receives, and `infra/grants.ts` turns it into IAM actions. */
export type Grant =
  | 'table:read'
  | 'table:write'
  | 'credentials:admin'
  | 'sessions:read'
  | 'sessions:end'
  | 'credentials:link'
  | 'passwords:reset'
  | 'links:make'
  | 'mail:send'
  | 'mail:unsuppress'
  | 'events:publish'
  | 'queues:send'
  | 'signing-key:read'
  | 'pages:read'
  /** Who may sign people in beside Cognito, as the settings say. */
  | 'providers:read'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type RouteSpec = {
  /** The operationId; in kebab-case the handler's file below functions/http. */
  name: string
  method: Method
  path: `/${string}`
  /** One sentence: what it does. */
  summary: string
  /** More, for the reference: units, limits, what is read from where. */
  description?: string
  /**
   * `public`: no token. `signed-in`: a token, in no organization. `member`: an active member of `{orgId}`. Else: a member who
   * holds this permission.
   */
  permission: 'public' | 'signed-in' | 'member' | RosterPermission
  grants: readonly Grant[]
  /** What the path's parameters must look like, where they are no ids of ours. */
  params?: z.ZodMiniObject
  /** Query parameters; anything else in the query is refused. */
  query?: z.ZodMiniObject
  body?: z.ZodMiniType
  response: ResponseSpec
  /** What it may refuse beside what every route may. */
  refusals: readonly RefusalCode[]
  /** A public route that looks at a bearer token when there is one; the function verifies it. */
  optionalToken?: true
  /** Takes `Idempotency-Key`. */
  idempotent?: true
}

/** `schema` for a JSON answer, `type` for another content type, neither for no body. */
export type ResponseSpec = {
  status: number
  schema?: z.ZodMiniType
  type?: string
  /** Says when there is nothing to show: then 204 is answered instead. */
  orEmpty?: string
}

/** The path's parameters: `/v1/orgs/{orgId}` has `orgId`. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & ParamsOf<Rest>
  : unknown

/** Declares a route, keeping every literal of it for the types that follow from it. */
export const route = <const Spec extends RouteSpec>(spec: Spec): Spec => spec
