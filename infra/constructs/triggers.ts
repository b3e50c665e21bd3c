import { LambdaVersion, UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Trigger } from '../../shared/routes/background.ts'
import type { SignIn } from './sign-in.ts'

type CognitoTrigger = Extract<Trigger, { kind: 'cognito' }>['trigger']

const operations: Record<CognitoTrigger, [UserPoolOperation, LambdaVersion?]> = {
  PreSignUp: [UserPoolOperation.PRE_SIGN_UP],
  PostAuthentication: [UserPoolOperation.POST_AUTHENTICATION],
  // Version 2 reaches access tokens, not only ID tokens.
  PreTokenGeneration: [UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, LambdaVersion.V2_0],
}

/** Makes Cognito call the function. Added after the pool is made: the functions know the pool, which here gets to know them. */
export const trigger = ({ pool }: SignIn, name: CognitoTrigger, lambda: IFunction): void =>
  pool.addTrigger(operations[name][0], lambda, operations[name][1])
