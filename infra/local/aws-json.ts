import { json, type Response } from './serve.ts'

/**
 * One operation of an AWS JSON service, each with its own input type: the one that the SDK's serializer makes.
 * `failsInPart`: a fault wants a batch's first entry to fail while the call succeeds.
 */
export type Operation = (input: never, failsInPart: boolean) => object

/** The fault that a batch call knows beside its errors: some entries fail in an answer of 200. */
export const partialFailure = 'PartialFailure'

export class AwsRefusal extends Error {
  override name = 'AwsRefusal'
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** The injected failures that are the service's own fault; all others are told as the caller's. */
const statuses: Record<string, number> = {
  InternalFailure: 500,
  InternalException: 500,
  InternalServiceError: 500,
  ServiceUnavailable: 503,
}

export const injected = (code: string) => new AwsRefusal(code, `${code}, injected`, statuses[code] ?? 400)

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
export const awsJsonError = ({ code, message, status }: AwsRefusal, headers: Record<string, string> = {}): Response =>
  awsJson(status, { __type: code, message }, headers)

export const awsJson = (status: number, output: object, headers: Record<string, string> = {}): Response =>
  json(status, output, { 'content-type': 'application/x-amz-json-1.1', ...headers })
