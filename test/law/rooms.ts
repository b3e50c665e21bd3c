/** A folder or file, and what its files may import. A trailing `*` stands for the rest of a package's name. */
export type Room = {
  room: string
  /** Rooms and files of ours. */
  from: string[]
  /** Of these only types, which are gone when the code runs. */
  types?: string[]
  packages?: string[]
  why: string
}

/** Who may import whom. The first room that a file is in counts; what is not written here is forbidden. */
export const rooms: Room[] = [
  {
    room: 'shared/domain',
    from: ['shared/domain'],
    packages: ['node:crypto', 'node:url'],
    why: 'The rules are pure and know nothing of HTTP, AWS or tables. Of Node they use two functions of their input: HMAC and IDNA.',
  },
  {
    room: 'shared/routes',
    from: ['shared/domain', 'shared/routes', 'shared/version.ts'],
    packages: ['zod/mini'],
    why: 'A route is data: whoever reads the table pulls in no handler, no SDK and no environment.',
  },
  {
    room: 'shared/data',
    from: ['shared/domain', 'shared/data', 'shared/product.ts'],
    types: ['shared/aws'],
    packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', '@aws-sdk/util-dynamodb', 'node:crypto'],
    why: 'Alone speaks to DynamoDB, through a client that it is given. Built-in roles hold the product’s permissions.',
  },
  {
    room: 'shared/http',
    from: [
      'shared/domain',
      'shared/routes',
      'shared/http',
      'shared/data/failures.ts',
      'shared/data/identities.ts',
      'shared/data/ids.ts',
      'shared/data/invitations.ts',
      'shared/data/ledger.ts',
      'shared/data/organizations.ts',
      'shared/data/required-factors.ts',
      'shared/data/roles.ts',
      'shared/data/users.ts',
      'shared/*.ts',
    ],
    packages: ['@middy/core', 'aws-jwt-verify*', 'csv-stringify/sync', 'node:crypto', 'zod/mini'],
    types: ['shared/data', 'aws-lambda'],
    why: 'The shell of every route. Of data only types, but where it reads the caller and the path’s subjects, and tries again what was overtaken.',
  },
  {
    room: 'shared/jobs',
    from: [
      'shared/domain',
      'shared/routes',
      'shared/data',
      'shared/jobs',
      'shared/mail',
      'shared/http/problems.ts',
      'shared/*.ts',
    ],
    types: ['shared/aws', 'aws-lambda'],
    packages: ['zod/mini'],
    why: 'The shells of consumers and of operators’ functions, and what is mailed; what is wrong with an input is said in the words of the API.',
  },
  {
    room: 'shared/mail',
    from: ['shared/mail'],
    types: ['shared/domain', 'shared/colours.ts', 'shared/product.ts'],
    packages: ['eta/core'],
    why: 'A mail is made of the values that it is given, and of nothing else.',
  },
  {
    room: 'shared/aws',
    from: ['shared/domain', 'shared/data', 'shared/environment.ts', 'shared/aws/cognito.ts'],
    packages: ['@aws-sdk/*', 'node:crypto'],
    why: 'One file per service makes its client, and says AWS’s failures in the words of the domain.',
  },
  {
    room: 'shared/verify.ts',
    from: ['shared/domain/claims.ts', 'shared/http/tokens.ts', 'shared/verify-lookup.ts', 'shared/verify-options.ts'],
    types: ['shared/routes/organizations.ts', 'zod/mini'],
    packages: ['aws-jwt-verify*'],
    why: 'Runs in the product’s back end, not in ours, and shares with us what an access token of ours is.',
  },
  {
    room: 'shared/*.ts',
    from: ['shared/domain', 'shared/routes/background.ts', 'shared/*.ts'],
    types: ['shared/aws', 'shared/data', 'shared/routes'],
    packages: ['@aws-lambda-powertools/logger', '@aws-lambda-powertools/metrics', 'node:fs/promises', 'node:path'],
    why: 'What every room may need: clock, environment, logger, metrics, pages, product, settings, tools, version.',
  },
  {
    room: 'functions',
    from: ['shared'],
    packages: ['@middy/core', 'node:timers/promises', 'zod/mini'],
    types: ['aws-lambda'],
    why: 'Small handlers that never import each other: each is bundled and granted on its own.',
  },
  {
    room: 'web',
    from: ['web'],
    types: ['shared/routes', 'zod/mini'],
    why: 'What a browser loads holds nothing of the server; only the types of the answers come from the route table.',
  },
  {
    room: 'infra/local',
    from: ['infra', 'shared'],
    packages: ['*'],
    why: 'The same system on one machine; it loads functions by their declared names, never by an import.',
  },
  {
    room: 'infra',
    from: ['infra', 'shared/domain', 'shared/routes', 'shared/data/indexes.ts', 'shared/http/problems.ts', 'shared/*.ts'],
    packages: ['*'],
    why: 'Derives the deployment from the declarations, and loads nothing that would run in it. The import says faults in the words of the API.',
  },
  {
    room: 'test/conformance/list',
    from: ['test/conformance/list'],
    packages: ['@aws-sdk/client-cognito-identity-provider', 'jose', 'node:crypto', 'vitest', 'zod/mini'],
    why: 'How Cognito behaves is seen from outside, with what a client of it has: so the list can be run against any.',
  },
  { room: 'test', from: ['test', 'infra', 'shared', 'web', '*.ts'], packages: ['*'], why: 'Tests look at everything.' },
]
