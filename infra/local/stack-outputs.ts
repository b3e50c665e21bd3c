import { pascal } from '../function-files.ts'

type Server = { url: string }

type Parts = {
  apiUrl: string
  cognito: Server & { issuer: string; userPoolId: string; clientId: string; accountClientId: string }
  mailbox: Server
  control: Server
  lambda: Server
  dynamoDb: string
  tableName: string
  operators: string[]
}

/** The names of `infra/outputs.ts`, and where the parts are that AWS has no address for. */
export const outputsOf = ({
  apiUrl,
  cognito,
  mailbox,
  control,
  lambda,
  dynamoDb,
  tableName,
  operators,
}: Parts): Record<string, string> => ({
  ApiUrl: apiUrl,
  UserPoolId: cognito.userPoolId,
  UserPoolClientId: cognito.clientId,
  AccountClientId: cognito.accountClientId,
  CognitoEndpoint: cognito.url,
  IssuerUrl: cognito.issuer,
  MailboxUrl: mailbox.url,
  ControlUrl: control.url,
  LambdaEndpoint: lambda.url,
  DynamoDbEndpoint: dynamoDb,
  TableName: tableName,
  Region: 'us-east-1',
  ...Object.fromEntries(operators.map(name => [`${pascal(name)}Function`, name])),
})
