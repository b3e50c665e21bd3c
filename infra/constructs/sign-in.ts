import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import {
  AccountRecovery,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  PasskeyUserVerification,
  UserPool,
  type UserPoolClient,
  UserPoolEmail,
  type UserPoolProps,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import type { Stage } from '../stage.ts'
import { newAccountClient } from './account-client.ts'
import { addProviders } from './identity-providers.ts'
import { addStyle, newLoginClient } from './login-client.ts'
import type { Mail } from './mail.ts'
import { trackSessions } from './sessions.ts'

type Props = { stage: Stage; apiUrl: string; mail: Mail }

/** Who people are: a Cognito user pool, its hosted login, and the clients of it. */
export class SignIn extends Construct {
  readonly pool: UserPool
  readonly client: UserPoolClient
  /** For the own account; its tokens open nothing else. */
  readonly accountClient: UserPoolClient
  /** The hosted login's base URL. */
  readonly loginUrl: string
  readonly issuer: string

  constructor(scope: Construct, id: string, { stage, apiUrl, mail }: Props) {
    super(scope, id)
    this.pool = this.openPool(stage, mail)
    this.issuer = this.pool.userPoolProviderUrl
    const providers = addProviders(this, this.pool, stage.identityProviders ?? [])
    this.client = newLoginClient(this, 'Client', { userPool: this.pool, providers, stage, apiUrl })
    this.accountClient = newAccountClient(this, 'AccountClient', this.pool, apiUrl)
    const domainPrefix = stage.loginDomainPrefix ?? `roster-${stage.name}-${Aws.ACCOUNT_ID}`
    this.loginUrl = this.pool
      .addDomain('Login', { cognitoDomain: { domainPrefix }, managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN })
      .baseUrl()
    addStyle(this, 'Branding', this.pool, this.client)
    addStyle(this, 'AccountBranding', this.pool, this.accountClient)
    trackSessions(this, this.pool, [this.client, this.accountClient])
  }

  private openPool({ mailFrom, productName, keepData }: Stage, mail: Mail): UserPool {
    const pool = new UserPool(this, 'Pool', {
      ...whoSignsIn,
      ...withWhat,
      // Only where the custom-message trigger says nothing: it writes the one mail that Cognito itself sends, for a new password.
      userVerification: {
        emailSubject: `${productName}: your code`,
        emailBody: 'Your code is {####}. If you did not ask for it, do nothing.',
      },
      email: UserPoolEmail.withSES({
        fromEmail: mailFrom,
        fromName: productName,
        sesRegion: Aws.REGION,
        sesVerifiedDomain: mail.domain,
        configurationSetName: mail.configurationSet.configurationSetName,
      }),
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    Validations.of(pool).acknowledge(...accepted)
    return pool
  }
}

const whoSignsIn = {
  // T4: nobody registers.
  selfSignUpEnabled: false,
  // The username is our own id, the email an alias: it signs in while it is verified, and can change.
  signInAliases: { username: true, email: true },
  signInCaseSensitive: false,
  autoVerify: { email: true },
  keepOriginal: { email: true },
  accountRecovery: AccountRecovery.EMAIL_ONLY,
} satisfies UserPoolProps

/** No device is remembered: every refresh would need its key. Threat protection comes with the Plus plan only. */
const withWhat = {
  // Access-token customization, passkeys and managed login need it.
  featurePlan: FeaturePlan.ESSENTIALS,
  // Length is what counts (ASVS 6.2.5): rules of composition make people write passwords down.
  passwordPolicy: {
    minLength: 10,
    requireLowercase: false,
    requireUppercase: false,
    requireDigits: false,
    requireSymbols: false,
    tempPasswordValidity: Duration.days(7),
  },
  signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true } },
  passkeyUserVerification: PasskeyUserVerification.REQUIRED,
  mfa: Mfa.OPTIONAL,
  mfaSecondFactor: { sms: false, otp: true },
} satisfies UserPoolProps

/** What cdk-nag would have otherwise, and why it is not. */
const accepted = [
  { id: 'AwsSolutions-COG1', reason: 'At least 10 characters and no rules of composition, as ASVS 6.2.1 and 6.2.5 ask.' },
  {
    id: 'AwsSolutions-COG2',
    reason: 'Whether a second factor is required is a setting of each organization, not of the deployment.',
  },
  {
    id: 'AwsSolutions-COG8',
    reason: 'Nothing here needs what the Plus plan adds, and it costs more for every user. Raise it where it is wanted.',
  },
]
