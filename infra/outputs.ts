import { CfnOutput, type Stack } from 'aws-cdk-lib'
import type { RosterFunction } from './constructs/function.ts'
import type { Deployment } from './deployment.ts'
import { isBackground, pascal } from './function-files.ts'

/** What `cdk deploy --outputs-file` writes: the local stack writes the same names, and `npm run roster` reads both. */
export function writeOutputs(stack: Stack, { apiUrl, signIn, table, mail, bus }: Deployment, functions: RosterFunction[]): void {
  const values: Record<string, string> = {
    ApiUrl: apiUrl,
    UserPoolId: signIn.pool.userPoolId,
    UserPoolClientId: signIn.client.userPoolClientId,
    CognitoEndpoint: signIn.loginUrl,
    IssuerUrl: signIn.issuer,
    TableName: table.tableName,
    MailConfigurationSet: mail.configurationSet.configurationSetName,
    BusName: bus.eventBusName,
    BusArn: bus.eventBusArn,
    Region: stack.region,
  }
  for (const [name, value] of Object.entries(values)) new CfnOutput(stack, name, { value })
  const operators = functions.filter(({ spec }) => isBackground(spec) && spec.on.kind === 'operator')
  for (const { spec, lambda } of operators) new CfnOutput(stack, `${pascal(spec.name)}Function`, { value: lambda.functionName })
}
