import { CfnResource, Validations } from 'aws-cdk-lib'
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'

/**
 * D7: Cognito keeps who is signed in where, at most twenty sessions for each person, and its login page asks again every time: the cookie of
 * an ended session gives nothing.
 */
export function trackSessions(scope: Construct, pool: UserPool, clients: UserPoolClient[]): void {
  const { userPoolId: UserPoolId } = pool
  const tracking = attach(scope, 'Sessions', 'AWS::Cognito::UserPoolSessionConfigurationAttachment', {
    UserPoolId,
    UserSessionTracking: 'ENABLED',
    TokenSession: { MaxPerUser: 20 },
  })
  clients.forEach((client, index) => {
    const signingIn = attach(
      scope,
      `ClientSessions${index || ''}`,
      'AWS::Cognito::UserPoolClientSessionConfigurationAttachment',
      {
        UserPoolId,
        ClientId: client.userPoolClientId,
        SSOSession: { MaxValidityMinutes: 0 },
      },
    )
    // Without tracking it has no effect.
    signingIn.addResourceDependency(tracking)
  })
}

/** Types of CloudFormation for which this CDK has no classes yet. */
function attach(scope: Construct, id: string, type: string, properties: Record<string, unknown>): CfnResource {
  const resource = new CfnResource(scope, id, { type, properties })
  Validations.of(resource).acknowledge({
    id: 'CloudFormation-Validate::F3006',
    reason: `${type} is newer than what this CDK knows; its CloudFormation reference was followed by hand.`,
  })
  return resource
}
