import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

/** Calls an operator function by its output's name, such as `CreateOrganizationFunction`. */
export type Call = (output: string, input: object) => Promise<unknown>

/**
 * @param local the local stack, found through `ROSTER_DATA`; else the deployment whose outputs `npm run deploy` wrote
 */
export async function openFunctions({ local, outputs }: { local: boolean; outputs?: string }): Promise<Call> {
  const { file, values } = await openOutputs({ local, outputs })
  const client = new LambdaClient({
    region: values.Region,
    ...(local && { endpoint: values.LambdaEndpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  })
  return async (output, input) => {
    const FunctionName = values[output]
    if (!FunctionName) throw new Error(`${file} does not name ${output}. Was it written by this version of Roster?`)
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(input) })).catch(explained(local))
    const payload: unknown = JSON.parse(new TextDecoder().decode(answer.Payload))
    if (answer.FunctionError) throw new Error((payload as { errorMessage: string }).errorMessage) // as Lambda reports an error
    return payload
  }
}

export async function openOutputs({ local, outputs }: { local: boolean; outputs?: string }) {
  const file = outputs ?? (local ? join(process.env.ROSTER_DATA ?? '.roster', 'outputs.json') : 'outputs.json')
  return { file, values: await readOutputs(resolve(file), local) }
}

async function readOutputs(file: string, local: boolean): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => {
    const how = local
      ? 'Start the local stack first: npm start'
      : 'Deploy first (npm run deploy), name the file with --outputs, or say --local'
    throw new Error(`There is no ${file}. ${how}.`)
  })
  const stacks: Record<string, Record<string, string>> = JSON.parse(text)
  return Object.assign({}, ...Object.values(stacks))
}

const explained = (local: boolean) => (error: unknown) => {
  const refused =
    error instanceof Error && /ECONNREFUSED/.test(`${error.name} ${error.message} ${String((error as { code?: string }).code)}`) // what Node adds
  throw local && refused ? new Error('The local stack does not answer. Start it first: npm start') : error
}
