import { Stack } from 'aws-cdk-lib'
import { EventBus } from 'aws-cdk-lib/aws-events'
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'

/**
 * Sending through SES. The identity of the sender's domain is not made here: Cognito refuses to create a user pool whose identity is
 * not verified yet (aws/aws-cdk#18964), and the DNS records of a new one can't be there in time. It also is one per account and
 * region, so two stages may share it.
 */
export class Mail extends Construct {
  readonly domain: string
  readonly identityArn: string
  readonly configurationSet: ConfigurationSet
  readonly configurationSetArn: string

  constructor(scope: Construct, id: string, { mailFrom }: { mailFrom: string }) {
    super(scope, id)
    this.domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1)
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    })
    this.configurationSet.addEventDestination('Events', {
      // SES publishes to no other bus than the default one.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.DELIVERY_DELAY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
      ],
    })
    const arnOf = (resource: string, resourceName: string) => Stack.of(this).formatArn({ service: 'ses', resource, resourceName })
    this.identityArn = arnOf('identity', this.domain)
    this.configurationSetArn = arnOf('configuration-set', this.configurationSet.configurationSetName)
  }
}
