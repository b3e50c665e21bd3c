import type { Grant } from '../shared/routes/route.ts'
import type { Bundle } from './bundle.ts'
import type { FunctionSpec } from './function-files.ts'

/** Which grant puts a package's weight into a function; without it the package is there by mistake. */
const cameWith: Record<string, readonly Grant[]> = {
  '@aws-sdk/client-dynamodb': ['table:read', 'table:write'],
  '@aws-sdk/lib-dynamodb': ['table:read', 'table:write'],
  '@aws-sdk/client-cognito-identity-provider': [
    'credentials:admin',
    'credentials:link',
    'passwords:reset',
    'sessions:read',
    'sessions:end',
  ],
  '@aws-sdk/client-sesv2': ['mail:send'],
  '@aws-sdk/client-eventbridge': ['events:publish'],
  '@aws-sdk/client-sqs': ['queues:send'],
  '@aws-sdk/client-secrets-manager': ['signing-key:read'],
}

/** Never in a function: tools of the build, a browser's libraries, and clients with a smaller stand-in. */
const never = ['esbuild', 'aws-cdk-lib', 'constructs', 'aws-sdk', '@aws-lambda-powertools/tracer']

/** `import { z } from 'zod'` weighs 444 kB, `import * as z from 'zod/mini'` 23. */
const wholeZod = /node_modules\/zod\/(?:v4\/)?(?:classic|index)/

/** What stands in a function's bundle though nothing that it declares needs it: empty, else a sentence each. */
export function needlessIn(bundle: Bundle, { name, grants }: Pick<FunctionSpec, 'name' | 'grants'>): string[] {
  const needless = bundle.packages.filter(
    one => never.includes(one) || (cameWith[one] && !cameWith[one].some(grant => grants.includes(grant))),
  )
  const zod = bundle.inputs.some(input => wholeZod.test(input)) ? ["the whole of zod, where 'zod/mini' would do"] : []
  return [...needless, ...zod].map(what => `${name} holds ${what}`)
}
