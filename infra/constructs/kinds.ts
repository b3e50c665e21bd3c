import { Duration } from 'aws-cdk-lib'
import type { Trigger } from '../../shared/routes/background.ts'
import { type FunctionSpec, isBackground } from '../function-files.ts'

export type Kind = Trigger['kind'] | 'http'

export const kindOf = (spec: FunctionSpec): Kind => (isBackground(spec) ? spec.on.kind : 'http')

/** Lambda gives CPU by memory: where a person waits, 1 024 MB (0.6 of a core) start and answer twice as fast as 512, at about the same price. */
const sizes: Record<Kind, { memoryMB: number; timeoutSeconds: number }> = {
  // API Gateway hangs up after 30 s; ending before it, the function logs what it was at.
  http: { memoryMB: 1024, timeoutSeconds: 25 },
  // Cognito waits 5 s, whatever stands here.
  cognito: { memoryMB: 1024, timeoutSeconds: 5 },
  stream: { memoryMB: 512, timeoutSeconds: 30 },
  queue: { memoryMB: 512, timeoutSeconds: 30 },
  // One run ends before the next begins.
  schedule: { memoryMB: 512, timeoutSeconds: 240 },
  ses: { memoryMB: 512, timeoutSeconds: 30 },
  operator: { memoryMB: 512, timeoutSeconds: 60 },
}

export const memoryOf = (kind: Kind): number => sizes[kind].memoryMB

export const timeoutOf = (kind: Kind): Duration => Duration.seconds(sizes[kind].timeoutSeconds)
