import { describe, expect, test } from 'vitest'
import { allFunctions, isBackground, kebab, sourceOf } from '../../infra/function-files.ts'
import { rosterPermissions } from '../../shared/domain/permissions.ts'
import { background } from '../../shared/routes/background.ts'
import { notFoundRoute, routes } from '../../shared/routes/index.ts'
import { importsOf, isIn, sourcesIn } from './sources.ts'

const files = sourcesIn('functions').map(({ path }) => path)
const specs = allFunctions.map(spec => ({ name: spec.name, spec }))

describe('the declared functions', () => {
  test('are exactly the files there are', () => {
    expect(allFunctions.map(spec => sourceOf(spec).replaceAll('\\', '/')).toSorted()).toEqual(files)
  })

  test('have each a name of its own, in camelCase', () => {
    expect(new Set(specs.map(({ name }) => name)).size).toBe(specs.length)
    for (const { name } of specs) expect(name).toMatch(/^[a-z]+([A-Z][a-z]+)*$/)
  })

  test('have files in kebab-case, in the folder of what calls them', () => {
    expect(kebab('inviteUsers')).toBe('invite-users')
    for (const path of files)
      expect(path).toMatch(/^functions\/(http|stream|queues|schedule|cognito|ses|operator)\/[a-z]+(-[a-z]+)*\.ts$/)
  })

  test.each(specs)('$name exports its handler and nothing else, under its own declaration', ({ name, spec }) => {
    const [source] = sourcesIn('functions').filter(({ path }) => path === sourceOf(spec).replaceAll('\\', '/'))
    const exported = [...(source?.text ?? '').matchAll(/^export (?:const|async function|function|\{) ?(\w*)/gm)].map(
      ([, what]) => what,
    )
    expect(exported).toEqual(['handler'])
    const declarations = importsOf(source ?? { path: '', text: '' })
      .filter(({ from }) => isIn(from, 'shared/routes'))
      .flatMap(({ names }) => names)
    const declared = spec === notFoundRoute ? 'notFoundRoute' : name
    if (declarations.length > 0) expect(declarations).toContain(declared)
    else expect(isBackground(spec) && spec.on.kind, 'a trigger or schedule needs no shell').toMatch(/cognito|schedule/)
  })

  test('have in their hands exactly what they are granted', () => {
    const tools: Record<string, string> = {
      'shared/aws/cognito.ts': 'credentials:admin',
      'shared/aws/sessions.ts': 'sessions:read',
      'shared/aws/password-resets.ts': 'passwords:reset',
      'shared/links.ts': 'links:make',
      'shared/aws/ses.ts': 'mail:send',
      'shared/aws/eventbridge.ts': 'events:publish',
      'shared/aws/sqs.ts': 'queues:send',
      'shared/aws/secrets.ts': 'signing-key:read',
      'shared/aws/dynamodb.ts': 'table:read',
      'shared/pages.ts': 'pages:read',
      'shared/providers.ts': 'providers:read',
    }
    /** What comes from the same file as another tool, and is granted apart from it. */
    const apart: Record<string, string> = { 'shared/aws/cognito.ts links': 'credentials:link' }
    for (const spec of allFunctions) {
      const path = sourceOf(spec).replaceAll('\\', '/')
      const [source] = sourcesIn('functions').filter(one => one.path === path)
      const used = importsOf(source ?? { path: '', text: '' }).filter(({ from, typeOnly }) => tools[from] && !typeOnly)
      const needed = used.flatMap(({ from, names }) => [...new Set(names.map(name => apart[`${from} ${name}`] ?? tools[from]))])
      // These come from the same file as another one.
      const granted = spec.grants.filter(grant => !['table:write', 'sessions:end', 'mail:unsuppress'].includes(grant))
      expect(needed.toSorted(), path).toEqual(granted.toSorted())
    }
  })
})

describe('a route', () => {
  test.each(routes)('$name of a member is granted what reads the caller', route => {
    const needsMember = route.permission === 'member' || route.permission.includes(':')
    if (needsMember) expect(route.grants).toContain('table:read')
    expect(needsMember).toBe(route.path.includes('{orgId}'))
  })

  test('that takes an idempotency key can write, and so can remember it', () => {
    const idempotent = routes.filter(route => route.idempotent)
    expect(idempotent.length).toBeGreaterThan(0)
    for (const route of idempotent) expect(route.grants, route.name).toContain('table:write')
  })

  test('that answers 200 to a POST that creates takes an idempotency key', () => {
    const creating = routes.filter(({ method, name }) => method === 'POST' && /^(invite|create)/.test(name))
    expect(creating.filter(({ idempotent }) => !idempotent)).toEqual([])
  })

  test('that only reads writes nothing', () => {
    for (const route of routes.filter(({ method }) => method === 'GET'))
      expect(route.grants, route.name).not.toContain('table:write')
    for (const spec of allFunctions.filter(({ grants }) => grants.includes('table:write'))) {
      expect(spec.grants, spec.name).toContain('table:read')
    }
  })

  test('that changes one thing has no other that it could be mistaken for', () => {
    const places = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
    expect(new Set(places).size).toBe(places.length)
  })

  test('that goes on from a cursor can sign one', () => {
    for (const route of routes.filter(({ refusals }) => refusals.includes('invalid_cursor'))) {
      expect(route.grants, route.name).toContain('signing-key:read')
    }
  })

  test('is public only where the contract says so', () => {
    expect(
      routes
        .filter(({ permission }) => permission === 'public')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual([
      'acceptInvitation',
      'acceptPage',
      'confirmPasswordReset',
      'declineInvitation',
      'health',
      'homePage',
      'lookupInvitation',
      'openapi',
      'pageAsset',
      'requestPasswordReset',
      'resetPage',
    ])
  })

  test('asks for a permission that there is', () => {
    const known: string[] = rosterPermissions.map(({ key }) => key)
    for (const { name, permission } of routes) {
      if (!['public', 'signed-in', 'member'].includes(permission)) expect(known, name).toContain(permission)
    }
  })

  test('has a summary of one sentence', () => {
    for (const { name, summary } of routes) expect(summary, name).toMatch(/^[A-Z].*\.$/)
  })
})

test('no operator’s function can be called over HTTP', () => {
  for (const spec of background) expect('path' in spec, spec.name).toBe(false)
})

describe('a client of AWS', () => {
  /** What makes one, by the name of its class in the SDK. */
  const made = sourcesIn('functions', 'shared', 'web', 'infra').flatMap(({ path, text }) => {
    const services = importsOf({ path, text }).filter(({ from }) => from.startsWith('@aws-sdk/client-'))
    return services.flatMap(({ from, names }) =>
      names.filter(name => name.endsWith('Client') && text.includes(`new ${name}(`)).map(() => ({ path, service: from })),
    )
  })

  test('is made in exactly one file per service, below shared/aws', () => {
    const deployed = made.filter(({ path }) => !isIn(path, 'infra'))
    // Who ends sessions, or has a code mailed, may do less than who makes users, through the same client.
    const sharing = ['shared/aws/password-resets.ts', 'shared/aws/sessions.ts']
    const files = sourcesIn('shared/aws').map(({ path }) => path)
    expect(deployed.map(({ path }) => path)).toEqual(files.filter(path => !sharing.includes(path)))
    expect(new Set(deployed.map(({ service }) => service)).size).toBe(deployed.length)
  })

  test('is made in infra only by the operators’ command, which calls functions, and for the table of the local stack', () => {
    expect(made.filter(({ path }) => isIn(path, 'infra'))).toEqual([
      { path: 'infra/local/table.ts', service: '@aws-sdk/client-dynamodb' },
      { path: 'infra/operator/functions.ts', service: '@aws-sdk/client-lambda' },
    ])
  })
})

describe('what a role may do', () => {
  const stack = sourcesIn('infra').filter(({ path }) => !isIn(path, 'infra/local') && path !== 'infra/grants.ts')

  test('is said in infra/grants.ts and nowhere else', () => {
    const named = stack.flatMap(({ path, text }) =>
      (text.match(/'(?!aws:)[a-z][a-z0-9-]*:(?:\*|[A-Z][A-Za-z]*\*?)'/g) ?? []).map(one => `${path}: ${one}`),
    )
    expect(named).toEqual([])
    const statements = stack.filter(({ text }) =>
      /\bPolicyStatement\b|addToRolePolicy|addManagedPolicy|fromAwsManagedPolicyName/.test(text),
    )
    expect(statements.map(({ path }) => path)).toEqual([])
  })

  test('is widened by no grant method of the CDK, but for what AWS itself does in its own name', () => {
    const widened = stack.flatMap(({ path, text }) =>
      (text.match(/\.grant[A-Z]?\w*\((?!new ServicePrincipal\()/g) ?? []).map(one => `${path}: ${one}`),
    )
    expect(widened).toEqual([])
  })
})
