import { randomBytes, randomUUID } from 'node:crypto'
import type { Operation } from './aws-json.ts'
import type { Clock } from './clock.ts'
import type { State } from './state.ts'

type Secret = { value: string; versionId: string; createdAt: number }

/** Secrets Manager. Whatever secret is asked for exists: 32 random bytes, made at the first call. */
export function openSecrets({ state, clock }: { state: State; clock: Clock }): Record<string, Operation> {
  const secrets = state.collection<Secret>('secrets')
  const create = (id: string): Secret => {
    const secret = { value: randomBytes(32).toString('hex'), versionId: randomUUID(), createdAt: clock.now() }
    secrets.put(id, secret)
    return secret
  }
  return {
    GetSecretValue({ SecretId: id }: { SecretId: string }) {
      const { value, versionId, createdAt } = secrets.get(id) ?? create(id)
      return {
        ARN: id.startsWith('arn:') ? id : `arn:aws:secretsmanager:us-east-1:000000000000:secret:${id}-local0`,
        Name: id.split(':secret:').at(-1),
        SecretString: value,
        VersionId: versionId,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: createdAt / 1000,
      }
    },
  }
}
