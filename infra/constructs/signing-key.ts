import { RemovalPolicy, Validations } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'

/** The deployment's one secret: the keys of invitation links, cursors and idempotency records are derived from it. */
export class SigningKey extends Construct {
  readonly secret: Secret

  constructor(scope: Construct, id: string, { keepData }: { keepData: boolean }) {
    super(scope, id)
    this.secret = new Secret(this, 'Secret', {
      description: 'Roster derives its signing keys from this. A new value makes every open invitation link invalid.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Rotation would kill the links of all open invitations at once. It is 64 random characters, seen by no person.',
    })
  }
}
