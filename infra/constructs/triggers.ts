import { CfnUserPool, LambdaVersion, type UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Trigger } from '../../shared/routes/background.ts'
import type { SignIn } from './sign-in.ts'

type CognitoTrigger = Extract<Trigger, { kind: 'cognito' }>['trigger']

const operations: Record<Exclude<CognitoTrigger, 'InboundFederation'>, [UserPoolOperation, LambdaVersion?]> = {
  PreSignUp: [UserPoolOperation.PRE_SIGN_UP],
  PostAuthentication: [UserPoolOperation.POST_AUTHENTICATION],
  PostConfirmation: [UserPoolOperation.POST_CONFIRMATION],
  CustomMessage: [UserPoolOperation.CUSTOM_MESSAGE],
  // Version 2 reaches access tokens, not only ID tokens.
  PreTokenGeneration: [UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, LambdaVersion.V2_0],
}

/** Makes Cognito call the function. Added after the pool is made: the functions know the pool, which here gets to know them. */
export const trigger = ({ pool }: SignIn, name: CognitoTrigger, lambda: IFunction): void =>
  name === 'InboundFederation' ? federate(pool, lambda) : pool.addTrigger(operations[name][0], lambda, operations[name][1])

/** CloudFormation knows this one, the CDK has no word for it yet. */
function federate(pool: UserPool, lambda: IFunction): void {
  const settings = { LambdaArn: lambda.functionArn, LambdaVersion: 'V1_0' }
  const { defaultChild } = pool.node
  if (!CfnUserPool.isCfnUserPool(defaultChild)) throw new Error('The user pool is not made of what CloudFormation calls one.')
  defaultChild.addPropertyOverride('LambdaConfig.InboundFederation', settings)
  lambda.addPermission('InboundFederation', {
    principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
    sourceArn: pool.userPoolArn,
  })
}
