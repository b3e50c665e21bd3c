import * as z from 'zod/mini'
import { type RefusalCode, refusals } from '../domain/refusals.ts'
import { version } from '../version.ts'
import { problemShape } from './fields.ts'
import { invitationEntry } from './invitation-entry.ts'
import type { RouteSpec } from './route.ts'

type Json = Record<string, unknown>

/** What every route may refuse, by how it is called. */
const always = (route: RouteSpec): RefusalCode[] => [
  ...(route.permission === 'public' || route.permission === 'signed-in' ? [] : (['not_found', 'mfa_required'] as const)),
  ...(route.permission.includes(':') ? (['forbidden'] as const) : []),
  ...(route.body ? (['malformed_json', 'payload_too_large', 'unsupported_media_type', 'validation_failed'] as const) : []),
  ...(route.query || route.params ? (['validation_failed'] as const) : []),
  'unavailable',
]

/** OpenAPI 3.1 of the API, from the declarations that deploy the routes. Pages are no part of it. */
export function openApiOf(routes: readonly RouteSpec[], title: string): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const route of routes.filter(({ response }) => !response.type)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schemas) }
  }
  schemaOf(z.object({ problemShape }), 'output', schemas)
  schemaOf(z.object({ invitationEntry }), 'input', schemas)
  return {
    openapi: '3.1.0',
    info: { title: `${title} user management`, version, description: 'Errors are problems (RFC 9457); every code is stable.' },
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A Cognito access token.' } },
    },
  }
}

function operationOf(route: RouteSpec, schemas: Json): Json {
  const { name, summary, description, permission, body, response } = route
  return {
    operationId: name,
    summary,
    description:
      [description, permission.includes(':') && `Needs the permission \`${permission}\`.`].filter(Boolean).join(' ') || undefined,
    security: permission === 'public' ? (route.optionalToken ? [{}, { token: [] }] : []) : [{ token: [] }],
    parameters: parametersOf(route, schemas),
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } },
      },
    }),
    responses: {
      [response.status]: {
        description: summary,
        ...(response.schema && { content: { 'application/json': { schema: schemaOf(response.schema, 'output', schemas) } } }),
      },
      ...(response.orEmpty && { 204: { description: response.orEmpty } }),
      ...((permission !== 'public' || route.optionalToken) && {
        401: { description: 'No token, or a bad one: {"message":"Unauthorized"}.' },
      }),
      ...problemsOf(route),
    },
  }
}

function parametersOf(route: RouteSpec, schemas: Json): Json[] {
  const params: Json = route.params ? schemaOf(route.params, 'input', schemas) : {}
  const described = (params.properties ?? {}) as Json // as JSON Schema says
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: described[name] ?? { type: 'string' },
  }))
  const query = route.query ? schemaOf(route.query, 'input', schemas) : {}
  const required = (query.required ?? []) as string[] // as JSON Schema says
  const inQuery = Object.entries((query.properties ?? {}) as Json).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
  const header = (name: string, summary: string) => ({
    name,
    in: 'header',
    required: false,
    description: summary,
    schema: { type: 'string' },
  })
  return [
    ...inPath,
    ...inQuery,
    ...(route.idempotent ? [header('Idempotency-Key', 'The same key and body within 24 h gives the first answer again.')] : []),
    ...(route.refusals.includes('stale_version') ? [header('If-Match', 'The ETag that the change is meant for.')] : []),
  ]
}

function problemsOf(route: RouteSpec): Json {
  const codes = [...new Set([...always(route), ...route.refusals])]
  const byStatus = Map.groupBy(codes, code => refusals[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: some.map(code => `\`${code}\`: ${refusals[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

/** The JSON Schema, with every named shape moved to the components: a named one itself is only a reference. */
function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output', schemas: Json): Json {
  const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  Object.assign(schemas, moved($defs))
  return moved(own)
}

const moved = (value: object): Json => JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'))
