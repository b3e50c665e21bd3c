import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  NotFoundException,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2'
import { isPassing } from '../data/failures.ts'
import { variable } from '../environment.ts'

export type Mail = { to: string; subject: string; html: string; text: string; locale: string; tags: Record<string, string> }

export type Mailer = {
  /** @returns why SES will never take this mail, so that trying again would not help; null when it has taken it */
  send(mail: Mail): Promise<{ refused: string | null }>
}

export type Suppressions = {
  /**
   * Takes an address off the account's own suppression list, which all organizations share.
   * @param complaints whether also when it stands there for a complaint
   */
  lift(address: string, complaints: boolean): Promise<void>
}

const client = new SESv2Client({ maxAttempts: 2, requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 } })

export const mailer: Mailer = {
  async send({ to, subject, html, text, locale, tags }) {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' })
    const command = new SendEmailCommand({
      FromEmailAddress: variable('MAIL_FROM'),
      ConfigurationSetName: variable('MAIL_CONFIGURATION_SET'),
      Destination: { ToAddresses: [to] },
      Content: {
        Simple: {
          Subject: utf8(subject),
          Body: { Html: utf8(html), Text: utf8(text) },
          Headers: [
            { Name: 'Content-Language', Value: locale },
            { Name: 'Auto-Submitted', Value: 'auto-generated' },
          ],
        },
      },
      EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
    })
    try {
      await client.send(command)
      return { refused: null }
    } catch (error) {
      if (isPassing(error) || !(error instanceof Error) || !refused.has(error.name)) throw error
      return { refused: error.message }
    }
  },
}

/** What is wrong with this one mail; everything else (paused sending, an unverified domain) can be mended, and then it goes out. */
const refused = new Set(['MessageRejected', 'BadRequestException'])

export const suppressions: Suppressions = {
  async lift(EmailAddress, complaints) {
    try {
      const { SuppressedDestination: found } = await client.send(new GetSuppressedDestinationCommand({ EmailAddress }))
      if (found?.Reason === 'COMPLAINT' && !complaints) return
      await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress }))
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error // else it is not on the list, or not any more
    }
  },
}
