/** DynamoDB Local wants to see a signature, and does not check it. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0'

/**
 * One call to DynamoDB Local or its streams, where no SDK client is at hand (the streams' is not among our dependencies).
 * @param target as in `x-amz-target`
 */
export async function callDynamoDb(endpoint: string, target: string, input: object): Promise<unknown> {
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0', authorization }
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) })
  const output: unknown = await response.json()
  if (!response.ok) throw new DynamoDbCallFailed(target, output)
  return output
}

export class DynamoDbCallFailed extends Error {
  override name = 'DynamoDbCallFailed'
  /** An exception's name in the API reference. */
  readonly code: string
  constructor(target: string, answer: unknown) {
    super(`${target}: ${JSON.stringify(answer)}`)
    this.code = /"__type":"[^"]*?(\w+)"/.exec(this.message)?.[1] ?? ''
  }
}
