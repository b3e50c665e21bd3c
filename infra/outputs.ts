import { CfnOutput, type Stack } from 'aws-cdk-lib'
import type { RosterFunction } from './constructs/function.ts'
import type { Deployment } from './deployment.ts'
import { isBackground, pascal } from './function-files.ts'

/** What `cdk deploy --outputs-file` writes: the local stack writes the same names, and `npm run roster` reads both. */
export function writeOutputs(
  stack: Stack,
  { apiUrl, domainTarget, signIn, table, mail, bus }: Deployment,
  functions: RosterFunction[],
): CfnOutput[] {
  const values: Record<string, string> = {
    ApiUrl: apiUrl,
    UserPoolId: signIn.pool.userPoolId,
    UserPoolClientId: signIn.client.userPoolClientId,
    AccountClientId: signIn.accountClient.userPoolClientId,
    CognitoEndpoint: signIn.loginUrl,
    IssuerUrl: signIn.issuer,
    TableName: table.tableName,
    MailConfigurationSet: mail.configurationSet.configurationSetName,
    BusName: bus.eventBusName,
    BusArn: bus.eventBusArn,
    Region: stack.region,
    ...(domainTarget !== undefined && { DomainTarget: domainTarget }),
  }
  const operators = functions.filter(({ spec }) => isBackground(spec) && spec.on.kind === 'operator')
  const named = operators.map(({ spec, lambda }): [string, string] => [`${pascal(spec.name)}Function`, lambda.functionName])
  return [...Object.entries(values), ...named].map(([name, value]) => new CfnOutput(stack, name, { value }))
}
